import type { Execution } from "../../routes/contract/executions.ts";
import type { Job } from "../../routes/contract/jobs.ts";
import { memo } from "./memo.ts";
import type { State } from "../state.ts";
import type { ExecutionsState, Past } from "./executions.ts";

/** A due job fires within a second or two. After 5 s it counts as late. */
export const lateAfterMs = 5000;

export function isActive({ state }: Pick<Execution, "state">): boolean {
  return state === "running" || state === "stopping";
}

export function isFailure(state: Execution["state"]): boolean {
  return state === "failed" || state === "timeout" || state === "scheduled error";
}

/** All executions that run, oldest first. */
export const runningOf = memo((byId: ExecutionsState["byId"]): readonly Execution[] =>
  [...byId.values()].filter(isActive).sort((a, b) => a.started_time < b.started_time ? -1 : 1)
);

export const runningByJob = memo((byId: ExecutionsState["byId"]) => {
  const byJob = new Map<string, Execution[]>();
  for (const execution of runningOf(byId)) {
    const { job_id } = execution.job;
    byJob.set(job_id, [...(byJob.get(job_id) ?? []), execution]);
  }
  return byJob as ReadonlyMap<string, readonly Execution[]>;
});

/** By how many milliseconds a job is late; 0: it is not. */
export function lateness(job: Job, now: number): number {
  if (job.paused || job.next_run_time === "") return 0;
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
  return history?.find(({ state }) => !isActive({ state }) && state !== "scheduled");
}

export type JobCondition = "running" | "late" | "failed" | "paused" | "stopped" | "ok" | "never";

/** The most pressing thing to say about a job. */
export function conditionOf(state: State, job: Job): JobCondition {
  if (runningByJob(state.executions.byId).has(job.job_id)) return "running";
  if (lateness(job, state.now) > 0) return "late";
  if (job.paused) return "paused";
  const last = lastEnded(state.executions.history.get(job.job_id));
  if (last === undefined) return "never";
  if (isFailure(last.state)) return "failed";
  return last.state === "stopped" ? "stopped" : "ok";
}

/** The average duration of the executions that succeeded; `undefined`: none did. */
export function averageMs(history: readonly Past[] | undefined): number | undefined {
  const took = (history ?? []).flatMap(({ state, duration_ms }) =>
    state === "succeeded" && duration_ms !== null ? duration_ms : []
  );
  return took.length === 0 ? undefined : took.reduce((sum, ms) => sum + ms, 0) / took.length;
}

export interface Counts {
  readonly jobs: number;
  readonly running: number;
  /** Jobs whose last execution failed. */
  readonly failed: number;
  readonly late: number;
  readonly paused: number;
}

const jobCounts = memo((
  byId: State["jobs"]["byId"],
  history: State["executions"]["history"],
) => {
  let [failed, paused] = [0, 0];
  for (const job of byId.values()) {
    if (job.paused) paused++;
    const last = lastEnded(history.get(job.job_id));
    if (last !== undefined && isFailure(last.state)) failed++;
  }
  return { failed, paused };
});

const lateJobsAt = memo((byId: State["jobs"]["byId"], bound: string): readonly Job[] =>
  [...byId.values()].filter((job) => isLate(job, bound))
    .sort((a, b) => a.next_run_time < b.next_run_time ? -1 : 1)
);

/** All jobs that are late, the most late first. */
export function lateJobs(state: State): readonly Job[] {
  return lateJobsAt(state.jobs.byId, lateBound(state.now));
}

export function countsOf(state: State): Counts {
  const { failed, paused } = jobCounts(state.jobs.byId, state.executions.history);
  return {
    jobs: state.jobs.byId.size,
    running: runningOf(state.executions.byId).length,
    failed,
    late: lateJobs(state).length,
    paused,
  };
}

/** The job that fires next. */
export const nextJob = memo((byId: State["jobs"]["byId"], now: number): Job | undefined => {
  const from = new Date(now).toISOString();
  let next: Job | undefined;
  for (const job of byId.values()) {
    if (job.next_run_time <= from) continue;
    if (next === undefined || job.next_run_time < next.next_run_time) next = job;
  }
  return next;
});

/** All executions that are kept, the newest first. */
export const newestExecutions = memo((byId: ExecutionsState["byId"]): readonly Execution[] =>
  [...byId.values()].sort((a, b) =>
    a.scheduled_time === b.scheduled_time
      ? (a.execution_id < b.execution_id ? 1 : -1)
      : (a.scheduled_time < b.scheduled_time ? 1 : -1)
  )
);

export function categoryName(state: State, id: number): string {
  return state.categories.byId.get(id)?.name ?? String(id);
}
