import { isEnded } from "../../model/execution.ts";
import {
  type AuditEntryId,
  type ExecutionId,
  lowestId,
  type SecurityEntryId,
} from "../../model/ids.ts";
import type { Instant } from "../../model/time.ts";
import { Commit, commit, packed } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { removeEnd } from "./end_index.ts";
import { keys } from "../kv/keys.ts";

const batch = 200;

/**
 * Removes a batch of the oldest executions that were scheduled before `before`, with their log lines and index entries.
 * An execution that has not ended stays.
 * @returns whether there may be more.
 */
export async function forgetExecutions(db: Database, before: Instant): Promise<boolean> {
  const range = { before: [lowestId<ExecutionId>(before)], limit: batch };
  const entries = await db.list(keys.execution.all, range);
  const ended = entries.flatMap(({ value }) => isEnded(value) ? [value] : []);
  const parts: Commit[] = [];
  for (const execution of ended) {
    const { id, job } = execution;
    const work = new Commit()
      .delete(keys.execution.at(id))
      .delete(keys.execution.byJob(job.id, id))
      .delete(keys.execution.byCategory(job.categoryId, id));
    removeEnd(work, execution);
    for (const { key } of await db.list(keys.execution.logs(id), { limit: 1000 })) {
      work.delete({ parts: key, schema: keys.execution.logs(id).schema });
    }
    parts.push(work);
  }
  for (const work of packed(parts, db.limits)) await commit(db, work, before);
  return entries.length === batch && ended.length > 0;
}

/** Removes a batch of audit entries from before `before`. @returns whether there may be more. */
export async function forgetAuditEntries(db: Database, before: Instant): Promise<boolean> {
  const range = { before: [lowestId<AuditEntryId>(before)], limit: batch };
  const entries = await db.list(keys.audit.all, range);
  const parts = entries.map(({ value: { id, categoryId, jobId, username } }) =>
    new Commit().delete(keys.audit.at(id)).delete(keys.audit.byCategory(categoryId, id))
      .delete(keys.audit.byJob(jobId, id)).delete(keys.audit.byUser(username, id))
  );
  for (const work of packed(parts, db.limits)) await commit(db, work, before);
  return entries.length === batch;
}

/** Removes a batch of security entries from before `before`. @returns whether there may be more. */
export async function forgetSecurityEntries(db: Database, before: Instant): Promise<boolean> {
  const range = { before: [lowestId<SecurityEntryId>(before)], limit: batch };
  const entries = await db.list(keys.security.all, range);
  const parts = entries.map(({ value: { id } }) => new Commit().delete(keys.security.at(id)));
  for (const work of packed(parts, db.limits)) await commit(db, work, before);
  return entries.length === batch;
}
