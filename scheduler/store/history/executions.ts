import {
  type Ended,
  endUnstarted,
  type Execution,
  isEnded,
  type Scheduled,
} from "../../model/execution.ts";
import { type ExecutionId, slotOf } from "../../model/ids.ts";
import type { Instant } from "../../model/time.ts";
import { Commit } from "../kv/commit.ts";
import type { Absent, Database, Entry } from "../kv/database.ts";
import { noEntry } from "../kv/entries.ts";
import { type Unreadable, UnreadableRecordError } from "../kv/faults/unreadable.ts";
import { addEnd } from "./end_index.ts";
import { keys } from "../kv/keys.ts";
import { noSheet, placesOf, readPlaces } from "./sheets.ts";
import { indexMark } from "../kv/records.ts";

/** An execution by its id, or by the id that it had before an import. @throws UnreadableRecordError */
export async function findExecution(
  db: Database,
  id: ExecutionId,
): Promise<Execution | undefined> {
  const [found] = await readStored(db, [id]);
  if (found !== undefined && "isUnreadable" in found) throw new UnreadableRecordError(found.key);
  if (found?.value !== undefined) return found.value;
  const present = (await db.get(keys.execution.former(id))).value;
  return present === undefined ? undefined : (await db.get(keys.execution.at(present))).value;
}

/** An execution that is on a sheet, and has no record. */
export interface OnSheet {
  readonly key: Deno.KvKey;
  readonly value: Execution;
  readonly versionstamp: null;
}

/** An execution as it is stored. */
export type StoredExecution = Entry<Execution> | Absent | Unreadable | OnSheet;

/**
 * Reads executions, wherever they are stored. The answer has the order of the ids. A sheet is read once for all of its
 * executions. The value of an unreadable execution is `undefined`, as that of one that is not there. An execution without a
 * record whose sheet cannot be read is unreadable.
 */
export async function readStored(
  db: Database,
  ids: readonly ExecutionId[],
): Promise<StoredExecution[]> {
  const places = placesOf(ids);
  const sheets = await readPlaces(db, places.keys(), (sheet) => places.get(sheet) ?? []);
  const sheetOf = (id: ExecutionId) => sheets.get(slotOf(id)?.sheet ?? noSheet);
  const onSheets = ids.map((id) => {
    const [slot, sheet] = [slotOf(id), sheetOf(id)];
    return slot && sheet && !("isUnreadable" in sheet) ? sheet.get(slot.place) : undefined;
  });
  // An execution that is on no sheet has a record: it has always had one, or it left its sheet.
  const others = ids.filter((_, i) => onSheets[i] === undefined);
  const records = await db.getMany(others.map(keys.execution.at));
  let next = 0;
  return ids.map((id, i) => {
    const value = onSheets[i];
    const { parts } = keys.execution.at(id);
    if (value !== undefined) return { key: parts, value, versionstamp: null };
    const record = records[next++] ?? noEntry(parts);
    const sheet = sheetOf(id);
    return record.versionstamp === null && sheet && "isUnreadable" in sheet ? sheet : record;
  });
}

/** The executions that can be read, in the order of the ids. */
export async function knownExecutions(
  db: Database,
  ids: readonly ExecutionId[],
): Promise<Execution[]> {
  return (await readStored(db, ids)).flatMap(({ value }) => value ?? []);
}

/**
 * Adds to a commit that an execution ended on its sheet: its index entries and counts, but not the sheet.
 * @param isOfPack the strip of its pack will name it: see strips.ts.
 */
export function addEndOnSheet(work: Commit, ended: Ended, isOfPack: boolean): void {
  const { id, job, state, startedAt = ended.endedAt, endedAt } = ended;
  if (!isOfPack) {
    work.set(keys.execution.byJob(job.id, id), [state, job.categoryId, startedAt, endedAt]);
  }
  addEnd(work, ended);
  work.changed({ kind: "execution", id, categoryId: job.categoryId, state });
}

/** Adds a new execution to a commit: its record, its index entries, and its queue entry if it is ready. */
export function addExecution(work: Commit, execution: Execution): void {
  const { id, job } = execution;
  work.set(keys.execution.byJob(job.id, id), indexMark);
  work.set(keys.execution.byCategory(job.categoryId, id), indexMark);
  setExecution(work, execution);
}

/** A new execution with the trace in which it is made, if there is one. */
export function traced<T extends Execution>(db: Database, execution: T): T {
  if (execution.traceparent !== undefined) return execution;
  const traceparent = db.observer.traceparent?.();
  return traceparent === undefined ? execution : { ...execution, traceparent };
}

/** Adds the new state of an execution with a record to a commit. */
export function setExecution(work: Commit, execution: Execution): void {
  const { id, job, state } = execution;
  work.set(keys.execution.at(id), execution);
  if (execution.state === "scheduled" && execution.readyAt !== undefined) {
    work.set(keys.queue.at(job.categoryId, execution.readyAt, id), indexMark);
  }
  if (execution.state === "scheduled" && execution.later !== undefined) {
    work.set(keys.later.at(execution.later.at, id), indexMark).set(
      keys.later.byJob(job.id, id),
      indexMark,
    );
  }
  if (execution.isListed && state === "scheduled") work.set(keys.active.at(job.id, id), indexMark);
  if (isEnded(execution)) {
    addEnd(work, execution);
    if (execution.isListed) work.delete(keys.active.at(job.id, id));
  }
  work.changed({ kind: "execution", id, categoryId: job.categoryId, state });
}

/** Removes the queue entry of an execution that may be claimed. */
export function removeQueued(work: Commit, { id, job, readyAt }: Scheduled): void {
  if (readyAt !== undefined) work.delete(keys.queue.at(job.categoryId, readyAt, id));
}

/** Removes the entries of an execution that waited for its time. */
export function removeLater(work: Commit, { id, job, later }: Scheduled): void {
  if (later !== undefined) {
    work.delete(keys.later.at(later.at, id)).delete(keys.later.byJob(job.id, id));
  }
}

/**
 * Ends the executions that no worker has claimed as `stopped`.
 * @returns a commit for each, which the caller writes.
 */
export async function cancelParts(
  db: Database,
  ids: readonly ExecutionId[],
  reason: string,
  now: Instant,
): Promise<Commit[]> {
  return (await db.getMany(ids.map(keys.execution.at))).flatMap((entry) => {
    if (entry.value?.state !== "scheduled") return [];
    const part = new Commit().check(entry);
    removeQueued(part, entry.value);
    removeLater(part, entry.value);
    setExecution(part, endUnstarted(entry.value, "stopped", reason, now));
    return [part];
  });
}
