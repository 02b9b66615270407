import * as z from "../../model/record.ts";
import { ApiKey } from "../../model/api_key.ts";
import { AuditEntry } from "../../model/audit_entry.ts";
import { Category } from "../../model/category.ts";
import { ChangeEntry, ChangePast } from "../../model/change.ts";
import { type EndState, Execution } from "../../model/execution.ts";
import {
  ApiKeyId,
  type AuditEntryId,
  type CategoryId,
  type ClaimId,
  ExecutionId,
  JobId,
  type SecurityEntryId,
  UserId,
  type WorkerId,
} from "../../model/ids.ts";
import { Job } from "../../model/job.ts";
import type { Instant } from "../../model/time.ts";
import { SecurityEntry } from "../../model/security_entry.ts";
import { User } from "../../model/user.ts";
import type { Key, Table } from "./database.ts";

/** A process that claims executions. While its lease is renewed, what it claimed is its own. */
export const Worker = z.object({
  hostname: z.string(),
  pid: z.number(),
  startedAt: z.number(),
  leaseUntil: z.number(),
});
export type Worker = z.infer<typeof Worker>;

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
export const Answered = z.object({
  /** A hash of the request, so that another one under the same key is told apart. */
  request: z.string(),
  /** Sealed with the client's key. */
  body: z.instanceof(Uint8Array),
  etag: z.string().exactOptional(),
  at: z.number(),
});
export type Answered = z.infer<typeof Answered>;

/** Failed log-ins of one user name, address, or both. */
export const FailedLogIns = z.object({
  count: z.number(),
  firstAt: z.number(),
  lastAt: z.number(),
});

export const LogLine = z.object({
  at: z.number(),
  level: z.enum(["debug", "info", "warn", "error"]),
  message: z.string(),
});
export type LogLine = z.infer<typeof LogLine>;

/** Log lines of one attempt, as they were flushed together. */
export const LogChunk = z.object({ attempt: z.number(), lines: z.array(LogLine) });
export type LogChunk = z.infer<typeof LogChunk>;

/** Jobs that may be due at one time. The version before this one kept a whole job instead, of which only the id is of use. */
const DueJobs = z.union([
  z.array(JobId),
  z.object({ id: JobId }).transform(({ id }) => [id]),
]);

/** An index entry says all it knows in its key. */
const Mark = z.literal(1);
export const mark = 1;

/** A branded schema standing alone loses its brand on the way to `Key`; inside another it keeps it. */
const OneUserId = z.union([UserId]);
const OneApiKeyId = z.union([ApiKeyId]);

const key = <T>(schema: z.Schema<T>, ...parts: Deno.KvKey): Key<T> => ({ parts, schema });
const table = <T>(schema: z.Schema<T>, ...prefix: Deno.KvKey): Table<T> => ({ prefix, schema });

/** Written by additions alone, which need no check: however many add at once, none loses. */
const Sum = z.custom<Deno.KvU64>((value) => value instanceof Deno.KvU64)
  .transform(({ value }) => Number(value));

/** Lengths of time for which ends are counted. */
export type CountSize = "minute" | "hour";

/** By what jobs and users are listed: upper and lower case alike. */
export function nameKey(name: string): string {
  return name.normalize("NFC").toLowerCase();
}

/**
 * Every key there is. The layout is the database's schema: what is listed by time has the time (or
 * an id, which begins with it) in front; what is claimed or fired has one key that only one can delete.
 */
