import { type SheetId, slotId } from "../../../scheduler/model/ids.ts";
import { storedMark } from "../../../scheduler/model/records/job_mark.ts";
import { isOfPack, Sheet } from "../../../scheduler/model/records/sheet.ts";
import type { Database } from "../../../scheduler/store/kv/database.ts";
import { keys } from "../../../scheduler/store/kv/keys.ts";

/** A sheet as former versions stored it: one JSON text, in bytes. */
// deno-lint-ignore no-explicit-any -- tests spoil parts of it
export function formerForm({ slots, ...head }: Sheet): any[] {
  const { claimedAt, workerId, claimId, hostname, pid, traceparent = null } = head;
  const kinds: string[] = [];
  const stored = slots.map(({ job, end }) => {
    const { jobClass, schedule, categoryId, policy, approvedByAdmin = false } = job;
    const approved = approvedByAdmin ? 1 : 0;
    const kind = JSON.stringify([jobClass, schedule, categoryId, policy, approved]);
    if (!kinds.includes(kind)) kinds.push(kind);
    const slot = [job.id, job.name, job.pubArgs, kinds.indexOf(kind)];
    if (end === undefined) return slot;
    if (end === "left") return [...slot, 0];
    const { state, startedAt, endedAt, result, description, attempts } = end;
    return [...slot, [state, startedAt, endedAt, result, description, attempts]];
  });
  const holder = [workerId, claimId, hostname, pid];
  return [1, claimedAt, holder, traceparent, kinds.map((kind) => JSON.parse(kind)), stored];
}

export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** Each end had a row by job, also where its job was fired with a pack. */
async function addRows(db: Database, id: SheetId, sheet: Sheet): Promise<void> {
  for (const [place, { job, end }] of sheet.slots.entries()) {
    if (end === undefined || end === "left" || !isOfPack(sheet, place)) continue;
    const mark = storedMark([end.state, job.categoryId, end.startedAt, end.endedAt]);
    await db.kv.set(keys.execution.byJob(job.id, slotId(id, place)).parts, mark);
  }
}

/** Stores sheets and rows by job as former versions did. */
export async function storeAsBefore(db: Database): Promise<void> {
  for await (const { key, value } of db.kv.list<Uint8Array>({ prefix: ["sheet"] })) {
    const sheet = Sheet.parse(value);
    await addRows(db, key.at(-1) as SheetId, sheet);
    await db.kv.set(key, bytesOf(JSON.stringify(formerForm(sheet))));
  }
  for await (const { key } of db.kv.list({ prefix: ["strip"] })) await db.kv.delete(key);
  for await (const { key, value } of db.kv.list({ prefix: ["run_of"] })) {
    const ids = key.slice(1).map((part) => (part as Uint8Array).toHex());
    await db.kv.delete(key).then(() => db.kv.set(["execution_by_job", ...ids], value));
  }
}
