import { z } from "zod";
import { attemptOutcomes, endStates, executionTriggers } from "./execution_state.ts";
import { ClaimId, ExecutionId, WorkerId } from "./ids.ts";
import { cutText } from "./json.ts";
import type { Job } from "./job.ts";
import type { JobPolicy } from "./job_policy.ts";
import { JobSnapshot, snapshotOf } from "./job_snapshot.ts";
import type { Instant } from "./time.ts";

/** An attempt that did not succeed and was followed by another, or by the end. */
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
  /** What the person who asked for it gave as a reason. */
  reason: z.string().exactOptional(),
  /** The execution that this one runs again. */
  retryOf: ExecutionId.exactOptional(),
  /** The fire time, or the moment for which it was asked. */
  scheduledAt: z.number(),
  createdAt: z.number(),
  updatedAt: z.number(),
  /** How many attempts were started. An attempt that a shutdown gave back does not count. */
  attempt: z.number(),
  attempts: z.array(Attempt),
  /** Why it is as it is, in a sentence; "" where there is nothing to say. */
  description: z.string(),
  /** The W3C trace context of what made it: its attempts join that trace, in whatever process. */
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
  /** Not claimed before this; absent while it waits for its time or for an instance of its job to end. */
  readyAt: z.number().exactOptional(),
  /** Its time has not come: until then it is neither an instance of its job nor waits for one to end. */
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
/** An execution that a worker has. */
export type Held = Running | Stopping;
/** Stored bytes of an attempt's error: a record has to hold those of as many attempts as a job may have. */
const errorLimit = 500;

/** How one attempt went, said by whoever ran it. */
export type Outcome =
  | { readonly kind: "succeeded"; readonly result: string }
  | { readonly kind: "failed"; readonly reason: string; readonly result: string }
  | { readonly kind: "timeout"; readonly reason: string }
  | { readonly kind: "stopped"; readonly by: string }
  /** It never started: its class is unknown, or its arguments do not fit. */
  | { readonly kind: "not started"; readonly reason: string };

/** Who holds an execution. */
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

/** A new execution. Without `readyAt` and `later` it waits for an instance of its job to end. */
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

/** A worker takes it: the next attempt starts. */
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

/** Its place has come: no other instance of its job stands in its way any more. */
export function makeReady(execution: Scheduled, now: Instant): Scheduled {
  return { ...execution, readyAt: now, updatedAt: now };
}

/** Its time has come: from now on it is as one that was asked for at this moment. */
export function endDelay(execution: Scheduled, now: Instant): Scheduled {
  const { later: _, ...rest } = execution;
  return { ...rest, description: execution.reason ?? "", updatedAt: now };
}

/** Somebody wants a running execution to end; its worker still has to see that. */
export function askToStop(execution: Running, by: string, now: Instant): Stopping {
  return { ...execution, state: "stopping", stoppedBy: by, updatedAt: now };
}

/** It ends without having started (again). */
export function endUnstarted(
  execution: Scheduled,
  state: "stopped" | "scheduled error",
  reason: string,
  now: Instant,
): Ended {
  const { readyAt: _, later: _l, ...rest } = execution;
  return { ...rest, state, description: reason, endedAt: now, updatedAt: now, result: "" };
}

/** A worker that shuts down gives it back; the attempt does not count. */
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

/** An attempt is over: the execution ends, or waits for its next attempt. */
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
    : retry(failed, now, random);
}

/** Its worker was lost: the attempt counts, for nobody knows how far it came. */
export function recover(execution: Held, now: Instant, random: () => number): Scheduled | Ended {
  if (execution.state === "stopping") return end(execution, stopped(execution), now);
  const reason = `its worker (${execution.hostname}, pid ${execution.pid}) was lost`;
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
      return { state: "succeeded", description: reason, result: outcome.result };
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

function retry(execution: Running, now: Instant, random: () => number): Scheduled {
  const readyAt = now + retryDelayMs(execution.job.policy, execution.attempt, random);
  const last = execution.attempts.at(-1)?.error ?? "";
  return {
    ...unheld(execution),
    state: "scheduled",
    readyAt,
    updatedAt: now,
    description: `attempt ${execution.attempt} of ${execution.job.policy.maxRetries + 1}: ${last}`,
  };
}

/**
 * How long to wait after the attempt of this number (the first is 1): it doubles from attempt to
 * attempt up to the job's cap, and half of it is left to chance, so that jobs which failed
 * together do not come back together.
 */
export function retryDelayMs(policy: JobPolicy, attempt: number, random: () => number): number {
  const full = Math.min(
    policy.retryDelaySeconds * 2 ** (attempt - 1),
    policy.retryDelayMaxSeconds,
  ) * 1000;
  return Math.round(full / 2 + full / 2 * random());
}

function unheld(execution: Held) {
  const { workerId: _w, claimId: _c, hostname: _h, pid: _p, startedAt: _s, ...rest } = execution;
  const { stoppedBy: _b, ...kept } = rest as typeof rest & { stoppedBy?: string };
  return kept;
}
