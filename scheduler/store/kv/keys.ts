import { z } from "zod";
import { ApiKey } from "../../model/api_key.ts";
import { AuditEntry } from "../../model/audit_entry.ts";
import { Category } from "../../model/category.ts";
import { ChangeEntry, ChangePast } from "../../model/change.ts";
import type { EndState } from "../../model/execution_state.ts";
import {
  ApiKeyId,
  type AuditEntryId,
  type CategoryId,
  type ClaimId,
  ExecutionId,
  JobId,
  type PackId,
  type SecurityEntryId,
  type SessionId,
  UserId,
  type WorkerId,
} from "../../model/ids.ts";
import { Job } from "../../model/job.ts";
import type { Instant } from "../../model/time.ts";
import { SecurityEntry } from "../../model/security_entry.ts";
import { EndedSessions, Session } from "../../model/rights/session.ts";
import { User } from "../../model/user.ts";
import { anything, type Key } from "./database.ts";
import { alarmKeys } from "./keys/alarm_keys.ts";
import { channelKeys } from "./keys/channel_keys.ts";
import { historyKeys } from "./keys/history_keys.ts";
import { aNumber, aText, indexKey, indexTable, key, nameKey, table } from "./keys/key_makers.ts";
import { monitorKeys } from "./keys/monitor_keys.ts";
import { timingKeys } from "./keys/timing_keys.ts";
import { PackRecord } from "../../model/records/pack.ts";
import { Claim, storedClaim } from "../../model/records/claim.ts";
import {
  DueRow,
  FailedLogIns,
  IdempotentAnswer,
  IndexMark,
  MigrationHold,
  Pulse,
  RunningProgram,
  StopRequest,
  Sum,
  Worker,
} from "./records.ts";

export { noCategory } from "./keys/history_keys.ts";

const ExecutionIds = z.array(ExecutionId);
const nobody: Worker = { hostname: "", pid: -1, startedAt: 0, leaseUntil: 0 };
const namesNone: Claim = { executionIds: [] };
const byNobody: StopRequest = { by: "somebody whose name cannot be read", at: 0 };
const noFailures: FailedLogIns = { count: 0, firstAt: 0, lastAt: 0 };
/** Read in place of a change that cannot be read: clients have to read everything anew. */
export const unreadableChange: ChangeEntry = { at: 0, things: [] };
/** Of a change whose bytes cannot be read: it may be newer than any other. */
export const unknownStamp = "f".repeat(20);

/** Lengths of time for which ends are counted. */
export type CountSize = "minute" | "hour";

export { nameKey } from "./keys/key_makers.ts";

/**
 * Every key of the database. A change of this layout is a new schema version: see docs/decisions/0018. A table that
 * is listed by time has the time (or an id, which begins with it) first.
 */
