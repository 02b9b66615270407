import { z } from "zod";
import { JobId } from "../../model/ids.ts";

/**
 * A process that claims executions. Each renewal of its lease writes the record anew. The worker is lost when the record does
 * not change for the length of the lease. Times in epoch milliseconds.
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

/** Somebody asked a worker to stop an execution. */
export const StopRequest = z.object({ by: z.string(), at: z.number() });
export type StopRequest = z.infer<typeof StopRequest>;

/** A program that an execution has started. Whoever recovers the execution ends the program first. */
export const RunningProgram = z.object({
  /** The process group of the program. */
  pgid: z.number(),
  startedAt: z.number(),
});
export type RunningProgram = z.infer<typeof RunningProgram>;

/** The answer to a request with an `Idempotency-Key`. */
export const IdempotentAnswer = z.object({
  /** A hash of the request: a different request under the same key is refused. */
  request: z.string(),
  /** The answer's body, encrypted with the client's key. */
  body: z.instanceof(Uint8Array),
  etag: z.string().exactOptional(),
  at: z.number(),
});
export type IdempotentAnswer = z.infer<typeof IdempotentAnswer>;

/** Failed log-ins under one user name, address, or both. */
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

/** Log lines of one attempt that were written together. */
export const LogChunk = z.object({ attempt: z.number(), lines: z.array(LogLine) });
export type LogChunk = z.infer<typeof LogChunk>;

/** The process that migrates the database, until `until` or its next renewal. */
export const MigrationHold = z.object({ holder: z.string(), until: z.number() });
export type MigrationHold = z.infer<typeof MigrationHold>;

/** A row of the due index: jobs that may be due at its time, or a pack of jobs that are due then. */
const NewDueRow = z.object({
  /** Jobs whose own records say whether they are due. */
  ids: z.array(JobId),
  /** The distinct schedules of these jobs, as texts. Absent in the rows of earlier versions. */
  schedules: z.array(z.string()).exactOptional(),
  /** The schedule of each job, by its place in `schedules`. Absent: all have the first. */
  which: z.array(z.number()).exactOptional(),
  /** The row stands for the pack whose id ends its key. */
  pack: z.object({
    /** Counts the changes of the pack's record: the row and the record belong together when both have the same. */
    revision: z.number(),
    /** How many jobs the pack has, and about how many bytes they take. */
    count: z.number(),
    bytes: z.number(),
    /** No fire time up to this one is fired again. */
    firedUntil: z.number().exactOptional(),
  }).exactOptional(),
});

/** Versions up to 6 stored a list of ids; the first one stored a whole job too, of which only the id is read. */
export const DueRow = z.union([
  NewDueRow,
  z.array(JobId).transform((ids): z.infer<typeof NewDueRow> => ({ ids })),
  z.object({ id: JobId }).transform(({ id }): z.infer<typeof NewDueRow> => ({ ids: [id] })),
]);
export type DueRow = z.infer<typeof DueRow>;

/** The value of an index entry, whose key holds all the information. */
export const IndexMark = z.literal(1);
export const indexMark = 1;

/** A counter. Additions need no check: any number of commits may add at once. */
export const Sum = z.custom<Deno.KvU64>((value) => value instanceof Deno.KvU64)
  .transform(({ value }) => Number(value));
