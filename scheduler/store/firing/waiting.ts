import { goAhead, hasFreeInstance } from "../../model/fire.ts";
import type { JobId } from "../../model/ids.ts";
import type { Instant } from "../../model/time.ts";
import { setExecution } from "../history/executions.ts";
import { addJob } from "../jobs/jobs.ts";
import { Commit, commit } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { readExecutions, underWay } from "../history/instances.ts";
import { setWaiting } from "./plans.ts";
import { presentJob } from "../jobs/present_job.ts";
import { readWaiting, stillWaits } from "../jobs/waiting_list.ts";

/**
 * Makes waiting executions of a job ready, as far as the job has free instances. Safe to call at the same time
 * in several processes.
 * @returns how many this call made ready.
 */
export async function releaseWaiting(db: Database, jobId: JobId, now: Instant): Promise<number> {
  for (let released = 0;;) {
    const [waiting, entry] = await Promise.all([
      readWaiting(db, jobId),
      db.read(keys.job.at(jobId)),
    ]);
    // While the job is unreadable, its executions wait.
    if (waiting.value === undefined || entry.value === undefined) return released;
    const { job, pack } = await presentJob(db, entry, now);
    const found = await readExecutions(db, [...job.active, ...waiting.value]);
    const active = underWay(job, found);
    const [next, ...later] = waiting.value.flatMap((id) => stillWaits(found.known.get(id)));
    if (next !== undefined && !hasFreeInstance(job, active)) return released;
    const work = new Commit().check(waiting).check(entry);
    setWaiting(work, jobId, waiting, later.map(({ id }) => id));
    if (next !== undefined) {
      setExecution(work, goAhead(next, now));
      addJob(work, entry.value, { ...job, active: [...active, next.id] }, pack);
    }
    if (await commit(db, work, now) !== undefined && next !== undefined) released++;
  }
}

const jobsAtOnce = 500;

/**
 * Calls releaseWaiting() for each job with waiting executions, in case the process that had to is gone.
 * @throws AggregateError when it failed for some jobs; it was called for all others.
 */
export async function releaseAllWaiting(db: Database, now: Instant): Promise<void> {
  const failures: unknown[] = [];
  for (let from: string | undefined = ""; from !== undefined;) {
    const waiting: { readonly key: Deno.KvKey }[] = await db.list(keys.waiting.all, {
      from: [from],
      limit: jobsAtOnce,
    });
    for (const { key } of waiting) {
      await releaseWaiting(db, key.at(-1) as JobId, now).catch((error) => failures.push(error));
    }
    from = waiting.length < jobsAtOnce ? undefined : `${String(waiting.at(-1)?.key.at(-1))}\0`;
  }
  if (failures.length > 0) throw new AggregateError(failures, String(failures[0]));
}
