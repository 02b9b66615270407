import type { z } from "zod";
import type { AuditEntry } from "../../scheduler/model/audit_entry.ts";
import { allCategories } from "../../scheduler/model/category.ts";
import type { AuditEntryId, ExecutionId } from "../../scheduler/model/ids.ts";
import { draftJob, type Job } from "../../scheduler/model/job.ts";
import { type JobSnapshot, snapshotOf } from "../../scheduler/model/job_snapshot.ts";
import { cutText } from "../../scheduler/model/json.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import type { Instant } from "../../scheduler/model/time.ts";
import { findJob } from "../../scheduler/store/jobs/jobs.ts";
import { type Former, importedId } from "../../scheduler/store/imports/history.ts";
import type { ImportedUser as User } from "../../scheduler/store/imports/users.ts";
import { readBcrypt } from "../../scheduler/auth/bcrypt_hash.ts";
import type { Caller } from "../../scheduler/model/caller.ts";
import type {
  ImportedExecution,
  ImportedJob,
  ImportedLog,
  ImportedUser,
} from "../contract/imports.ts";
import type { AppDeps } from "../deps.ts";
import { readPubArgs, understandImportedJob } from "../jobs/fields.ts";
import { understandSchedule } from "../schedules/fields.ts";

/** Bytes, as the engine cuts results, and so that a record stays below the largest value of the database. */
const [mostResult, mostText, longestName] = [16 * 1024, 8 * 1024, 400];

/** @throws Refusal `invalid`. */
export function userOf(given: z.output<typeof ImportedUser>, source: string): User {
  const { id, username, category_id: categoryId } = given;
  const user = {
    ...{ id, username, categoryId, importedFrom: source },
    isAdmin: given.is_admin,
    isPermission: given.is_permission,
  };
  const hash = given.password_hash ?? "";
  if (hash === "") return user;
  const cost = readBcrypt(hash)?.cost;
  if (cost !== undefined) return { ...user, password: { hash, cost } };
  throw Refusal.invalid([{
    field: "password_hash",
    reason: "is no bcrypt hash that can be verified",
  }]);
}

/** @throws Refusal `invalid`. */
export function jobOf(
  given: ImportedJob,
  caller: Caller,
  deps: AppDeps,
): { readonly job: Job; readonly notes: readonly string[] } {
  const { draft, notes } = understandImportedJob(given, caller, deps);
  const job = draftJob(given.job_id, draft, deps.clock.now());
  if (given.paused !== true) return { job, notes };
  const { nextRunAt: _, ...paused } = job;
  return { job: { ...paused, paused: true }, notes };
}

/** @throws Refusal `invalid`. */
export async function executionOf(given: ImportedExecution, deps: AppDeps): Promise<Former> {
  const { execution_id: formerId, state } = given;
  // Other systems count microseconds.
  const scheduledAt = Math.floor(given.scheduled_time);
  const endedAt = Math.max(Math.floor(given.ended_time), scheduledAt);
  if (endedAt > deps.clock.now()) {
    throw Refusal.invalid([{ field: "ended_time", reason: "lies in the future" }]);
  }
  const id = await importedId<ExecutionId>(scheduledAt, formerId);
  const isRun = state !== "scheduled error";
  return {
    ...{ id, formerId, scheduledAt, endedAt, state },
    job: await jobThatRan(given, deps),
    trigger: given.trigger ?? "schedule",
    createdAt: scheduledAt,
    updatedAt: endedAt,
    attempt: isRun ? 1 : 0,
    attempts: [],
    ...(isRun ? { startedAt: scheduledAt } : {}),
    description: cutText(given.description ?? "", mostText),
    result: cutText(given.result ?? "", mostResult),
    hostname: cutText(given.hostname ?? "", longestName),
    pid: given.pid ?? -1,
  };
}

/** The job of an execution: what the import says of it, then the job that is here. */
async function jobThatRan(given: ImportedExecution, deps: AppDeps): Promise<JobSnapshot> {
  const here = await findJob(deps.db, given.job_id);
  const base = here === undefined ? undefined : snapshotOf(here);
  const { timeZone = deps.defaults.timeZone, ...fields } = base?.schedule ?? everyMinute;
  return {
    id: given.job_id,
    name: cutText(given.name ?? base?.name ?? "deleted job", longestName),
    jobClass: cutText(given.job_class_string ?? base?.jobClass ?? "unknown", longestName),
    pubArgs: readPubArgs(given.pub_args) ?? base?.pubArgs ?? [],
    schedule: understandSchedule(given, given.timezone ?? timeZone, fields),
    categoryId: given.category_id ?? base?.categoryId ?? allCategories,
    policy: base?.policy ?? deps.defaults.policy,
  };
}

/** In place of a schedule that nobody knows any more. */
const everyMinute: Partial<JobSnapshot["schedule"]> = { minute: "*" };

/** @throws Refusal `invalid`. */
export async function auditEntryOf(given: ImportedLog, now: Instant): Promise<AuditEntry> {
  const { job_id: jobId, event } = given;
  const createdAt = Math.floor(given.created_time);
  if (createdAt > now) {
    throw Refusal.invalid([{ field: "created_time", reason: "lies in the future" }]);
  }
  const username = given.user ?? "";
  const description = given.description ?? "";
  // Not the description: the API and the file of one original write it in two ways.
  const microseconds = Math.round(given.created_time * 1000);
  const identity = JSON.stringify([jobId, event, username, microseconds]);
  return {
    id: await importedId<AuditEntryId>(createdAt, identity),
    ...{ jobId, event, createdAt },
    jobName: cutText(given.job_name, longestName),
    categoryId: given.category_id ?? allCategories,
    username: cutText(username, longestName),
    description: cutText(description, 40 * 1024),
  };
}
