import { Commit, packed } from "../work.ts";
import { anything, type Key, type Table } from "../database.ts";
import type { MigrationDeps } from "./migration_deps.ts";
import { moveQueue } from "./queue_by_category.ts";

export type { MigrationDeps };

/** A step from one schema version to the next. */
export interface Migration {
  /** What the step changes, for the log. */
  readonly what: string;
  /**
   * Changes all records that need it. A step may be cut off anywhere and is then run again from its beginning, so
   * it must leave alone what it has changed already. It commits at least every 30 s, or it loses its lock.
   */
  readonly run: (given: MigrationDeps) => Promise<void>;
}

/**
 * The steps that this program knows, oldest first: the first leads from version 1 to 2. A step is never changed or
 * removed after its release. docs/decisions/0018 says when a change needs one.
 */
export const migrations: readonly Migration[] = [
  // The feed's old rows expire by themselves within 15 minutes. Clients that come back with an old id read anew.
  { what: "the feed follows the order of the commits", run: nothingToRewrite },
  { what: "a worker says how long its lease is, and a process its time", run: nothingToRewrite },
  {
    what: "an execution says which fire times it stands for and who gave it back; " +
      "index entries of unreadable records are set aside",
    run: nothingToRewrite,
  },
  {
    what: "log-ins are listed and ended one by one; the admin who keeps a key answers for it",
    run: nothingToRewrite,
  },
  { what: "the queue is kept by category", run: moveQueue },
  // Executions with records stay as they are. Those that are fired from now on share sheets.
  { what: "executions that are fired together are written on one sheet", run: nothingToRewrite },
  { what: "jobs that are due together share a pack, which a fire moves on", run: nothingToRewrite },
  // Without rules of their own, jobs and categories have those of the server.
  {
    what:
      "jobs and categories have alarm rules, the feed tells of alarms, and executions send notices",
    run: nothingToRewrite,
  },
  {
    what:
      "jobs may have calendars, a start and an end; jobs, categories and everything may be paused with a reason",
    run: nothingToRewrite,
  },
  {
    what: "changes, claims and ends of many executions are stored in bytes",
    run: nothingToRewrite,
  },
  // Former sheets and former rows are read as well. They go with their executions.
  { what: "sheets are packed, and rows by job have their ids in bytes", run: nothingToRewrite },
  // Rows by job that are there stay, and go with their executions. An older program would not see the strips.
  {
    what: "executions of packs are named by strips instead of rows by job",
    run: nothingToRewrite,
  },
];

/** For a step whose old records are read by the new schemas as they are. */
export function nothingToRewrite(): Promise<void> {
  return Promise.resolve();
}

/** Rows that {@link rewriteRecords} reads at once. */
const batch = 200;

/**
 * Writes what `rewrite` makes of each record of a table; for steps.
 * @param table with the schema by which the records are read: that of the version that the step starts from.
 * @param rewrite answers `undefined` for a record that stays as it is.
 */
export async function rewriteRecords<T>(
  { db, commit }: MigrationDeps,
  table: Table<T>,
  rewrite: (stored: T, key: Deno.KvKey) => unknown,
): Promise<void> {
  // The lock takes a check of each commit.
  const limits = { ...db.limits, checks: db.limits.checks - 1 };
  let from: Deno.KvKey | undefined;
  for (;;) {
    const rows = await db.list(table, { limit: batch, ...(from === undefined ? {} : { from }) });
    const parts = rows.flatMap((row) => {
      const rewritten = rewrite(row.value, row.key);
      const key: Key<unknown> = { parts: row.key, schema: anything };
      return rewritten === undefined ? [] : [new Commit().check(row).set(key, rewritten)];
    });
    let isDone = true;
    for (const work of packed(parts, limits)) isDone = await commit(work) && isDone;
    if (!isDone) continue; // somebody wrote one of the rows meanwhile: these rows are read again
    const last = rows.at(-1);
    if (rows.length < batch || last === undefined) return;
    from = placeBehind(last.key.slice(table.prefix.length));
  }
}

/** The first place behind a key: an empty list of bytes sorts before every other key part. */
function placeBehind(parts: Deno.KvKey): Deno.KvKey {
  return [...parts, new Uint8Array()];
}
