import type { Scheduled } from "../../model/execution.ts";
import type { ExecutionId } from "../../model/ids.ts";
import { clockToleranceMs, type Instant } from "../../model/time.ts";
import { removeLater, removeQueued, setExecution } from "../history/executions.ts";
import { Commit, commit, packed } from "../kv/commit.ts";
import type { Database, Entry, Table } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { queuedCategories } from "./ready.ts";

const batch = 500;

/**
 * Shortens what waits by a clock that was ahead of this one: an execution whose last step lies in the future waits from
 * now on for as long as it was to wait then. Reads every execution that waits for a later time.
 * @returns how many were shortened here.
 */
export async function rebaseWaits(db: Database, now: Instant): Promise<number> {
  let shortened = await rebaseAll(db, keys.later.all, now);
  for await (const category of queuedCategories(db)) {
    shortened += await rebaseAll(db, keys.queue.allOf(category), now);
  }
  return shortened;
}

async function rebaseAll(db: Database, table: Table<unknown>, now: Instant): Promise<number> {
  let shortened = 0;
  // An execution whose last step lies in the future waits until an even later moment.
  for (let from: Deno.KvKey = [now + 1];;) {
    const rows = await db.list(table, { from, limit: batch });
    shortened += await rebaseRows(db, rows, now);
    const last = rows.at(-1);
    if (rows.length < batch || last === undefined) return shortened;
    from = [...last.key.slice(table.prefix.length), ""];
  }
}

async function rebaseRows(
  db: Database,
  rows: readonly Entry<unknown>[],
  now: Instant,
): Promise<number> {
  const ids = rows.map(({ key }) => key.at(-1) as ExecutionId);
  const stored = await db.getMany(ids.map(keys.execution.at));
  const parts = rows.flatMap((row, i) => {
    const entry = stored[i];
    if (entry?.value?.state !== "scheduled") return [];
    const sooner = rebase(entry.value, now);
    if (sooner === undefined) return [];
    const work = new Commit().check(row).check(entry);
    removeQueued(work, entry.value);
    removeLater(work, entry.value);
    setExecution(work, sooner);
    return [work];
  });
  let shortened = 0;
  for (const work of packed(parts, db.limits)) {
    // A lost race: a worker took one of them, or another process shortens the same. The next look finds the rest.
    if (await commit(db, work, now) !== undefined) shortened += work.checks.length / 2;
  }
  return shortened;
}

/**
 * An execution that waits, as if its wait had begun now: for the case that its last step was written by a clock that was
 * ahead of this one, since set back. The length of the wait stays as it was planned.
 * @returns `undefined` when its last step does not lie in the future, or it does not wait for a time.
 */
function rebase(execution: Scheduled, now: Instant): Scheduled | undefined {
  const { updatedAt, readyAt, later } = execution;
  const aheadMs = updatedAt - now;
  if (aheadMs <= clockToleranceMs || (readyAt === undefined && later === undefined)) {
    return undefined;
  }
  return {
    ...execution,
    updatedAt: now,
    ...(readyAt === undefined ? {} : { readyAt: readyAt - aheadMs }),
    ...(later === undefined ? {} : { later: { ...later, at: later.at - aheadMs } }),
  };
}
