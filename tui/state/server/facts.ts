import type { Execution } from "../../../routes/contract/history/executions.ts";
import type { Job } from "../../../routes/contract/jobs/jobs.ts";
import type { LogEntry } from "../../../routes/contract/history/logs.ts";
import type { SchedulePreview } from "../../../routes/contract/jobs/schedules.ts";
import type { Stats } from "../../../routes/contract/history/stats.ts";
import { newestFirst } from "./executions.ts";
import type { JobsEvent } from "./jobs.ts";
import type { ChangesEvent } from "./server_event.ts";
import type { Problem } from "../problem.ts";

/** What is read of a job only when it is shown. A part that was not read, or that the server does not offer, is absent. */
export interface JobFacts {
  /** Its last executions, newest first. */
  readonly executions?: readonly Execution[];
  readonly stats?: Stats;
  /** An execution has ended since the figures were read. */
  readonly isStatsOld?: true;
  readonly preview?: SchedulePreview;
  readonly logs?: readonly LogEntry[];
  /** The job itself could not be read. */
  readonly problem?: Problem;
}

export type FactsState = ReadonlyMap<string, JobFacts>;

export type FactsEvent = {
  readonly type: "facts_read";
  readonly jobId: string;
  readonly facts: JobFacts;
};

export const mostFactExecutions = 50;
const mostLogs = 200;
const mostJobs = 30;

export const initialFacts: FactsState = new Map();

export function reduceFacts(
  state: FactsState,
  event: FactsEvent | JobsEvent | ChangesEvent,
): FactsState {
  switch (event.type) {
    case "facts_read": {
      const facts = new Map(state);
      facts.delete(event.jobId); // so that those looked at last are the last
      facts.set(event.jobId, joined(state.get(event.jobId), event.facts));
      for (const id of [...facts.keys()].slice(0, Math.max(0, facts.size - mostJobs))) {
        facts.delete(id);
      }
      return facts;
    }
    case "job_read": {
      const facts = state.get(event.job.job_id);
      if (facts?.problem === undefined) return state;
      const { problem: _, ...rest } = facts;
      return new Map(state).set(event.job.job_id, rest);
    }
    case "changes":
      return event.events.reduce((facts: FactsState, told) => {
        if (told.type === "execution") {
          return told.execution === null
            ? withoutExecution(facts, told.execution_id)
            : withExecution(facts, told.execution);
        }
        if (told.type === "job" && told.job !== null) return withJob(facts, told.job);
        return told.type === "log" ? withLog(facts, told.log) : facts;
      }, state);
    default:
      return state;
  }
}

function joined(before: JobFacts = {}, read: JobFacts): JobFacts {
  if (read.stats === undefined) return { ...before, ...read };
  const { isStatsOld: _, ...rest } = before;
  return { ...rest, ...read };
}

const scheduleFields = [
  "month",
  "day",
  "week",
  "day_of_week",
  "hour",
  "minute",
  "timezone",
] as const;

/** What another schedule would do is not known any more. */
function withJob(state: FactsState, job: Job): FactsState {
  const { preview, ...facts } = state.get(job.job_id) ?? {};
  if (preview === undefined || scheduleFields.every((it) => preview[it] === job[it])) return state;
  return new Map(state).set(job.job_id, facts);
}

function withExecution(state: FactsState, execution: Execution): FactsState {
  const facts = state.get(execution.job.job_id);
  if (facts === undefined) return state;
  const isOld = facts.stats !== undefined && execution.ended_time !== "";
  const told: JobFacts = isOld ? { ...facts, isStatsOld: true } : facts;
  const { job_id } = execution.job;
  if (told.executions === undefined) {
    return told === facts ? state : new Map(state).set(job_id, told);
  }
  const others = told.executions.filter((it) => it.execution_id !== execution.execution_id);
  const executions = [execution, ...others].sort(newestFirst).slice(0, mostFactExecutions);
  return new Map(state).set(job_id, { ...told, executions });
}

/** The event does not name the job. */
function withoutExecution(state: FactsState, id: string): FactsState {
  for (const [jobId, { executions = [], ...facts }] of state) {
    const others = executions.filter(({ execution_id }) => execution_id !== id);
    if (others.length === executions.length) continue;
    return new Map(state).set(jobId, { ...facts, executions: others });
  }
  return state;
}

function withLog(state: FactsState, log: LogEntry): FactsState {
  const facts = state.get(log.job_id);
  if (facts?.logs === undefined || facts.logs.some((it) => isSameEntry(it, log))) return state;
  return new Map(state).set(log.job_id, {
    ...facts,
    logs: [log, ...facts.logs].slice(0, mostLogs),
  });
}

function isSameEntry(a: LogEntry, b: LogEntry): boolean {
  return a.created_time === b.created_time && a.event === b.event &&
    a.description === b.description;
}
