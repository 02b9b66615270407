import type { ExecutionId } from "../../model/ids.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";

/**
 * The executions that have not ended, and perhaps some that just have; `undefined` when they are more than `most`. An
 * execution that changes state meanwhile is not missed: each place is read before the one that follows it. The claims are
 * read first and last, because a claimed execution may go back to the queue.
 */
export async function activeExecutions(
  db: Database,
  most: number,
): Promise<ExecutionId[] | undefined> {
  const ids = new Set(await claimed(db, most));
  for (const { key } of await db.list(keys.later.all, { limit: most + 1 })) {
    ids.add(key.at(-1) as ExecutionId);
  }
  for (const { value } of await db.list(keys.waiting.all, { limit: most + 1 })) {
    for (const id of value) ids.add(id);
  }
  if (ids.size > most) return undefined;
  for (const { key } of await db.list(keys.queue.all, { limit: most + 1 })) {
    ids.add(key.at(-1) as ExecutionId);
  }
  for (const id of await claimed(db, most)) ids.add(id);
  return ids.size > most ? undefined : [...ids];
}

async function claimed(db: Database, most: number): Promise<ExecutionId[]> {
  const claims = await db.list(keys.claim.all, { limit: most + 1 });
  return claims.flatMap(({ value }) => value.executionIds);
}
