import { type Caller, seen } from "../../scheduler/model/caller.ts";
import { allCategories } from "../../scheduler/model/category.ts";
import type { Pause } from "../../scheduler/model/firing/pause.ts";
import type { CategoryId, JobId } from "../../scheduler/model/ids.ts";
import type { Job } from "../../scheduler/model/job.ts";
import { findJob } from "../../scheduler/store/jobs/jobs.ts";
import { shownJobs } from "../../scheduler/store/jobs/shown_jobs.ts";
import { readPausesOf } from "../../scheduler/store/pauses/pauses.ts";
import type { AppDeps } from "../deps.ts";

/** A job as it is shown, and the pause of its category, or of everything, that is in force. */
export interface ShownJob {
  readonly job: Job;
  readonly pause: Pause | undefined;
}

/**
 * @returns a function that reads a job for a caller. It throws Refusal `not_found` for a job that the caller does not see.
 */
export function jobReader({ db, clock }: Pick<AppDeps, "db" | "clock">) {
  // Only the record of a job tells its category, but the pauses of the right category are read in the same call where the job is
  // of the same category as the one that was read before.
  let likely: CategoryId = allCategories;
  return async (caller: Caller, id: JobId): Promise<ShownJob> => {
    const guess = likely;
    const [found, guessed] = await Promise.all([findJob(db, id), readPausesOf(db, guess)]);
    const stored = seenJob(caller, found);
    const { categoryId } = stored;
    likely = categoryId;
    const now = clock.now();
    const [[job = stored], pauses] = stored.pack === undefined && categoryId === guess
      ? [[stored], guessed]
      : await Promise.all([
        shownJobs(db, [stored], now),
        categoryId === guess ? guessed : readPausesOf(db, categoryId),
      ]);
    return { job, pause: pauses.inForce(categoryId, now) };
  };
}

/** @throws Refusal `not_found` for a job that is missing, and for one that the caller does not see. */
export function seenJob(caller: Caller, job: Job | undefined): Job {
  return seen(caller, "job", job, ({ categoryId }) => categoryId);
}
