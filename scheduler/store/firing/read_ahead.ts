import type { PackId } from "../../model/ids.ts";
import { nextFire } from "../../model/schedule.ts";
import type { Instant } from "../../model/time.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { type Due, readDueEntries, readDueJobs } from "./due.ts";

/** How many due entries and jobs are read ahead. Later ones are read while the first are fired. */
const mostAhead = 1000;

/** How many packs are read ahead. */
const mostPacks = 8;

/**
 * Reads what will be due at `at`, shortly before. Its fire proves each job by the check of its commit. The next fire times
 * are computed, so that the tables of schedules and zones are ready.
 */
export async function readAhead(db: Database, at: Instant): Promise<Due[]> {
  const entries = await readDueEntries(db, [], at, mostAhead);
  let count = 0;
  const first = entries.filter(({ rest }) => (count += rest.size) <= mostAhead);
  const jobs = await readDueJobs(db, first);
  for (const { job: { value: { schedule, nextRunAt } } } of jobs) nextFire(schedule, nextRunAt);
  return jobs;
}

/** Reads some of the packs that will be due at `at`, so that their schedules are ready. @returns whether any will be due. */
export async function readPacksAhead(db: Database, at: Instant): Promise<boolean> {
  const rows = await db.list(keys.due.all, { before: [at + 1], limit: mostPacks });
  const packs = rows.filter(({ value }) => value.pack !== undefined);
  const records = await db.getMany(packs.map(({ key }) => keys.pack.at(key.at(-1) as PackId)));
  for (const { value } of records) if (value?.jobs[0]) nextFire(value.jobs[0].schedule, at);
  return packs.length > 0;
}
