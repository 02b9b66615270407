import type {
  Attempt,
  Ended,
  Execution,
  Held,
  Running,
  Scheduled,
  Stopping,
} from "./records/execution_record.ts";
import { type Rare, rareOf } from "./records/rare_fields.ts";
import type { ClaimId, WorkerId } from "./ids.ts";
import type { Job } from "./job.ts";
import { cutText } from "./json.ts";
import { retryDelayMs } from "./job_policy.ts";
import { type JobSnapshot, snapshotOf } from "./job_snapshot.ts";
import type { Instant } from "./time.ts";

export { Attempt, Execution, GivenBack } from "./records/execution_record.ts";
export type { Ended, Held, Running, Scheduled, Stopping } from "./records/execution_record.ts";

/** How many of the newest given back attempts a record keeps. */
const mostGivenBack = 20;

/** The most bytes that an attempt's error takes in the database: a record holds the errors of all attempts. */
const errorLimit = 500;

/** How one attempt went, as the worker that ran it reports. */
export type Outcome =
  | {
    readonly kind: "succeeded";
    readonly result: string;
    /** A sentence about the run, for example a warning. */
    readonly description?: string;
  }
  | {
    readonly kind: "failed";
    readonly reason: string;
    readonly result: string;
    /** The next attempt is wanted no earlier than after this, within the job's longest wait. */
    readonly retryAfterMs?: number;
  }
  | { readonly kind: "timeout"; readonly reason: string }
  | { readonly kind: "stopped"; readonly by: string }
  /** The attempt never started: the job class is unknown, or refuses the arguments. */
  | { readonly kind: "not started"; readonly reason: string };

/** The worker and the claim that hold an execution. */
export interface Holder {
  readonly workerId: WorkerId;
  readonly claimId: ClaimId;
  readonly hostname: string;
  readonly pid: number;
}

export function isEnded(execution: Execution): execution is Ended {
  return "endedAt" in execution;
}

export function isHeld(execution: Execution): execution is Held {
  return execution.state === "running" || execution.state === "stopping";
}

/**
 * A new execution. One without `readyAt` and `later` waits for an instance of its job to end.
 * @param snapshot of the job, where the caller has it.
 */
export function draftExecution(
  given:
    & { readonly job: Job; readonly description?: string }
    & Pick<Scheduled, "id" | "trigger" | "scheduledAt" | "readyAt" | "later">
    & Rare,
  now: Instant,
  snapshot: JobSnapshot = snapshotOf(given.job),
): Scheduled {
  const { id, trigger, scheduledAt, description, readyAt, later } = given;
  const draft: Scheduled = {
    id,
    job: snapshot,
    trigger,
    scheduledAt,
    createdAt: now,
    updatedAt: now,
    attempt: 0,
    attempts: [],
    description: description ?? given.reason ?? "",
    state: "scheduled",
    ...rareOf(given),
  };
  if (readyAt !== undefined) draft.readyAt = readyAt;
  if (later !== undefined) draft.later = later;
  return draft;
}

/** A worker claims the execution: its next attempt starts. */
export function start(execution: Scheduled, holder: Holder, now: Instant): Running {
  const { id, job, trigger, scheduledAt, createdAt, attempts, description } = execution;
  const { workerId, claimId, hostname, pid } = holder;
  return {
    id,
    job,
    trigger,
    scheduledAt,
    createdAt,
    attempts,
    description,
    workerId,
    claimId,
    hostname,
    pid,
    state: "running",
    attempt: execution.attempt + 1,
    startedAt: now,
    updatedAt: now,
    ...rareOf(execution),
  };
}

/** An execution that waited for an instance of its job may be claimed from now on. */
export function makeReady(execution: Scheduled, now: Instant): Scheduled {
  return { ...execution, readyAt: now, updatedAt: now };
}

/** The time of a later run has come: the execution becomes one that a person asked for now. */
export function endDelay(execution: Scheduled, now: Instant): Scheduled {
  const { later: _, ...rest } = execution;
  return { ...rest, description: execution.reason ?? "", updatedAt: now };
}

/** Somebody asks a running execution to stop. Its worker has not noticed yet. */
export function askToStop(execution: Running, by: string, now: Instant): Stopping {
  return { ...execution, state: "stopping", stoppedBy: by, updatedAt: now };
}

/** A waiting execution ends without another attempt. */
export function endUnstarted(
  execution: Scheduled,
  state: "stopped" | "scheduled error",
  reason: string,
  now: Instant,
): Ended {
  const { readyAt: _, later: _l, ...rest } = execution;
  return { ...rest, state, description: reason, endedAt: now, updatedAt: now, result: "" };
}

/**
 * A worker that shuts down leaves an attempt that it had started. The attempt does not count, and the record keeps the
 * worker's host and pid.
 */
export function leave(execution: Held, now: Instant): Scheduled | Ended {
  const { hostname, pid } = execution;
  const givenBack = [...execution.givenBack ?? [], { at: now, hostname, pid }];
  return { ...giveBack(execution, now), givenBack: givenBack.slice(-mostGivenBack) };
}

