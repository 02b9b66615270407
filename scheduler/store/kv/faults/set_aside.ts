import type { ExecutionId } from "../../../model/ids.ts";
import type { Instant } from "../../../model/time.ts";
import { Commit, commit } from "../commit.ts";
import type { Database, Entry } from "../database.ts";
import { keys } from "../keys.ts";

/** How many index entries are looked at in one tick. */
const batch = 1000;

/**
 * Adds to a commit that an index entry moves out of the way, because it leads to an unreadable record: at the head of its
 * index it would be read again and again.
 */
export function addSetAside(work: Commit, { key, value }: Entry<unknown>): void {
  work.delete({ parts: key, schema: keys.setAside.all.schema }).set(keys.setAside.at(key), value);
}

/**
 * Puts index entries back whose records can be read again, because somebody has mended them. Entries whose records are
 * gone are removed. Several processes may call this at the same time.
 */
export async function putBack(db: Database, now: Instant): Promise<void> {
  for (const entry of await db.list(keys.setAside.all, { limit: batch })) {
    const key = entry.key.slice(1);
    const records = await db.getMany<unknown>(recordsOf(key, entry.value));
    if (records.some((record) => "isUnreadable" in record)) continue;
    const work = new Commit().check(entry).delete(keys.setAside.at(key));
    if (records.some(({ value }) => value !== undefined)) {
      work.set({ parts: key, schema: keys.setAside.all.schema }, entry.value);
    }
    await commit(db, work, now);
  }
}

/** The records to which an index entry leads. */
function recordsOf(key: Deno.KvKey, value: unknown) {
  if (key[0] !== keys.due.all.prefix[0]) return [keys.execution.at(key.at(-1) as ExecutionId)];
  const ids = keys.due.all.schema.safeParse(value);
  return ids.success ? ids.data.ids.map(keys.job.at) : [];
}
