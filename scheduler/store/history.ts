import { isEnded } from "../model/execution.ts";
import { type AuditEntryId, type ExecutionId, lowestId } from "../model/ids.ts";
import type { Instant } from "../model/time.ts";
import { Commit, commit, packed } from "./commit.ts";
import type { Database } from "./database.ts";
import { keys } from "./keys.ts";

const batch = 200;

/**
 * Removes executions that were scheduled before `before`, with their log lines and index entries; one
 * batch of them, oldest first. What has not ended stays.
 * @returns whether there may be more.
 */
export async function forgetExecutions(db: Database, before: Instant): Promise<boolean> {
  const range = { before: [lowestId<ExecutionId>(before)], limit: batch };
  const entries = await db.list(keys.execution.all, range);
  const ended = entries.flatMap(({ value }) => isEnded(value) ? [value] : []);
  const parts: Commit[] = [];
  for (const { id, job } of ended) {
    const work = new Commit()
      .delete(keys.execution.at(id))
      .delete(keys.execution.byJob(job.id, id))
      .delete(keys.execution.byCategory(job.categoryId, id));
    for (const { key } of await db.list(keys.execution.logs(id), { limit: 1000 })) {
      work.delete({ parts: key, schema: keys.execution.logs(id).schema });
    }
    parts.push(work);
  }
  for (const work of packed(parts, db.limits)) await commit(db, work, before);
  return entries.length === batch && ended.length > 0;
}

/** The same for the audit log. */
export async function forgetAuditEntries(db: Database, before: Instant): Promise<boolean> {
  const range = { before: [lowestId<AuditEntryId>(before)], limit: batch };
  const entries = await db.list(keys.audit.all, range);
  const parts = entries.map(({ value: { id, categoryId } }) =>
    new Commit().delete(keys.audit.at(id)).delete(keys.audit.byCategory(categoryId, id))
  );
  for (const work of packed(parts, db.limits)) await commit(db, work, before);
  return entries.length === batch;
}