/** A worker returns an execution that has not started to the queue. The attempt does not count. */
export function giveBack(execution: Held, now: Instant): Scheduled | Ended {
  if (execution.state === "stopping") return end(execution, stopped(execution), now);
  return {
    ...unheld(execution),
    state: "scheduled",
    attempt: execution.attempt - 1,
    readyAt: now,
    updatedAt: now,
  };
}

/** An attempt is over: the execution ends, or waits for its next attempt. @param random from 0 to below 1. */
export function finish(
  execution: Held,
  outcome: Outcome,
  now: Instant,
  random: () => number,
): Scheduled | Ended {
  if (outcome.kind !== "failed" && outcome.kind !== "timeout") return end(execution, outcome, now);
  if (execution.state === "stopping") return end(execution, stopped(execution), now);
  const failed = withAttempt(execution, outcome.kind, outcome.reason, now);
  return execution.attempt > execution.job.policy.maxRetries
    ? end(failed, outcome, now)
    : retry(failed, now, random, outcome.kind === "failed" ? outcome.retryAfterMs : undefined);
}

/**
 * The worker of an execution was lost. The attempt counts, because nobody knows how far it got.
 * @param note what became of the programs that the attempt started.
 */
export function recover(
  execution: Held,
  now: Instant,
  random: () => number,
  note?: string,
): Scheduled | Ended {
  if (execution.state === "stopping") return end(execution, stopped(execution), now);
  const worker = `its worker (${execution.hostname}, pid ${execution.pid}) was lost`;
  const reason = note === undefined ? worker : `${worker}; ${note}`;
  const lost = withAttempt(execution, "worker lost", reason, now);
  return execution.attempt > execution.job.policy.maxRetries
    ? end(lost, { kind: "failed", reason, result: "" }, now)
    : retry(lost, now, random);
}

/** Nobody knows how the attempt of an execution ended. The execution fails, and is not run again. */
export function giveUp(execution: Held, reason: string, now: Instant): Ended {
  if (execution.state === "stopping") return end(execution, stopped(execution), now);
  const lost = withAttempt(execution, "worker lost", reason, now);
  return end(lost, { kind: "failed", reason, result: "" }, now);
}

function stopped(execution: Stopping): Outcome {
  return { kind: "stopped", by: execution.stoppedBy };
}

function end(execution: Held, outcome: Outcome, now: Instant): Ended {
  const { id, job, trigger, scheduledAt, createdAt, attempt, attempts } = execution;
  const { hostname, pid, startedAt } = execution;
  const { state, description, result } = endOf(outcome, execution.reason);
  return {
    id,
    job,
    trigger,
    scheduledAt,
    createdAt,
    attempt,
    attempts,
    hostname,
    pid,
    startedAt,
    state,
    description,
    result,
    endedAt: now,
    updatedAt: now,
    ...rareOf(execution),
  };
}

function endOf(
  outcome: Outcome,
  reason = "",
): Pick<Ended, "state" | "description" | "result"> {
  switch (outcome.kind) {
    case "succeeded":
      return {
        state: "succeeded",
        description: outcome.description ?? reason,
        result: outcome.result,
      };
    case "failed":
      return { state: "failed", description: outcome.reason, result: outcome.result };
    case "timeout":
      return { state: "timeout", description: outcome.reason, result: "" };
    case "stopped":
      return { state: "stopped", description: `stopped by ${outcome.by}`, result: "" };
    case "not started":
      return { state: "scheduled error", description: outcome.reason, result: "" };
  }
}

function withAttempt(
  execution: Running,
  outcome: Attempt["outcome"],
  error: string,
  now: Instant,
): Running {
  const { attempt, startedAt } = execution;
  const failed = { attempt, startedAt, endedAt: now, outcome, error: cutText(error, errorLimit) };
  return { ...execution, attempts: [...execution.attempts, failed] };
}

function retry(
  execution: Running,
  now: Instant,
  random: () => number,
  retryAfterMs = 0,
): Scheduled {
  const { policy } = execution.job;
  const askedMs = Math.min(retryAfterMs, policy.retryDelayMaxSeconds * 1000);
  const readyAt = now + Math.max(askedMs, retryDelayMs(policy, execution.attempt, random));
  const last = execution.attempts.at(-1)?.error ?? "";
  return {
    ...unheld(execution),
    state: "scheduled",
    readyAt,
    updatedAt: now,
    description: `attempt ${execution.attempt} of ${execution.job.policy.maxRetries + 1}: ${last}`,
  };
}

function unheld(execution: Held) {
  const { workerId: _w, claimId: _c, hostname: _h, pid: _p, startedAt: _s, ...rest } = execution;
  const { stoppedBy: _b, ...kept } = rest as typeof rest & { stoppedBy?: string };
  // Its claim, which may be all that says that it is an instance of its job, ends.
  return execution.trigger === "schedule" ? { ...kept, isListed: true as const } : kept;
}
