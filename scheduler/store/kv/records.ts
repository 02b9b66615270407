import { z } from "zod";
import { ExecutionId, JobId } from "../../model/ids.ts";

/**
 * A process that claims executions. Each renewal of its lease writes the record anew; the worker is lost when the record
 * does not change for the length of the lease.
 */
export const Worker = z.object({
  hostname: z.string(),
  pid: z.number(),
  startedAt: z.number(),
  /** The end of the lease by the worker's own wall clock: to be shown, never to be compared with another clock. */
  leaseUntil: z.number(),
  /** Milliseconds. Absent in records of version 1. */
  leaseMs: z.number().exactOptional(),
  /** The process, where others can find out whether it lives. */
  processId: z.string().exactOptional(),
  /** Another process found the worker lost, and takes what it had: the worker cannot renew any more. */
  isLost: z.literal(true).exactOptional(),
});
export type Worker = z.infer<typeof Worker>;

/** A process that fires and runs shows the time on its wall clock, each minute and when another process asks. */
export const Pulse = z.object({
  hostname: z.string(),
  pid: z.number(),
  at: z.number(),
  /** How far somebody set that clock forward since the process started, in milliseconds; negative: back. */
  setByMs: z.number(),
  /** All others answer with a pulse of their own. */
  isAsking: z.boolean(),
});
export type Pulse = z.infer<typeof Pulse>;

/** Executions that a worker took in one commit. Who finds the claim gone has lost them: it is the fence. */
export const Claim = z.object({
  /** In the order in which they start. */
  executionIds: z.array(ExecutionId),
  /** So many of them, the first ones, may have started since they were claimed. Absent: all. */
  starting: z.number().exactOptional(),
});
export type Claim = z.infer<typeof Claim>;

export const StopRequest = z.object({ by: z.string(), at: z.number() });
export type StopRequest = z.infer<typeof StopRequest>;

/** What was answered to a request that is not to be done twice. */
export const IdempotentAnswer = z.object({
  /** A hash of the request, so that another one under the same key is told apart. */
  request: z.string(),
  /** Sealed with the client's key. */
  body: z.instanceof(Uint8Array),
  etag: z.string().exactOptional(),
  at: z.number(),
});
export type IdempotentAnswer = z.infer<typeof IdempotentAnswer>;

/** Failed log-ins of one user name, address, or both. */
export const FailedLogIns = z.object({
  count: z.number(),
  firstAt: z.number(),
  lastAt: z.number(),
});
export type FailedLogIns = z.infer<typeof FailedLogIns>;

export const LogLine = z.object({
  at: z.number(),
  level: z.enum(["debug", "info", "warn", "error"]),
  message: z.string(),
});
export type LogLine = z.infer<typeof LogLine>;

/** Log lines of one attempt, as they were flushed together. */
export const LogChunk = z.object({ attempt: z.number(), lines: z.array(LogLine) });
export type LogChunk = z.infer<typeof LogChunk>;

/** The process that migrates the database, until `until` or its next renewal. */
export const MigrationHold = z.object({ holder: z.string(), until: z.number() });
export type MigrationHold = z.infer<typeof MigrationHold>;

/** Jobs that may be due at one time. The version before this one kept a whole job instead, of which only the id is of use. */
export const DueJobs = z.union([
  z.array(JobId),
  z.object({ id: JobId }).transform(({ id }) => [id]),
]);

/** An index entry says all it knows in its key. */
export const IndexMark = z.literal(1);
export const indexMark = 1;

/** Written by additions alone, which need no check: however many add at once, none loses. */
export const Sum = z.custom<Deno.KvU64>((value) => value instanceof Deno.KvU64)
  .transform(({ value }) => Number(value));
