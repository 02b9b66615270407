import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";

/** Whether jobs of more than one category exist, paused ones included. */
export async function haveJobsOfSeveralCategories(db: Database): Promise<boolean> {
  const [[first], [last]] = await Promise.all([
    db.list(keys.job.byAnyCategory, { limit: 1 }),
    db.list(keys.job.byAnyCategory, { limit: 1, newestFirst: true }),
  ]);
  return first?.key.at(1) !== last?.key.at(1);
}
