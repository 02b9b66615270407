import { firesUpTo } from "../../model/fire.ts";
import { isPlannedBy, replanJob } from "../../model/job.ts";
import type { Instant } from "../../model/time.ts";
import { addJob } from "../jobs/jobs.ts";
import { Commit, commit } from "../kv/commit.ts";
import type { Due } from "./due.ts";
import type { FireGiven } from "./fire_parts.ts";
import type { HeldJobs } from "./held.ts";

/** The due jobs that a pass fires, and from where it has to read again. */
export interface Fireable {
  readonly due: readonly Due[];
  readonly againFrom: readonly Instant[];
}

/**
 * Sorts due jobs. Those that a pause holds stay due. The next fire time of those that were planned by other calendars is
 * computed anew.
 */
export async function fireableOf(
  given: FireGiven,
  read: readonly Due[],
  held: HeldJobs,
): Promise<Fireable> {
  const { rules, now } = given;
  const due: Due[] = [];
  const againFrom: Instant[] = [];
  for (const one of read) {
    const { entry, job } = one;
    if (firesUpTo(job.value, rules, now) === undefined) held.add(entry, job);
    else if (isPlannedBy(job.value, rules.calendars)) due.push(one);
    else againFrom.push(...await replan(given, one));
  }
  return { due, againFrom };
}

async function replan(
  { db, now, rules: { book, calendars } }: FireGiven,
  { entry, job }: Due,
): Promise<Instant[]> {
  const replanned = replanJob(job.value, now, calendars);
  const work = new Commit().check(job).check(book.head);
  addJob(work, job.value, replanned);
  if (await commit(db, work, now) === undefined) return [entry.at];
  if (replanned.nextRunAt !== undefined && replanned.nextRunAt <= now) return [replanned.nextRunAt];
  entry.rest.delete(replanned.id);
  return [];
}