export const keys = {
  job: {
    at: (id: JobId) => key(Job, "job", id),
    all: table(Job, "job"),
    byName: (name: string, id: JobId) => indexKey("job_by_name", nameKey(name), id),
    allByName: indexTable("job_by_name"),
    byCategory: (category: CategoryId, name: string, id: JobId) =>
      indexKey("job_by_category", category, nameKey(name), id),
    allByCategory: (category: CategoryId) => indexTable("job_by_category", category),
    byKey: (category: CategoryId, name: string) => key(JobId, "job_by_key", category, name),
    /** All jobs, by their category first. */
    byAnyCategory: indexTable("job_by_category"),
  },
  /**
   * The jobs that may be due at a time. Only the job's record says whether it is due: an entry may name a job that
   * has moved on, but a job with a next run time always has an entry for that time. The entry of a pack is exact: the
   * jobs of the pack are due then, and at no other time.
   */
  due: {
    /** The entry that a change of a job writes. */
    at: (at: Instant, id: JobId) => key(DueRow, "due", at, id),
    /** The entry that a fire writes for all jobs that it moves to the same time. @param id a unique id. */
    together: (at: Instant, id: string) => key(DueRow, "due", at, id),
    ofPack: (at: Instant, id: PackId) => key(DueRow, "due", at, id),
    all: table(DueRow, "due"),
  },
  /** Jobs of one schedule that fire together: see jobs/packs.ts. */
  pack: {
    at: (id: PackId) => key(PackRecord, "pack", id),
    all: table(PackRecord, "pack"),
    /** The time at which the due index has the pack. */
    dueAt: (id: PackId) => key(aNumber, "pack_due_at", id),
  },
  /** Executions that count as instances of their jobs, where neither a claim nor the job's record says so. */
  active: {
    at: (job: JobId, id: ExecutionId) => indexKey("active", job, id),
    allOf: (job: JobId) => indexTable("active", job),
    all: indexTable("active"),
  },
  ...historyKeys,
  ...alarmKeys,
  ...channelKeys,
  ...monitorKeys,
  ...timingKeys,
  /**
   * Executions that may be claimed: in each category by the time from which they may be. Listed category by category, so that
   * no backlog hides the executions of another category: see running/ready.ts.
   */
  queue: {
    at: (category: CategoryId, readyAt: Instant, id: ExecutionId) =>
      indexKey("queue", category, readyAt, id),
    allOf: (category: CategoryId) => indexTable("queue", category),
    all: indexTable("queue"),
  },
  /** Executions of a job that wait for another of it to end, oldest first. Read by jobs/waiting_list.ts. */
  waiting: {
    at: (job: JobId) => key(ExecutionIds, "waiting", job),
    /** An unreadable list is listed without its executions. */
    all: { ...table(ExecutionIds, "waiting"), instead: [] },
  },
  /** Index entries that lead to unreadable records, under their own keys: they wait here until the record can be read. */
  setAside: {
    at: (key: Deno.KvKey): Key<unknown> => ({ parts: ["set_aside", ...key], schema: anything }),
    all: { prefix: ["set_aside"], schema: anything },
  },
  /** Executions for a later time that a person asked for, by that time. */
  later: {
    at: (at: Instant, id: ExecutionId) => indexKey("later", at, id),
    all: indexTable("later"),
    byJob: (job: JobId, id: ExecutionId) => indexKey("later_by_job", job, id),
    allByJob: (job: JobId) => indexTable("later_by_job", job),
  },
  worker: {
    at: (id: WorkerId) => key(Worker, "worker", id),
    /** An unreadable worker is lost unless its next heartbeat writes the record anew, as with every other worker. */
    all: { ...table(Worker, "worker"), instead: nobody },
  },
  pulse: {
    at: (processId: string) => key(Pulse, "pulse", processId),
    all: table(Pulse, "pulse"),
  },
  claim: {
    at: (worker: WorkerId, id: ClaimId) => ({
      ...key(Claim, "claim", worker, id),
      stored: storedClaim,
    }),
    all: table(Claim, "claim"),
    /** An unreadable claim names no executions: see running/claims.ts. */
    allOf: (worker: WorkerId) => ({ ...table(Claim, "claim", worker), instead: namesNone }),
    /**
     * How many of a claim's executions may have started, when the number has grown since the claim. Where the number is
     * unreadable, all of them may have.
     */
    starting: (worker: WorkerId, id: ClaimId) => ({
      ...key(aNumber, "claim_starting", worker, id),
      instead: Infinity,
    }),
  },
  /** Programs of executions, by the host on which they run. */
  program: {
    at: (hostname: string, id: ExecutionId) => key(RunningProgram, "program", hostname, id),
    allOf: (hostname: string) => table(RunningProgram, "program", hostname),
  },
  /** Executions that a worker is to stop. The worker looks here about once a second. */
  stop: {
    at: (worker: WorkerId, id: ExecutionId) => key(StopRequest, "stop", worker, id),
    /** An unreadable request is one all the same: only who asked is not known. */
    allOf: (worker: WorkerId) => ({ ...table(StopRequest, "stop", worker), instead: byNobody }),
  },
  user: {
    at: (id: UserId) => key(User, "user", id),
    all: table(User, "user"),
    byName: (username: string) => key(UserId, "user_by_name", username.normalize("NFC")),
    allByName: table(UserId, "user_by_name"),
    byCategory: (category: CategoryId, id: UserId) => indexKey("user_by_category", category, id),
    allByCategory: (category: CategoryId) => indexTable("user_by_category", category),
    /** All admins in one record: two admins who delete each other at the same time cannot both succeed. */
    admins: key(z.array(UserId), "admins"),
  },
  session: {
    at: (user: UserId, id: SessionId) => key(Session, "session", user, id),
    allOf: (user: UserId) => table(Session, "session", user),
    ended: (user: UserId) => key(EndedSessions, "ended_sessions", user),
    allEnded: table(EndedSessions, "ended_sessions"),
  },
  category: {
    at: (id: CategoryId) => key(Category, "category", id),
    all: table(Category, "category"),
    byName: (name: string) => key(aNumber, "category_by_name", nameKey(name)),
    /** Written whenever something is put into the category, so that a deletion at the same time fails its check. */
    use: (id: CategoryId) => indexKey("category_use", id),
  },
  audit: {
    at: (id: AuditEntryId) => key(AuditEntry, "audit", id),
    all: table(AuditEntry, "audit"),
    byCategory: (category: CategoryId, id: AuditEntryId) =>
      indexKey("audit_by_category", category, id),
    allByCategory: (category: CategoryId) => indexTable("audit_by_category", category),
    byJob: (job: JobId, id: AuditEntryId) => indexKey("audit_by_job", job, id),
    allByJob: (job: JobId) => indexTable("audit_by_job", job),
    byUser: (username: string, id: AuditEntryId) =>
      indexKey("audit_by_user", username.normalize("NFC"), id),
    allByUser: (username: string) => indexTable("audit_by_user", username.normalize("NFC")),
  },
  /** The security log. Only admins read it, so it is apart from the audit log. */
  security: {
    at: (id: SecurityEntryId) => key(SecurityEntry, "security", id),
    all: table(SecurityEntry, "security"),
  },
  apiKey: {
    at: (id: ApiKeyId) => key(ApiKey, "api_key", id),
    all: table(ApiKey, "api_key"),
    byName: (name: string) => key(ApiKeyId, "api_key_by_name", nameKey(name)),
    /** The whole API key: a call with it costs one read. */
    bySecret: (hash: string) => key(ApiKey, "api_key_by_secret", hash),
    byCategory: (category: CategoryId, id: ApiKeyId) =>
      indexKey("api_key_by_category", category, id),
    allByCategory: (category: CategoryId) => indexTable("api_key_by_category", category),
    /** When the key was last used. Apart from the key, so that a use does not write the key. */
    usedAt: (id: ApiKeyId) => ({ ...key(aNumber, "api_key_used", id), instead: 0 }),
  },
  /** How many executions ended in a state, in the minute or hour that begins at `at`; category 0 counts all. */
  endCount: {
    at: (size: CountSize, of: CategoryId, at: Instant, state: EndState, duration: number) =>
      key(Sum, "end_count", size, of, at, state, duration),
    all: (size: CountSize) => table(Sum, "end_count", size),
    allOf: (size: CountSize, category: CategoryId) => table(Sum, "end_count", size, category),
  },
  /** The version of this layout that the database has; absent in one that was made before it was written. */
  schemaVersion: key(aNumber, "schema_version"),
  /** The process that migrates the database from one version to the next. */
  migrationLock: key(MigrationHold, "migration_lock"),
  /** There while a backup is restored into the database: until then the database is not whole. */
  restoring: key(z.object({ startedAt: z.number() }), "restoring"),
  /** Written while nobody knows whether the storage takes writes. */
  storageProbe: key(z.instanceof(Uint8Array), "storage_probe"),
  lastTick: { ...key(aNumber, "last_tick"), instead: 0 },
  /** The minute, counted since 1970, whose call of HEARTBEAT_URL a process has taken on. */
  heartbeat: { ...key(aNumber, "heartbeat"), instead: 0 },
  /** The last number that was taken. */
  counter: (of: "user" | "category" | "api_key" | "calendar") => key(aNumber, "counter", of),
  setting: (name: string) => key(aText, "setting", name),
  /** The answer to a caller's request, by the hash of the `Idempotency-Key`. */
  idempotentAnswer: (kind: "user" | "key", caller: UserId | ApiKeyId, hash: string) =>
    key(IdempotentAnswer, "answered", kind, caller, hash),
  failedLogIns: (of: string) => ({
    ...key(FailedLogIns, "failed_log_ins", of),
    instead: noFailures,
  }),
  allFailedLogIns: table(FailedLogIns, "failed_log_ins"),
  /** How many failed log-ins of a minute the security log has. */
  failedLogInsTold: (minute: number) => ({
    ...key(aNumber, "failed_log_ins_told", minute),
    instead: 0,
  }),
  /** What each commit changed. A lane has one commit on its way at a time: its numbers have the order of its commits. */
  change: {
    at: (lane: string, n: number) => key(ChangeEntry, "change_entry", lane, n),
    allOf: (lane: string) => ({
      ...table(ChangeEntry, "change_entry", lane),
      instead: unreadableChange,
      insteadStamp: unknownStamp,
    }),
    /** Written with each commit of the lane: its versionstamp is that of the lane's last commit. */
    lane: (lane: string) => key(IndexMark, "change_lane", lane),
    lanes: table(IndexMark, "change_lane"),
  },
  /** Written with each commit that changed things: its versionstamp is that of the last such commit. */
  changeHead: key(aText, "change_head"),
  changePast: key(ChangePast, "change_past"),
};
