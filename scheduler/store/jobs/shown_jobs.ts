import { type Job, withoutPack } from "../../model/job.ts";
import type { Instant } from "../../model/time.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";

/**
 * Stored jobs as they are shown: with their next fire times, which for jobs in packs stand with the packs. Jobs that are
 * overdue show the time at which they were due. One small row is read for each pack.
 * @param now by which the next fire time is computed where the row of a pack cannot be read.
 */
export async function shownJobs(
  db: Database,
  jobs: readonly Job[],
  now: Instant,
): Promise<Job[]> {
  const packs = [...new Set(jobs.flatMap(({ pack }) => pack ?? []))];
  const rows = await db.getMany(packs.map(keys.pack.dueAt));
  const dueAt = new Map(packs.map((pack, i) => [pack, rows[i]?.value]));
  return jobs.map((job) =>
    job.pack === undefined ? job : withoutPack(job, dueAt.get(job.pack), now)
  );
}
