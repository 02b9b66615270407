import { z } from "zod";
import type { AuditEntry } from "../model/audit_entry.ts";
import { type Execution, isEnded, isHeld, makeReady } from "../model/execution.ts";
import { hasFreeInstance, planFire } from "../model/fire.ts";
import type { ExecutionId, JobId } from "../model/ids.ts";
import { Job } from "../model/job.ts";
import type { Instant } from "../model/time.ts";
import { addAuditEntry } from "./audit_log.ts";
import { Commit, commit, packed } from "./commit.ts";
import type { Database, Entry } from "./database.ts";
import { setExecution } from "./executions.ts";
import { addJob } from "./jobs.ts";
import { keys } from "./keys.ts";
import {
  addPlan,
  addStop,
  readExecutions,
  readSituations,
  setWaiting,
  stillWaits,
  underWay,
} from "./plans.ts";

/** How many due entries are read at once. */
const batch = 200;

/**
 * Fires every job whose time has come, each fire time once, however many call this at the same
 * moment: the due entry is in each commit's check, and who deletes it has made the fire.
 * @returns how many jobs were fired here.
 * @throws AggregateError when some could not be fired, after all others were.
 */
export async function fireDue(db: Database, now: Instant): Promise<number> {
  let fired = 0;
  const failures: unknown[] = [];
  let from: Deno.KvKey | undefined;
  for (;;) {
    const range = { before: [now + 1], limit: batch, ...(from === undefined ? {} : { from }) };
    const due = await db.list({ ...keys.due.all, schema: z.unknown() }, range);
    const last = due.at(-1);
    if (last === undefined) break;
    let isLost = false;
    for (const { work, jobs } of await planAll(db, due, now, failures)) {
      try {
        if (await commit(db, work, now) !== undefined) fired += jobs;
        else isLost = true;
      } catch (error) {
        failures.push(error);
      }
    }
    // A lost race is looked at again: somebody else has made progress. What failed is passed by.
    if (!isLost) from = [...last.key.slice(1), ""];
  }
  if (failures.length === 0) return fired;
  const first = failures[0] instanceof Error ? failures[0].message : String(failures[0]);
  throw new AggregateError(failures, `${failures.length} due jobs could not be fired: ${first}`);
}

async function planAll(
  db: Database,
  due: readonly Entry<unknown>[],
  now: Instant,
  failures: unknown[],
): Promise<{ work: Commit; jobs: number }[]> {
  const readable = due.flatMap((entry) => {
    const job = Job.safeParse(entry.value);
    if (job.success) return [{ ...entry, value: job.data }];
    failures.push(new Error(`the due entry ${JSON.stringify(entry.key)} cannot be read`));
    return [];
  });
  const situations = await readSituations(db, readable.map(({ value }) => value));
  const parts: Commit[] = [];
  for (const [i, entry] of readable.entries()) {
    const job = entry.value;
    const situation = situations[i];
    if (situation === undefined || job.nextRunAt === undefined) continue;
    try {
      const plan = planFire({ ...job, nextRunAt: job.nextRunAt }, situation, now);
      const work = new Commit().check(entry);
      addJob(work, job, plan.job);
      await addPlan(db, work, plan, situation, now);
      parts.push(work);
    } catch (error) {
      failures.push(error);
    }
  }
  return packed(parts, db.limits).map((work) => ({
    work,
    jobs: work.checks.filter(({ key }) => key[0] === keys.due.all.prefix[0]).length,
  }));
}

/**
 * Lets executions that wait go ahead as far as their job has free instances.
 * @returns how many.
 */
export async function releaseWaiting(db: Database, jobId: JobId, now: Instant): Promise<number> {
  for (let released = 0;;) {
    const [waiting, entry] = await Promise.all([
      db.get(keys.waiting.at(jobId)),
      db.get(keys.job.at(jobId)),
    ]);
    const job = entry.value;
    if (waiting.value === undefined || job === undefined) return released;
    const found = await readExecutions(db, [...job.active, ...waiting.value]);
    const active = underWay(job, found);
    const [next, ...later] = waiting.value.flatMap((id) => stillWaits(found.get(id)));
    if (next !== undefined && !hasFreeInstance(job, active)) return released;
    const work = new Commit().check(waiting).check(entry);
    setWaiting(work, jobId, waiting, later.map(({ id }) => id));
    if (next !== undefined) {
      setExecution(work, makeReady(next, now));
      addJob(work, job, { ...job, active: [...active, next.id] });
    }
    if (await commit(db, work, now) !== undefined && next !== undefined) released++;
  }
}

/** Looks after all that wait, in case that who had to release them was lost. */
export async function releaseAllWaiting(db: Database, now: Instant): Promise<void> {
  for (const { key } of await db.list(keys.waiting.all, { limit: 1000 })) {
    await releaseWaiting(db, key.at(-1) as JobId, now);
  }
}

/**
 * Stops an execution: one that no worker has ends at once, a running one is `stopping` until its
 * worker has seen it.
 * @returns the execution as it is then; `undefined` when there is none. An ended one stays as it is.
 */
export async function stopExecution(
  db: Database,
  id: ExecutionId,
  by: string,
  audit: AuditEntry,
  now: Instant,
): Promise<Execution | undefined> {
  for (;;) {
    const execution = (await db.get(keys.execution.at(id))).value;
    if (execution === undefined || isEnded(execution) || execution.state === "stopping") {
      return execution;
    }
    const work = new Commit();
    await addStop(db, work, [id], by, now);
    // It moved on in between: look again.
    if (work.mutations.length === 0) continue;
    await addLeave(db, work, execution);
    addAuditEntry(work, audit);
    if (await commit(db, work, now) === undefined) continue;
    if (!isHeld(execution)) await releaseWaiting(db, execution.job.id, now);
    return (await db.get(keys.execution.at(id))).value;
  }
}

/** From the line of those that wait: whoever lets that line go ahead meanwhile loses, and looks again. */
async function addLeave(db: Database, work: Commit, { id, job }: Execution): Promise<void> {
  const waiting = await db.get(keys.waiting.at(job.id));
  if (!waiting.value?.includes(id)) return;
  work.check(waiting);
  setWaiting(work, job.id, waiting, waiting.value.filter((one) => one !== id));
}
