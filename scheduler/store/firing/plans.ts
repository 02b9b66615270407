import { askToStop, type Running } from "../../model/execution.ts";
import type { FirePlan, Situation } from "../../model/fire.ts";
import type { ExecutionId, JobId } from "../../model/ids.ts";
import type { Job } from "../../model/job.ts";
import type { Instant } from "../../model/time.ts";
import type { Commit } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import {
  addExecution,
  cancelParts,
  readStored,
  setExecution,
  traced,
} from "../history/executions.ts";
import { readExecutions, underWay } from "../history/instances.ts";
import { keys } from "../kv/keys.ts";
import { readWaitingOf, stillWaits, type WaitingEntry } from "../jobs/waiting_list.ts";

export interface ReadSituation extends Situation {
  /** Absent when no execution of the job can wait: it is not read then. */
  readonly waitingEntry?: WaitingEntry;
}

/**
 * The active and waiting executions of each job. A job without active executions costs no read. `undefined` for a job
 * whose list of waiting executions cannot even be checked.
 */
export async function readSituations(
  db: Database,
  jobs: readonly Job[],
): Promise<(ReadSituation | undefined)[]> {
  const mayWait = jobs.filter((job) => job.active.length > 0 || !job.policy.coalesce);
  const [active, waitingEntries] = await Promise.all([
    readExecutions(db, jobs.flatMap((job) => job.active)),
    readWaitingOf(db, mayWait.map(({ id }) => id)),
  ]);
  const waiting = await readExecutions(db, waitingEntries.flatMap((entry) => entry?.value ?? []));
  const entryOf = new Map(mayWait.map((job, i) => [job.id, waitingEntries[i]]));
  return jobs.map((job) => {
    const waitingEntry = entryOf.get(job.id);
    if (waitingEntry === undefined && entryOf.has(job.id)) return undefined;
    const situation = {
      active: underWay(job, active),
      waiting: (waitingEntry?.value ?? []).flatMap((id) => stillWaits(waiting.known.get(id))),
    };
    return waitingEntry === undefined ? situation : { ...situation, waitingEntry };
  });
}

/**
 * Adds to a commit what a plan changes, except its job.
 * @param write how to write the executions that the plan makes; as new ones by default.
 */
export async function addPlan(
  db: Database,
  work: Commit,
  plan: FirePlan,
  { waitingEntry }: ReadSituation,
  now: Instant,
  write = addExecution,
): Promise<void> {
  addMade(db, work, plan, write);
  for (const execution of plan.replaced) setExecution(work, execution);
  if (waitingEntry !== undefined) {
    work.check(waitingEntry);
    setWaiting(work, plan.job.id, waitingEntry, plan.waiting);
  }
  if (plan.toStop.length > 0) {
    await addStop(db, work, plan.toStop, "the overlap rule of its job", now);
  }
}

/** Adds the executions that a plan makes: all that a plan changes, where nothing waits and nothing is to be stopped. */
export function addMade(
  db: Database,
  work: Commit,
  plan: FirePlan,
  write: typeof addExecution,
): void {
  for (const execution of plan.made) write(work, traced(db, execution));
}

export function setWaiting(
  work: Commit,
  job: JobId,
  before: WaitingEntry,
  waiting: readonly ExecutionId[],
): void {
  const key = keys.waiting.at(job);
  if (waiting.length > 0) work.set(key, [...waiting]);
  else if (before.value !== undefined) work.delete(key);
}

/** Ends the executions that no worker has claimed, and asks the workers of the others to stop them. */
export async function addStop(
  db: Database,
  work: Commit,
  ids: readonly ExecutionId[],
  by: string,
  now: Instant,
): Promise<void> {
  for (const part of await cancelParts(db, ids, `stopped by ${by}`, now)) work.add(part);
  for (const entry of await readStored(db, ids)) {
    if (entry.value?.state !== "running") continue;
    if (entry.versionstamp !== null) {
      setExecution(work.check(entry), askToStop(entry.value, by, now));
    } else if (!await addStopOnSheet(db, work, entry.value)) continue;
    work.set(keys.stop.at(entry.value.workerId, entry.value.id), { by, at: now });
  }
}

/**
 * The request is all that says that an execution on a sheet is being stopped. One that leaves its sheet at the same
 * time writes the claim anew, and so does a process that takes the claim over.
 * @returns whether the execution is still claimed.
 */
async function addStopOnSheet(
  db: Database,
  work: Commit,
  { id, job, workerId, claimId }: Running,
): Promise<boolean> {
  const claim = await db.read(keys.claim.at(workerId, claimId));
  if (claim.versionstamp === null || claim.versionstamp === undefined) return false;
  if (claim.value?.isTaken) return false;
  work.check(claim);
  work.changed({ kind: "execution", id, categoryId: job.categoryId, state: "stopping" });
  return true;
}
