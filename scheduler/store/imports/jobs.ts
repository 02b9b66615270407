import type { AuditEntry } from "../../model/audit_entry.ts";
import { type Job, rescheduleJob } from "../../model/job.ts";
import { Refusal } from "../../model/refusal.ts";
import { addCategoryUse } from "../access/categories.ts";
import { addAuditEntry } from "../history/audit_log.ts";
import { addCalendarUse, readBook } from "../calendars/book.ts";
import { addJob } from "../jobs/jobs.ts";
import { Commit, commit } from "../kv/commit.ts";
import { keys } from "../kv/keys.ts";
import { differences, refused, same, type Taken, type Taking } from "./taking.ts";

/** Takes a job with its id. A job that is here already is not changed. */
export async function takeJob(taking: Taking, draft: Job, audit: AuditEntry): Promise<Taken> {
  const { db, now, isDry, categories } = taking;
  for (;;) {
    const book = draft.timing === undefined ? undefined : await readBook(db);
    const job = book === undefined ? draft : rescheduleJob(draft, now, book.calendars);
    const entry = await db.get(keys.job.at(job.id));
    if (entry.value !== undefined) {
      const other = differences(decided(job), decided(entry.value));
      if (other.length === 0) return same;
      return refused(`the job is here already, with other values of ${other.join(", ")}`);
    }
    const work = new Commit().check(entry);
    try {
      if (book !== undefined) addCalendarUse(work, book, job.timing);
      const isPlanned = isDry && categories.has(job.categoryId);
      if (!isPlanned) await addCategoryUse(db, work, job.categoryId);
    } catch (error) {
      if (error instanceof Refusal) return refused(error.message);
      throw error;
    }
    addJob(work, undefined, job);
    addAuditEntry(work, audit);
    if (isDry || await commit(db, work, now) !== undefined) return { outcome: "created" };
  }
}

/** What people decide of a job. */
function decided(job: Job) {
  const { name, jobClass, pubArgs, schedule, categoryId, policy, paused, timing } = job;
  return { name, jobClass, pubArgs, schedule, categoryId, policy, paused, timing };
}
