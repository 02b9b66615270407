import type { Execution } from "../../routes/contract/history/executions.ts";
import { isActive, isCounted, isEnd, isFailing, isSuccess } from "../../routes/contract/facts.ts";
import type { Job } from "../../routes/contract/jobs/jobs.ts";
import { memo } from "../cache/memo.ts";
import { SharedMap } from "../cache/shared_map.ts";
import { SortedThings } from "../cache/sorted.ts";
import type { State } from "../state.ts";
import { isHeld, pauseOf, pauseOfCategory } from "./server/pauses.ts";
import { type ExecutionsState, mostPast, type Past } from "./server/executions.ts";

/** A due job fires within a second or two. After 5 s it counts as late. */
export const lateAfterMs = 5000;

/** Whether a worker runs it now: an active execution that does not wait. */
export function isRunning({ state }: Pick<Execution, "state">): boolean {
  return isActive(state) && state !== "scheduled";
}

const sortedRunning = new SortedThings<Execution>();

/** All executions that run, oldest first. */
export function runningOf(byId: ExecutionsState["byId"]): readonly Execution[] {
  return sortedRunning.of(byId, {
    deps: [],
    isReversed: false,
    isShown: isRunning,
    keyOf: ({ started_time }) => started_time,
  });
}

export function runningByJob(byId: ExecutionsState["byId"]) {
  return executionsByJob(runningOf(byId));
}

const executionsByJob = memo((executions: readonly Execution[]) => {
  const byJob = new Map<string, Execution[]>();
  for (const execution of executions) {
    const { job_id } = execution.job;
    byJob.set(job_id, [...(byJob.get(job_id) ?? []), execution]);
  }
  return byJob as ReadonlyMap<string, readonly Execution[]>;
});

/** The time of the data: now, or while the server does not answer, when it was heard last. Nobody knows what fired since. */
export function dataTime({ connection, now }: Pick<State, "connection" | "now">): number {
  return connection.phase === "lost" ? Math.min(connection.since, now) : now;
}

/** How late a job is, in milliseconds; 0 when it is not late. */
export function lateness(
  state: Pick<State, "connection" | "now" | "pauses">,
  job: Job,
): number {
  const now = dataTime(state);
  if (job.paused || job.next_run_time === "" || isHeld({ pauses: state.pauses, now }, job)) {
    return 0;
  }
  const late = now - Date.parse(job.next_run_time);
  return late >= lateAfterMs ? late : 0;
}

/** Compares ISO times in UTC as text, so that ten thousand need not be parsed each second. */
export function isLate(job: Job, bound: string): boolean {
  return !job.paused && job.next_run_time !== "" && job.next_run_time <= bound;
}

export function lateBound(now: number): string {
  return new Date(now - lateAfterMs).toISOString();
}

/** The last execution that has ended. */
export function lastEnded(history: readonly Past[] | undefined): Past | undefined {
  return history?.find(({ state }) => isEnd(state));
}

/** The last execution whose end counts: the one that decides whether the job fails. */
export function lastCountedOf(history: readonly Past[] | undefined): Past | undefined {
  return history?.find(({ state }) => isCounted(state));
}

const failing = new WeakMap<readonly Past[], boolean>();

/** Whether the job of this history fails. It is asked for 10,000 jobs after each event, so each history is asked once. */
export function isFailingJob(history: readonly Past[] | undefined): boolean {
  if (history === undefined) return false;
  let isJobFailing = failing.get(history);
  if (isJobFailing === undefined) {
    isJobFailing = isFailing(history.map(({ state }) => state));
    failing.set(history, isJobFailing);
  }
  return isJobFailing;
}

export type JobCondition =
  | "running"
  | "late"
  | "failed"
  | "paused"
  | "stopped"
  | "skipped"
  | "ok"
  | "never";

/** The most important condition of a job. */
export function conditionOf(state: State, job: Job): JobCondition {
  if (runningByJob(state.executions.byId).has(job.job_id)) return "running";
  if (lateness(state, job) > 0) return "late";
  if (pauseOf(state, job) !== undefined) return "paused";
  const history = state.executions.history.get(job.job_id);
  if (isFailingJob(history)) return "failed";
  if (lastEnded(history)?.state === "stopped") return "stopped";
  if (lastCountedOf(history) !== undefined) return "ok";
  // Older executions than those of the history are not known. They may have run.
  return history !== undefined && history.length >= mostPast ? "skipped" : "never";
}

/** The average duration of the executions that succeeded; `undefined`: none did. */
export function averageMs(history: readonly Past[] | undefined): number | undefined {
  const took = (history ?? []).flatMap(({ state, duration_ms }) =>
    isSuccess(state) && duration_ms !== null ? duration_ms : []
  );
  return took.length === 0 ? undefined : took.reduce((sum, ms) => sum + ms, 0) / took.length;
}

export interface Counts {
  readonly jobs: number;
  readonly running: number;
  /** Jobs that fail. */
  readonly failed: number;
  readonly late: number;
  readonly paused: number;
}

/** Counts over all jobs. Each version of the state counts only the jobs that changed since the one before. */
class JobCounts {
  #jobs: State["jobs"]["byId"] = SharedMap.empty();
  #history: State["executions"]["history"] = SharedMap.empty();
  #failing: ReadonlySet<string> = new Set();
  #paused = 0;

