/** The step of a migration that puts the category into the keys of the queue. */
import { z } from "zod";
import { anything, type Entry, type Key } from "../database.ts";
import { noCategory } from "../keys.ts";
import type { MigrationDeps } from "./migration_deps.ts";
import { Commit, packed } from "../work.ts";

/** What the step reads of an execution. */
const QueuedExecution = z.object({ job: z.object({ categoryId: z.number() }) });

/** Rows that are read at once. */
const batch = 200;

/** Moves `[..., readyAt, id]` to `[..., category, readyAt, id]`, also where such an entry is set aside. */
export async function moveQueue(given: MigrationDeps): Promise<void> {
  await moveRows(given, ["queue"]);
  await moveRows(given, ["set_aside", "queue"]);
}

async function moveRows({ db, commit }: MigrationDeps, prefix: Deno.KvKey): Promise<void> {
  // The lock takes a check of each commit.
  const limits = { ...db.limits, checks: db.limits.checks - 1 };
  let from: Deno.KvKey | undefined;
  for (;;) {
    const range = { limit: batch, ...(from === undefined ? {} : { from }) };
    const rows = await db.list({ prefix, schema: anything }, range);
    // What an earlier try has moved has one part more.
    const old = rows.filter(({ key }) => key.length === prefix.length + 2);
    const executions = await db.getMany(old.map(executionOf));
    const parts = old.map((row, i) => {
      const found = executions[i];
      const isGone = found?.value === undefined && found?.versionstamp === null;
      return movePart(prefix, row, isGone ? undefined : found?.value?.job.categoryId ?? noCategory);
    });
    let isDone = true;
    for (const work of packed(parts, limits)) isDone = await commit(work) && isDone;
    if (!isDone) continue; // somebody wrote one of the rows meanwhile: these rows are read again
    const last = rows.at(-1);
    if (rows.length < batch || last === undefined) return;
    from = [...last.key.slice(prefix.length), ""];
  }
}

/** @param category absent when the execution is gone: then its entry goes as well. */
function movePart(prefix: Deno.KvKey, row: Entry<unknown>, category: number | undefined): Commit {
  const part = new Commit().check(row).delete({ parts: row.key, schema: anything });
  if (category === undefined) return part;
  const parts = [...prefix, category, ...row.key.slice(prefix.length)];
  return part.set({ parts, schema: anything }, row.value);
}

function executionOf(row: Entry<unknown>): Key<z.infer<typeof QueuedExecution>> {
  return { parts: ["execution", String(row.key.at(-1))], schema: QueuedExecution };
}