export const keys = {
  job: {
    at: (id: JobId) => key(Job, "job", id),
    all: table(Job, "job"),
    byName: (name: string, id: JobId) => key(Mark, "job_by_name", nameKey(name), id),
    allByName: table(Mark, "job_by_name"),
    byCategory: (category: CategoryId, name: string, id: JobId) =>
      key(Mark, "job_by_category", category, nameKey(name), id),
    allByCategory: (category: CategoryId) => table(Mark, "job_by_category", category),
  },
  /**
   * The due index leads to the jobs that may be due at a time; whether they are stands in their records alone. So
   * an entry may name a job that has moved on, but a job with a next run is always named at that time.
   */
  due: {
    /** What a change of a job writes. */
    at: (at: Instant, id: JobId) => key(DueJobs, "due", at, id),
    /** What a fire writes of the jobs that it moves on together. @param id of nothing else. */
    together: (at: Instant, id: string) => key(DueJobs, "due", at, id),
    all: table(DueJobs, "due"),
  },
  execution: {
    at: (id: ExecutionId) => key(Execution, "execution", id),
    all: table(Execution, "execution"),
    byJob: (job: JobId, id: ExecutionId) => key(Mark, "execution_by_job", job, id),
    allByJob: (job: JobId) => table(Mark, "execution_by_job", job),
    byCategory: (category: CategoryId, id: ExecutionId) =>
      key(Mark, "execution_by_category", category, id),
    allByCategory: (category: CategoryId) => table(Mark, "execution_by_category", category),
    /** Of ends other than success, each with its category: the common end costs no entry. */
    byState: (state: EndState, id: ExecutionId) => key(z.number(), "execution_by_state", state, id),
    allByState: (state: EndState) => table(z.number(), "execution_by_state", state),
    /** Only of ends that are not soon after the time with which the id begins: see ends.ts. */
    lateEnd: (endedAt: Instant, id: ExecutionId) => key(Mark, "execution_late_end", endedAt, id),
    allLateEnds: table(Mark, "execution_late_end"),
    log: (id: ExecutionId, part: number) => key(LogChunk, "execution_log", id, part),
    logs: (id: ExecutionId) => table(LogChunk, "execution_log", id),
  },
  /** Ready executions, by the time from which they may be claimed. */
  queue: {
    at: (readyAt: Instant, id: ExecutionId) => key(Mark, "queue", readyAt, id),
    all: table(Mark, "queue"),
  },
  /** Executions of a job that wait for another of it to end, oldest first. */
  waiting: {
    at: (job: JobId) => key(z.array(ExecutionId), "waiting", job),
    all: table(z.array(ExecutionId), "waiting"),
  },
  /** Executions that were asked for ahead, by their time. */
  later: {
    at: (at: Instant, id: ExecutionId) => key(Mark, "later", at, id),
    all: table(Mark, "later"),
    byJob: (job: JobId, id: ExecutionId) => key(Mark, "later_by_job", job, id),
    allByJob: (job: JobId) => table(Mark, "later_by_job", job),
  },
  worker: {
    at: (id: WorkerId) => key(Worker, "worker", id),
    all: table(Worker, "worker"),
  },
  claim: {
    at: (worker: WorkerId, id: ClaimId) => key(Claim, "claim", worker, id),
    all: table(Claim, "claim"),
    allOf: (worker: WorkerId) => table(Claim, "claim", worker),
    /** How many of a claim's executions may have started, where these have become more. */
    starting: (worker: WorkerId, id: ClaimId) => key(z.number(), "claim_starting", worker, id),
  },
  /** What a worker is to stop; it looks here about once a second. */
  stop: {
    at: (worker: WorkerId, id: ExecutionId) => key(StopRequest, "stop", worker, id),
    allOf: (worker: WorkerId) => table(StopRequest, "stop", worker),
  },
  user: {
    at: (id: UserId) => key(User, "user", id),
    all: table(User, "user"),
    byName: (username: string) => key(OneUserId, "user_by_name", username.normalize("NFC")),
    allByName: table(OneUserId, "user_by_name"),
    byCategory: (category: CategoryId, id: UserId) => key(Mark, "user_by_category", category, id),
    allByCategory: (category: CategoryId) => table(Mark, "user_by_category", category),
    /** All admins, so that two who remove each other at once cannot both succeed. */
    admins: key(z.array(UserId), "admins"),
  },
  category: {
    at: (id: CategoryId) => key(Category, "category", id),
    all: table(Category, "category"),
    byName: (name: string) => key(z.number(), "category_by_name", nameKey(name)),
    /** Written anew with whatever comes into the category: a deletion that checks it sees the newcomer. */
    use: (id: CategoryId) => key(Mark, "category_use", id),
  },
  audit: {
    at: (id: AuditEntryId) => key(AuditEntry, "audit", id),
    all: table(AuditEntry, "audit"),
    byCategory: (category: CategoryId, id: AuditEntryId) =>
      key(Mark, "audit_by_category", category, id),
    allByCategory: (category: CategoryId) => table(Mark, "audit_by_category", category),
    byJob: (job: JobId, id: AuditEntryId) => key(Mark, "audit_by_job", job, id),
    allByJob: (job: JobId) => table(Mark, "audit_by_job", job),
    byUser: (username: string, id: AuditEntryId) =>
      key(Mark, "audit_by_user", username.normalize("NFC"), id),
    allByUser: (username: string) => table(Mark, "audit_by_user", username.normalize("NFC")),
  },
  /** What concerns access: for admins only, hence apart from the audit log. */
  security: {
    at: (id: SecurityEntryId) => key(SecurityEntry, "security", id),
    all: table(SecurityEntry, "security"),
  },
  apiKey: {
    at: (id: ApiKeyId) => key(ApiKey, "api_key", id),
    all: table(ApiKey, "api_key"),
    byName: (name: string) => key(OneApiKeyId, "api_key_by_name", nameKey(name)),
    /** The whole key, which never changes: a call with it costs one read. */
    bySecret: (hash: string) => key(ApiKey, "api_key_by_secret", hash),
    byCategory: (category: CategoryId, id: ApiKeyId) =>
      key(Mark, "api_key_by_category", category, id),
    allByCategory: (category: CategoryId) => table(Mark, "api_key_by_category", category),
    /** When it was last used; apart from the key, which is not written for that. */
    usedAt: (id: ApiKeyId) => key(z.number(), "api_key_used", id),
  },
  /** How many executions ended so, in a minute or hour that begins at `at`; category 0 counts them all. */
  endCount: {
    at: (size: CountSize, of: CategoryId, at: Instant, state: EndState, duration: number) =>
      key(Sum, "end_count", size, of, at, state, duration),
    all: (size: CountSize) => table(Sum, "end_count", size),
    allOf: (size: CountSize, category: CategoryId) => table(Sum, "end_count", size, category),
  },
  lastTick: key(z.number(), "last_tick"),
  /** The last number given out. */
  counter: (of: "user" | "category" | "api_key") => key(z.number(), "counter", of),
  setting: (name: string) => key(z.string(), "setting", name),
  /** What was answered to a request of this caller that he may send again, by the hash of its key. */
  answered: (caller: UserId, hash: string) => key(Answered, "answered", caller, hash),
  failedLogIns: (of: string) => key(FailedLogIns, "failed_log_ins", of),
  /** How many failed log-ins of a minute have security entries. */
  failedLogInsTold: (minute: number) => key(z.number(), "failed_log_ins_told", minute),
  /** What each commit changed. A lane has one commit on its way at a time: its numbers have the order of its commits. */
  change: {
    at: (lane: string, n: number) => key(ChangeEntry, "change_entry", lane, n),
    allOf: (lane: string) => table(ChangeEntry, "change_entry", lane),
    /** Written with each commit of the lane: its versionstamp is that of the lane's last commit. */
    lane: (lane: string) => key(Mark, "change_lane", lane),
    lanes: table(Mark, "change_lane"),
  },
  /** Written with each commit that changed things: its versionstamp is that of the last such commit. */
  changeHead: key(z.string(), "change_head"),
  changePast: key(ChangePast, "change_past"),
};
