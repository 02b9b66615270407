import { z } from "zod";
import { attemptOutcomes, endStates, executionTriggers } from "./execution_state.ts";
import { ClaimId, ExecutionId, WorkerId } from "./ids.ts";
import { cutText } from "./json.ts";
import type { Job } from "./job.ts";
import { retryDelayMs } from "./job_policy.ts";
import { JobSnapshot, snapshotOf } from "./job_snapshot.ts";
import type { Instant } from "./time.ts";

/** A failed attempt, after which the execution was tried again or ended. */
export const Attempt = z.object({
  attempt: z.number(),
  startedAt: z.number(),
  endedAt: z.number(),
  outcome: z.enum(attemptOutcomes),
  error: z.string(),
});
export type Attempt = z.infer<typeof Attempt>;

const common = {
  id: ExecutionId,
  job: JobSnapshot,
  trigger: z.enum(executionTriggers),
  /** The reason that the person who asked for the run gave. */
  reason: z.string().exactOptional(),
  /** The ended execution that this one runs again. */
  retryOf: ExecutionId.exactOptional(),
  /** The fire time, or the time for which a person asked. */
  scheduledAt: z.number(),
  createdAt: z.number(),
  updatedAt: z.number(),
  /** How many attempts started. An attempt that a shutdown gave back does not count. */
  attempt: z.number(),
  attempts: z.array(Attempt),
  /** Why the execution is in this state, in a sentence; "" where there is nothing to say. */
  description: z.string(),
  /** The W3C `traceparent` of the request or tick that made the execution: every attempt joins that trace. */
  traceparent: z.string().exactOptional(),
};

const held = {
  workerId: WorkerId,
  claimId: ClaimId,
  hostname: z.string(),
  pid: z.number(),
  startedAt: z.number(),
};

const Scheduled = z.object({
  ...common,
  state: z.literal("scheduled"),
  /**
   * Workers may claim it from this time on; absent while it waits for `later`, or for an instance of its job to end.
   */
  readyAt: z.number().exactOptional(),
  /** A run for a later time. Until that time it is no instance of its job, and does not wait for one to end. */
  later: z.object({ at: z.number(), force: z.boolean() }).exactOptional(),
});
const Running = z.object({ ...common, ...held, state: z.literal("running") });
const Stopping = z.object({
  ...common,
  ...held,
  state: z.literal("stopping"),
  stoppedBy: z.string(),
});
const Ended = z.object({
  ...common,
  state: z.enum(endStates),
  endedAt: z.number(),
  result: z.string(),
  hostname: z.string().exactOptional(),
  pid: z.number().exactOptional(),
  startedAt: z.number().exactOptional(),
});

export const Execution = z.discriminatedUnion("state", [Scheduled, Running, Stopping, Ended]);
export type Execution = z.infer<typeof Execution>;
export type Scheduled = z.infer<typeof Scheduled>;
export type Running = z.infer<typeof Running>;
export type Stopping = z.infer<typeof Stopping>;
export type Ended = z.infer<typeof Ended>;
/** An execution that a worker has claimed and not ended. */
export type Held = Running | Stopping;
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

/** A new execution. One without `readyAt` and `later` waits for an instance of its job to end. */
export function draftExecution(
  given:
    & { readonly job: Job; readonly description?: string }
    & Pick<
      Scheduled,
      "id" | "trigger" | "scheduledAt" | "readyAt" | "later" | "reason" | "retryOf"
    >,
  now: Instant,
): Scheduled {
  const { job, description, ...rest } = given;
  return {
    ...rest,
    job: snapshotOf(job),
    createdAt: now,
    updatedAt: now,
    attempt: 0,
    attempts: [],
    description: description ?? given.reason ?? "",
    state: "scheduled",
  };
}

/** A worker claims the execution: its next attempt starts. */
export function start(execution: Scheduled, holder: Holder, now: Instant): Running {
  const { readyAt: _, later: _l, ...rest } = execution;
  return {
    ...rest,
    ...holder,
    state: "running",
    attempt: execution.attempt + 1,
    startedAt: now,
    updatedAt: now,
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

/** A worker that shuts down returns an execution to the queue. The attempt does not count. */
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

function stopped(execution: Stopping): Outcome {
  return { kind: "stopped", by: execution.stoppedBy };
}

function end(execution: Held, outcome: Outcome, now: Instant): Ended {
  const { workerId: _w, claimId: _c, ...rest } = execution;
  const { stoppedBy: _s, ...kept } = rest as typeof rest & { stoppedBy?: string };
  return { ...kept, ...endOf(outcome, execution.reason), endedAt: now, updatedAt: now };
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
  return kept;
}
