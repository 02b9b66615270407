import { nextFire } from "../../model/schedule.ts";
import type { Instant } from "../../model/time.ts";
import type { Database } from "../kv/database.ts";
import { type Due, readDueEntries, readDueJobs } from "./due.ts";

/** How many due entries and jobs are read ahead. Later ones are read while the first are fired. */
const mostAhead = 1000;

/**
 * Reads what will be due at `at`, shortly before. Its fire proves each job by the check of its commit. The next fire times
 * are computed, so that the tables of schedules and zones are ready.
 */
export async function readAhead(db: Database, at: Instant): Promise<Due[]> {
  const entries = await readDueEntries(db, [], at, mostAhead);
  let count = 0;
  const first = entries.filter(({ rest }) => (count += rest.size) <= mostAhead);
  const due = await readDueJobs(db, first);
  for (const { job: { value: { schedule, nextRunAt } } } of due) nextFire(schedule, nextRunAt);
  return due;
}