  of(jobs: State["jobs"]["byId"], history: State["executions"]["history"]) {
    if (jobs !== this.#jobs || history !== this.#history) this.#count(jobs, history);
    return { failing: this.#failing, paused: this.#paused };
  }

  #count(jobs: State["jobs"]["byId"], history: State["executions"]["history"]): void {
    const before = { jobs: this.#jobs, history: this.#history };
    const after = { jobs, history };
    const changed = new Set([
      ...jobs.differencesFrom(before.jobs).keys(),
      ...history.differencesFrom(before.history).keys(),
    ]);
    const failing = new Set(this.#failing);
    for (const id of changed) {
      if (failsIn(after, id)) failing.add(id);
      else failing.delete(id);
      this.#paused += Number(jobs.get(id)?.paused ?? false) -
        Number(before.jobs.get(id)?.paused ?? false);
    }
    this.#failing = failing;
    this.#jobs = jobs;
    this.#history = history;
  }
}

interface JobsWithHistory {
  readonly jobs: State["jobs"]["byId"];
  readonly history: State["executions"]["history"];
}

/** Whether the job is there and fails. */
function failsIn({ jobs, history }: JobsWithHistory, id: string): boolean {
  return jobs.has(id) && isFailingJob(history.get(id));
}

const jobCounts = new JobCounts();

/** The ids of all jobs that fail. */
export function failingIds({ jobs, executions }: Pick<State, "jobs" | "executions">) {
  return jobCounts.of(jobs.byId, executions.history).failing;
}

/** All jobs that have a next fire, the soonest first. */
const sortedByFire = new SortedThings<Job>();

function byFire(byId: State["jobs"]["byId"]): readonly Job[] {
  return sortedByFire.of(byId, {
    deps: [],
    isReversed: false,
    isShown: ({ next_run_time }) => next_run_time !== "",
    keyOf: ({ next_run_time }) => next_run_time,
  });
}

const lateJobsAt = memo((
  firing: readonly Job[],
  bound: string,
  pauses: State["pauses"],
): readonly Job[] => {
  const now = Date.parse(bound) + lateAfterMs;
  const end = firing.findIndex(({ next_run_time }) => next_run_time > bound);
  return firing.slice(0, end < 0 ? firing.length : end)
    .filter((job) => isLate(job, bound) && !isHeld({ pauses, now }, job));
});

/** All jobs that are late, the most late first. */
export function lateJobs(state: State): readonly Job[] {
  return lateJobsAt(byFire(state.jobs.byId), lateBound(dataTime(state)), state.pauses);
}

export function countsOf(state: State): Counts {
  const { failing, paused } = jobCounts.of(state.jobs.byId, state.executions.history);
  return {
    jobs: state.jobs.byId.size,
    running: runningOf(state.executions.byId).length,
    failed: failing.size,
    late: lateJobs(state).length,
    paused,
  };
}

/** The job that fires next. A paused category keeps its next fire times, and does not fire. */
export const nextJob = memo((
  byId: State["jobs"]["byId"],
  now: number,
  pauses: State["pauses"],
): Job | undefined => {
  const from = new Date(now).toISOString();
  return byFire(byId).find(({ next_run_time, category_id }) =>
    next_run_time > from &&
    !(pauses.size > 0 && pauseOfCategory({ pauses, now }, category_id))
  );
});

/** All executions that are kept, the newest first. */
export const newestExecutions = memo((byId: ExecutionsState["byId"]): readonly Execution[] =>
  byId.list().toSorted((a, b) =>
    a.scheduled_time === b.scheduled_time
      ? (a.execution_id < b.execution_id ? 1 : -1)
      : (a.scheduled_time < b.scheduled_time ? 1 : -1)
  )
);

/** The newest copy of an execution: of the feed, of the list, or of the screen that shows it. */
export function executionOf(state: State, id: string): Execution | undefined {
  const { openExecution, executionList, executions } = state;
  const known = [
    executions.byId.get(id),
    executionList.rows.get(id),
    openExecution.execution?.execution_id === id ? openExecution.execution : undefined,
  ].filter((it) => it !== undefined);
  return known.toSorted((a, b) => a.updated_time < b.updated_time ? 1 : -1)[0];
}

/** How many jobs use each calendar, by its number. */
export const jobsByCalendar = memo((byId: State["jobs"]["byId"]): ReadonlyMap<number, number> => {
  const uses = new Map<number, number>();
  for (const { not_on, only_on } of byId.values()) {
    if (not_on.length === 0 && only_on.length === 0) continue;
    for (const id of new Set([...not_on, ...only_on])) uses.set(id, (uses.get(id) ?? 0) + 1);
  }
  return uses;
});

/** The names of calendars, or their numbers where the names are not known. */
export function calendarNames(state: State, ids: readonly number[]): string {
  return ids.map((id) => state.calendars.byId.get(String(id))?.name ?? String(id)).join(", ");
}

export function categoryName(state: State, id: number): string {
  return state.categories.byId.get(id)?.name ?? String(id);
}
