import { setImmediate } from "node:timers/promises";
import { nextFire } from "../../model/schedule.ts";
import type { Instant } from "../../model/time.ts";
import type { Database } from "../kv/database.ts";
import { readPacksOf } from "../jobs/known_packs.ts";
import { keys } from "../kv/keys.ts";
import { type Due, readDueEntries, readDueJobs } from "./due.ts";

/** How many due entries and jobs are read ahead. Later ones are read while the first are fired. */
const mostAhead = 1000;

/** How many packs are read ahead, and how many of them at once. Other work has its turn in between. */
const mostPacks = 200;
const packsAtOnce = 8;

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

/** Reads the packs that will be due at `at`, so that their fire need not. @returns whether any will be due. */
export async function readPacksAhead(db: Database, at: Instant): Promise<boolean> {
  const rows = await db.list(keys.due.all, { before: [at + 1], limit: mostPacks });
  const due = rows.filter(({ value }) => value.pack !== undefined);
  for (let i = 0; i < due.length; i += packsAtOnce) {
    const packs = await readPacksOf(db, due.slice(i, i + packsAtOnce));
    for (const pack of packs) if (pack?.jobs[0]) nextFire(pack.jobs[0].schedule, at);
    await setImmediate();
  }
  return due.length > 0;
}
