import { Sheet } from "../../../scheduler/model/records/sheet.ts";
import type { Database } from "../../../scheduler/store/kv/database.ts";

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

/** Stores sheets and rows by job as former versions did. */
export async function storeAsBefore(db: Database): Promise<void> {
  for await (const { key, value } of db.kv.list<Uint8Array>({ prefix: ["sheet"] })) {
    await db.kv.set(key, bytesOf(JSON.stringify(formerForm(Sheet.parse(value)))));
  }
  for await (const { key, value } of db.kv.list({ prefix: ["run_of"] })) {
    const ids = key.slice(1).map((part) => (part as Uint8Array).toHex());
    await db.kv.delete(key).then(() => db.kv.set(["execution_by_job", ...ids], value));
  }
}
