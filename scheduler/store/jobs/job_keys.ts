import type { Job } from "../../model/job.ts";
import { Refusal } from "../../model/refusal.ts";
import type { Commit } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";

/**
 * Adds to a commit that a job takes its key in its category. The commit fails when another job takes the key meanwhile.
 * @throws Refusal `conflict` when another job has the key.
 */
export async function addKeyUse(
  db: Database,
  work: Commit,
  before: Job | undefined,
  { key, categoryId }: Job,
): Promise<void> {
  if (key === undefined) return;
  if (before?.key === key && before.categoryId === categoryId) return;
  const entry = await db.get(keys.job.byKey(categoryId, key));
  if (entry.value !== undefined) {
    throw new Refusal("conflict", `The key ${JSON.stringify(key)} is taken in the category.`, {
      details: [{ field: "key", reason: "is taken" }],
    });
  }
  work.check(entry);
}

/** Writes which job has a key, where that changes. */
export function addKeyRow(work: Commit, before: Job | undefined, job: Job | undefined): void {
  if (before?.key === job?.key && before?.categoryId === job?.categoryId) return;
  if (before?.key !== undefined) work.delete(keys.job.byKey(before.categoryId, before.key));
  if (job?.key !== undefined) work.set(keys.job.byKey(job.categoryId, job.key), job.id);
}
