import type { CalendarId, JobId } from "../../model/ids.ts";
import { isPlannedBy, replanJob } from "../../model/job.ts";
import type { Instant } from "../../model/time.ts";
import { addBookCheck, readBook } from "../calendars/book.ts";
import { Commit, commit } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { UnreadableRecordError } from "../kv/faults/unreadable.ts";
import { keys } from "../kv/keys.ts";
import { addJob } from "./jobs.ts";
import { readPresentJob } from "./present_job.ts";

/** How many jobs are looked at between two records of how far the work is. */
const batch = 200;

/**
 * Computes the next fire time of jobs anew whose calendars have changed, up to a few hundred jobs with each call. How far the work
 * is stands in the database: after a crash, and in another process, the next call goes on from there. Several processes
 * may call this at the same time.
 * @returns whether jobs are left.
 */
export async function replanJobs(db: Database, now: Instant): Promise<boolean> {
  const [entry] = await db.list(keys.calendar.allReplans, { limit: 1 });
  if (entry === undefined) return false;
  const id = entry.key.at(-1) as CalendarId;
  const rows = await db.list(keys.calendar.allJobs(id), {
    from: [`${entry.value.upTo}\0`],
    limit: batch,
  });
  for (const { key } of rows) await replan(db, key.at(-1) as JobId, now);
  const work = new Commit().check(entry);
  const upTo = rows.at(-1)?.key.at(-1);
  if (rows.length < batch || upTo === undefined) work.delete(keys.calendar.replan(id));
  else work.set(keys.calendar.replan(id), { upTo: String(upTo) });
  // A lost race: the calendar changed again, or another process does the same work.
  await commit(db, work, now);
  return true;
}

/** A job whose record cannot be read is looked at by its next fire. */
async function replan(db: Database, id: JobId, now: Instant): Promise<void> {
  for (;;) {
    const book = await readBook(db);
    const present = await readPresentJob(db, id, now).catch((error) => {
      if (error instanceof UnreadableRecordError) return undefined;
      throw error;
    });
    if (present === undefined || isPlannedBy(present.job, book.calendars)) return;
    const job = replanJob(present.job, now, book.calendars);
    const work = new Commit().check(present.entry);
    addJob(work, present.entry.value, job, present.pack);
    addBookCheck(work, book, job.timing);
    if (await commit(db, work, now) !== undefined) return;
  }
}
