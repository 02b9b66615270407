import type { Instant } from "../../model/time.ts";
import { lastSuccess } from "../alarms/last_ends.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";

/** A job that is watched, and the end of its last success. */
export interface LastSuccess {
  readonly name: string;
  readonly at: Instant;
}

/**
 * The last successes of the jobs that are watched: they have a rule of `late`, `long` or `overdue` of their own.
 * @param most how many jobs are looked at; one read for each.
 */
export async function lastSuccesses(db: Database, most: number): Promise<LastSuccess[]> {
  const watches = await db.list(keys.alarmWatch.all, { limit: most });
  const present = watches.flatMap(({ value }) => value.deletedAt === undefined ? [value] : []);
  const ends = await Promise.all(present.map(({ jobId }) => lastSuccess(db, jobId)));
  return present.flatMap(({ name }, i) => {
    const at = ends[i]?.endedAt;
    return at === undefined ? [] : [{ name, at }];
  });
}
