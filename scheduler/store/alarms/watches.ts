import { watchOf } from "../../model/alarms/alarm_watch.ts";
import type { Job } from "../../model/job.ts";
import type { Instant } from "../../model/time.ts";
import type { Commit } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { subjectOf } from "./job_rules.ts";
import { alarmFollowUp } from "./raise.ts";

/** Adds the watch of a job that was made or changed. What happened before counts no more. */
export function addWatch(work: Commit, job: Job): void {
  const key = keys.alarmWatch.at(job.id);
  const watch = watchOf(job, job.updatedAt);
  if (watch === undefined) work.delete(key);
  else work.set(key, watch);
}

/** Takes the open alarms of a job along to its new category. */
export function addMoveToAlarms(work: Commit, job: Job): void {
  const { categoryId } = job;
  work.followUp(alarmFollowUp, { what: "moved", subject: subjectOf(job), categoryId });
}

/**
 * Closes the alarms of a job with its deletion. A job that is expected to succeed by some time stays watched: whoever deleted
 * it by mistake is told.
 */
export async function addDeletionToAlarms(
  db: Database,
  work: Commit,
  job: Job,
  now: Instant,
): Promise<void> {
  const { categoryId } = job;
  work.followUp(alarmFollowUp, { what: "deleted", subject: subjectOf(job), categoryId });
  const { overdue } = job.alarms ?? {};
  const key = keys.alarmWatch.at(job.id);
  if (!overdue) return void work.delete(key);
  const { value } = await db.read(key);
  const watch = value ?? watchOf(job, now);
  if (watch !== undefined) work.set(key, { ...watch, deletedAt: now });
}
