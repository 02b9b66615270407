/** The index rows that each record has to have, in one place. */
import type { ApiKey } from "../model/api_key.ts";
import type { AuditEntry } from "../model/audit_entry.ts";
import { calendarsOf } from "../model/calendars/timing.ts";
import type { Category } from "../model/category.ts";
import { type Execution, isEnded } from "../model/execution.ts";
import { isSuccess } from "../model/execution_state.ts";
import { type PackId, type SheetId, timeOf } from "../model/ids.ts";
import type { Job } from "../model/job.ts";
import { storedMark } from "../model/records/job_mark.ts";
import { executionAt, isOfPack, type Sheet } from "../model/records/sheet.ts";
import { textOfSchedule } from "../model/schedule.ts";
import type { User } from "../model/user.ts";
import { soonMs } from "../store/history/end_index.ts";
import { keys } from "../store/kv/keys.ts";
import { formerJobRows, jobRows, strips } from "../store/kv/keys/history_keys.ts";
import { stripsOf } from "../store/history/strips.ts";
import { type Link, marked } from "./link.ts";

const [former] = formerJobRows;
/** Indexes whose keys hold ids in bytes. */
const inBytes = new Set<unknown>([jobRows, strips]);
/**
 * The key by which a row is compared: the index by job has rows in two forms, and an execution needs one of them. Of other
 * indexes, the key itself.
 */
export function comparedKey(key: Deno.KvKey): Deno.KvKey {
  if (key[0] === former) return [jobRows, ...key.slice(1)];
  if (!inBytes.has(key[0])) return key;
  return key.map((part) => part instanceof Uint8Array ? part.toHex() : part);
}

/** The tables that hold an index. */
export function tablesOf(index: string): string[] {
  return index === jobRows && former !== undefined ? [index, former] : [index];
}

/** The keys of which a row has to have one. */
export function formsOf(key: Deno.KvKey): Deno.KvKey[] {
  return key[0] === jobRows ? [key, [...formerJobRows, ...comparedKey(key).slice(1)]] : [key];
}

/** Rows that no table has: a job's place in its pack, and the due row of a pack. */
export const packMember = "pack_member";
export const packDue = "pack_due";

export function linksOfPack(id: PackId): Link[] {
  return [{ key: [packDue, id], value: 1 }];
}

export function linksOfJob(job: Job): Link[] {
  const { id, name, key, categoryId, nextRunAt, pack, schedule, timing, pause } = job;
  return [
    marked(keys.job.byName(name, id)),
    marked(keys.job.byCategory(categoryId, name, id)),
    ...(key === undefined ? [] : [{ key: keys.job.byKey(categoryId, key).parts, value: id }]),
    ...(nextRunAt === undefined ? [] : [{
      key: keys.due.at(nextRunAt, id).parts,
      value: { ids: [id], schedules: [textOfSchedule(schedule)] },
    }]),
    ...(pack === undefined ? [] : [{ key: [packMember, pack, id], value: 1 }]),
    ...new Set(calendarsOf(timing)).values().map((calendar) =>
      marked(keys.calendar.job(calendar, id))
    ),
    ...(pause?.until === undefined ? [] : [marked(keys.resume.at(pause.until, id))]),
  ];
}

/** The rows of an execution with a record. */
export function linksOfExecution(execution: Execution): Link[] {
  const { id, job } = execution;
  const byJob = keys.execution.byJob(job.id, id).parts;
  return [
    { key: byJob, value: 1 },
    marked(keys.execution.byCategory(job.categoryId, id)),
    ...linksOfEnd(execution),
    ...linksOfWait(execution),
    ...(execution.formerId === undefined
      ? []
      : [{ key: keys.execution.former(execution.formerId).parts, value: id }]),
    ...(execution.isListed && !isEnded(execution) ? [marked(keys.active.at(job.id, id))] : []),
  ];
}

function linksOfEnd(execution: Execution): Link[] {
  if (!isEnded(execution)) return [];
  const { id, job, state, endedAt } = execution;
  const lateMs = endedAt - timeOf(id);
  return [
    ...(isSuccess(state)
      ? []
      : [{ key: keys.execution.byState(state, id).parts, value: job.categoryId }]),
    ...(lateMs < 0 || lateMs > soonMs ? [marked(keys.execution.lateEnd(endedAt, id))] : []),
  ];
}

function linksOfWait(execution: Execution): Link[] {
  if (execution.state !== "scheduled") return [];
  const { id, job, readyAt, later } = execution;
  return [
    ...(readyAt === undefined ? [] : [marked(keys.queue.at(job.categoryId, readyAt, id))]),
    ...(later === undefined
      ? []
      : [marked(keys.later.at(later.at, id)), marked(keys.later.byJob(job.id, id))]),
  ];
}

/** The rows of a sheet and of the executions that ended on it. */
export function linksOfSheet(sheet: Sheet, id: SheetId): Link[] {
  const categories = new Set(sheet.slots.map(({ job }) => job.categoryId));
  return [
    ...Array.from(categories, (category) => marked(keys.sheet.byCategory(category, id))),
    ...stripsOf(sheet, id).map(({ pack, bytes }) => ({
      key: keys.strip.at(pack, id).parts,
      value: bytes,
    })),
    ...sheet.slots.flatMap((_, place) => linksOfSlot(sheet, id, place)),
  ];
}

function linksOfSlot(sheet: Sheet, id: SheetId, place: number): Link[] {
  const execution = executionAt(id, sheet, place);
  if (execution === undefined || !isEnded(execution)) return [];
  const links = linksOfEnd(execution);
  if (isOfPack(sheet, place)) return links;
  const { job, state, startedAt = execution.endedAt, endedAt } = execution;
  const byJob = keys.execution.byJob(job.id, execution.id).parts;
  return [{ key: byJob, value: storedMark([state, job.categoryId, startedAt, endedAt]) }, ...links];
}

export function linksOfUser({ id, username, categoryId }: User): Link[] {
  return [
    { key: keys.user.byName(username).parts, value: id },
    marked(keys.user.byCategory(categoryId, id)),
  ];
}

export function linksOfApiKey(key: ApiKey): Link[] {
  return [
    { key: keys.apiKey.byName(key.name).parts, value: key.id },
    { key: keys.apiKey.bySecret(key.secretHash).parts, value: key },
    marked(keys.apiKey.byCategory(key.categoryId, key.id)),
  ];
}

export function linksOfCategory({ id, name }: Category): Link[] {
  return [{ key: keys.category.byName(name).parts, value: id }];
}

export function linksOfAudit({ id, categoryId, jobId, username }: AuditEntry): Link[] {
  return [
    marked(keys.audit.byCategory(categoryId, id)),
    marked(keys.audit.byJob(jobId, id)),
    marked(keys.audit.byUser(username, id)),
  ];
}
