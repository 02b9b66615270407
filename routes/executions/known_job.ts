import { type Caller, sees, shownCategory } from "../../scheduler/model/caller.ts";
import type { JobId } from "../../scheduler/model/ids.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import { findExecutions } from "../../scheduler/store/history/find_executions.ts";
import { findJob } from "../../scheduler/store/jobs/jobs.ts";
import type { Database } from "../../scheduler/store/kv/database.ts";
import { allTime } from "../../scheduler/store/kv/walk.ts";

/**
 * A job is known to a caller who sees the job or one of its executions: the executions of a deleted job, or of
 * a job that was moved to another category, stay visible.
 * @throws Refusal `not_found` for any other job.
 */
export async function mustBeKnown(db: Database, jobId: JobId, caller: Caller): Promise<void> {
  const job = await findJob(db, jobId);
  if (job !== undefined && sees(caller, job.categoryId)) return;
  const category = shownCategory(caller);
  const filter = {
    jobId,
    scheduled: allTime,
    ...(category === undefined ? {} : { categoryId: category }),
  };
  // From both ends: the executions that a moved job has in one category can all be old.
  for (const oldestFirst of [false, true]) {
    const page = await findExecutions(db, filter, { limit: 1, oldestFirst });
    if (page.items.length > 0) return;
  }
  throw new Refusal("not_found", "There is no such job.");
}
