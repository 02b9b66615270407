/** Finds what may be claimed, category by category. A backlog of one category costs no more than one page. */
import type { CategoryId } from "../../model/ids.ts";
import type { Instant } from "../../model/time.ts";
import type { Database, Entry } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";

/** Queue entries of executions that may be claimed, oldest first, by their category. */
export type Ready = ReadonlyMap<CategoryId, readonly Entry<unknown>[]>;

/** Small backlogs of several categories come with one read. */
const fewestRead = 32;

export async function isAnyReady(db: Database, now: Instant): Promise<boolean> {
  for await (const rows of queuePages(db, 1)) {
    if (rows.some((row) => readyAtOf(row) <= now)) return true;
  }
  return false;
}

/**
 * The oldest ready executions of every category that has any, about `most` of each: always at least one. Costs one read for
 * each category with more than a page.
 */
export async function readyOfEach(db: Database, now: Instant, most: number): Promise<Ready> {
  const ready = new Map<CategoryId, Entry<unknown>[]>();
  for await (const rows of queuePages(db, Math.max(most, fewestRead))) {
    for (const row of rows) {
      if (readyAtOf(row) > now) continue;
      const found = ready.get(categoryOf(row));
      if (found === undefined) ready.set(categoryOf(row), [row]);
      else found.push(row);
    }
  }
  return ready;
}

/** The categories that have queue entries, also those for later times. */
export async function* queuedCategories(db: Database): AsyncGenerator<CategoryId> {
  for await (const [row] of queuePages(db, 1)) {
    if (row !== undefined) yield categoryOf(row);
  }
}

/** Pages of the queue. Behind a full page the next one begins with the next category: the oldest of each come first. */
async function* queuePages(db: Database, limit: number): AsyncGenerator<Entry<unknown>[]> {
  let from: Deno.KvKey | undefined;
  for (;;) {
    const range = { limit, ...(from === undefined ? {} : { from }) };
    const rows = await db.list(keys.queue.all, range);
    yield rows;
    const last = rows.at(-1);
    if (rows.length < limit || last === undefined) return;
    from = [categoryOf(last) + 1];
  }
}

export function categoryOf(row: Entry<unknown>): CategoryId {
  return row.key.at(-3) as CategoryId;
}

function readyAtOf(row: Entry<unknown>): Instant {
  return row.key.at(-2) as Instant;
}
