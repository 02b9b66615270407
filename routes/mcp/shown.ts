import type { Execution } from "../contract/history/executions.ts";
import type { Job, JobList } from "../contract/jobs/jobs.ts";

/** The longest text of a run that a list shows, in characters: a model reads all of the answer. */
const mostText = 500;

/** A job in a list. */
export function jobInShort(job: JobList["jobs"][number]) {
  const { job_id, name, job_class_string, category_id, paused, next_run_time } = job;
  const { last_executions: [last] = [] } = job;
  return {
    ...{ job_id, name, job_class_string, category_id, ...scheduleOf(job), paused, next_run_time },
    ...(last === undefined ? {} : { last_run: { state: last.state, time: last.scheduled_time } }),
  };
}

/** The fields that say when a job fires, as a preview takes them. */
export function scheduleOf(job: Job) {
  const { month, day, week, day_of_week, hour, minute, timezone } = job;
  return { month, day, week, day_of_week, hour, minute, timezone };
}

/** A run in a list. */
export function runInShort(run: Execution) {
  const { execution_id, job, state, trigger, attempt, max_attempts, hostname } = run;
  const { scheduled_time, started_time, ended_time, duration_ms } = run;
  return {
    ...{ execution_id, job_id: job.job_id, job_name: job.name, state, trigger },
    ...{ scheduled_time, started_time, ended_time, duration_ms, attempt, max_attempts, hostname },
    description: cut(run.description),
    result: cut(run.result),
  };
}

function cut(text: string): string {
  return text.length <= mostText ? text : `${text.slice(0, mostText)}…`;
}
