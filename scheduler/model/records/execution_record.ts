import { z } from "zod";
import { attemptOutcomes, endStates, executionTriggers } from "../execution_state.ts";
import { ClaimId, ExecutionId, WorkerId } from "../ids.ts";
import { JobSnapshot } from "../job_snapshot.ts";

/** A failed attempt, after which the execution was tried again or ended. */
export const Attempt = z.object({
  attempt: z.number(),
  startedAt: z.number(),
  endedAt: z.number(),
  outcome: z.enum(attemptOutcomes),
  error: z.string(),
});
export type Attempt = z.infer<typeof Attempt>;

/** An attempt that a worker gave back when its process shut down. It does not count as an attempt. */
export const GivenBack = z.object({ at: z.number(), hostname: z.string(), pid: z.number() });
export type GivenBack = z.infer<typeof GivenBack>;

const common = {
  id: ExecutionId,
  /** The id that an execution of an import had before. Answers show it, and it leads to the execution. */
  formerId: ExecutionId.exactOptional(),
  job: JobSnapshot,
  trigger: z.enum(executionTriggers),
  /** The reason that the person who asked for the run gave. */
  reason: z.string().exactOptional(),
  /** The ended execution that this one runs again. */
  retryOf: ExecutionId.exactOptional(),
  /** The fire time, or the time for which a person asked. */
  scheduledAt: z.number(),
  /** How many fire times the execution stands for besides its own; absent: none. */
  coalesced: z.number().exactOptional(),
  /** The first of these fire times. */
  coalescedSince: z.number().exactOptional(),
  createdAt: z.number(),
  updatedAt: z.number(),
  /** How many attempts started. An attempt that a shutdown gave back does not count. */
  attempt: z.number(),
  attempts: z.array(Attempt),
  /** The newest 20 attempts that were given back, oldest first; absent: none was. */
  givenBack: z.array(GivenBack).exactOptional(),
  /** Why the execution is in this state, in a sentence; "" where there is nothing to say. */
  description: z.string(),
  /** An entry of the index of active executions names it until it ends: see history/instances.ts. */
  isListed: z.literal(true).exactOptional(),
  /** A pause skipped the fire time: somebody wanted this, so no alarm tells of it. */
  isPaused: z.literal(true).exactOptional(),
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
