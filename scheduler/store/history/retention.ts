import { isEnded } from "../../model/execution.ts";
import {
  type AuditEntryId,
  type ExecutionId,
  lowestId,
  type SecurityEntryId,
  type SheetId,
  slotOf,
  timeOf,
} from "../../model/ids.ts";
import { isOfPack } from "../../model/records/sheet.ts";
import type { Instant } from "../../model/time.ts";
import { Commit, commit, packed } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { removeEnd } from "./end_index.ts";
import { hasFormerRows, removeJobRow } from "../kv/job_rows.ts";
import { keys } from "../kv/keys.ts";
import { stays } from "../kv/keys/history_keys.ts";
import { executionsOn, isClosed, readEnds, type ReadSheet } from "./sheets.ts";
import { removeStrips } from "./strips.ts";

const batch = 200;

/**
 * Removes a batch of the oldest executions that were scheduled before `before`, with their log lines and index entries.
 * An execution that has not ended stays.
 * @returns whether there may be more.
 */
export async function forgetExecutions(db: Database, before: Instant): Promise<boolean> {
  const range = { before: [lowestId<ExecutionId>(before)], limit: batch };
  const entries = await db.list(keys.execution.all, range);
  const ended = entries.flatMap(({ value }) => isEnded(value) ? [value] : []);
  const isFormer = await hasFormerRows(db);
  const parts: Commit[] = [];
  for (const execution of ended) {
    const { id, job } = execution;
    const work = new Commit()
      .delete(keys.execution.at(id))
      .delete(keys.execution.byCategory(job.categoryId, id));
    removeJobRow(work, job.id, id, isFormer);
    removeEnd(work, execution);
    await addLogRemoval(db, work, id);
    parts.push(work);
  }
  for (const work of packed(parts, db.limits)) await commit(db, work, before);
  return entries.length === batch && ended.length > 0;
}

/** How many sheets are removed at once. One has up to about a hundred executions. */
const sheetBatch = 10;

/**
 * Removes a batch of the oldest sheets from before `before`, with the log lines and index entries of their executions. A
 * sheet that has not ended stays, and what left a sheet is removed by its record.
 * @returns whether there may be more.
 */
export async function forgetSheets(db: Database, before: Instant): Promise<boolean> {
  const range = { before: [lowestId(before)], limit: sheetBatch };
  const entries = await db.list(keys.sheet.all, range);
  const closed = entries.filter(({ value }) => isClosed(value));
  const parts = await Promise.all(
    closed.map(({ key, value }) =>
      sheetRemoval(db, { id: key.at(-1) as SheetId, sheet: value, stops: new Map() })
    ),
  );
  for (const work of packed(parts, db.limits)) await commit(db, work, before);
  return entries.length === sheetBatch && closed.length > 0;
}

async function sheetRemoval(db: Database, read: ReadSheet): Promise<Commit> {
  const { id, sheet } = read;
  const work = new Commit().delete(keys.sheet.at(id));
  for (const category of new Set(sheet.slots.map(({ job }) => job.categoryId))) {
    work.delete(keys.sheet.byCategory(category, id));
  }
  removeStrips(work, id, sheet);
  // A commit whose answer got lost may have left some beside the sheet.
  for (const { key } of await readEnds(db, id)) {
    work.delete(keys.sheet.ends(id, Number(key.at(-1))));
  }
  const isFormer = await hasFormerRows(db);
  for (const execution of executionsOn(read)) {
    if (!isEnded(execution)) continue;
    const place = slotOf(execution.id)?.place ?? 0;
    if (!isOfPack(sheet, place)) removeJobRow(work, execution.job.id, execution.id, isFormer);
    removeEnd(work, execution);
    await addLogRemoval(db, work, execution.id);
  }
  return work;
}

/**
 * Removes a batch of what says that jobs were in packs before `before`, as far as the sheets of that time are gone.
 * @returns whether there may be more.
 */
export async function forgetStays(db: Database, before: Instant): Promise<boolean> {
  const [oldest] = await db.list(keys.sheet.all, { limit: 1 });
  const end = oldest === undefined ? before : Math.min(before, timeOf(String(oldest.key.at(-1))));
  const over = await db.list(keys.stay.allOver, { before: [end], limit: batch });
  const schema = keys.stay.allOver.schema;
  const parts = over.map(({ key }) => {
    const stay = [stays, ...key.slice(2)];
    return new Commit().delete({ parts: key, schema }).delete({ parts: stay, schema });
  });
  for (const work of packed(parts, db.limits)) await commit(db, work, before);
  return over.length === batch;
}

async function addLogRemoval(db: Database, work: Commit, id: ExecutionId): Promise<void> {
  for (const { key } of await db.list(keys.execution.logs(id), { limit: 1000 })) {
    work.delete({ parts: key, schema: keys.execution.logs(id).schema });
  }
}

/** Removes a batch of audit entries from before `before`. @returns whether there may be more. */
export async function forgetAuditEntries(db: Database, before: Instant): Promise<boolean> {
  const range = { before: [lowestId<AuditEntryId>(before)], limit: batch };
  const entries = await db.list(keys.audit.all, range);
  const parts = entries.map(({ value: { id, categoryId, jobId, username } }) =>
    new Commit().delete(keys.audit.at(id)).delete(keys.audit.byCategory(categoryId, id))
      .delete(keys.audit.byJob(jobId, id)).delete(keys.audit.byUser(username, id))
  );
  for (const work of packed(parts, db.limits)) await commit(db, work, before);
  return entries.length === batch;
}

/** Removes a batch of security entries from before `before`. @returns whether there may be more. */
export async function forgetSecurityEntries(db: Database, before: Instant): Promise<boolean> {
  const range = { before: [lowestId<SecurityEntryId>(before)], limit: batch };
  const entries = await db.list(keys.security.all, range);
  const parts = entries.map(({ value: { id } }) => new Commit().delete(keys.security.at(id)));
  for (const work of packed(parts, db.limits)) await commit(db, work, before);
  return entries.length === batch;
}
