import { askToStop, type Execution, isEnded, type Scheduled } from "../../model/execution.ts";
import type { FirePlan, Situation } from "../../model/fire.ts";
import type { ExecutionId, JobId } from "../../model/ids.ts";
import type { Job } from "../../model/job.ts";
import type { Instant } from "../../model/time.ts";
import type { Commit } from "../kv/commit.ts";
import type { Absent, Database, Entry } from "../kv/database.ts";
import { addExecution, cancelParts, setExecution, traced } from "../history/executions.ts";
import { keys } from "../kv/keys.ts";

/** The stored list of a job's executions that wait for an instance to end. */
export type WaitingEntry = Entry<ExecutionId[]> | Absent;

export interface ReadSituation extends Situation {
  /** Absent when no execution of the job can wait: it is not read then. */
  readonly waitingEntry?: WaitingEntry;
}

/** The active and waiting executions of each job. A job without active executions costs no read. */
export async function readSituations(
  db: Database,
  jobs: readonly Job[],
): Promise<ReadSituation[]> {
  const active = await readExecutions(db, jobs.flatMap((job) => job.active));
  const mayWait = jobs.filter((job) => job.active.length > 0 || !job.policy.coalesce);
  const waitingEntries = await db.getMany(mayWait.map((job) => keys.waiting.at(job.id)));
  const waiting = await readExecutions(db, waitingEntries.flatMap(({ value }) => value ?? []));
  const entryOf = new Map(mayWait.map((job, i) => [job.id, waitingEntries[i]]));
  return jobs.map((job) => {
    const waitingEntry = entryOf.get(job.id);
    const situation = {
      active: underWay(job, active),
      waiting: (waitingEntry?.value ?? []).flatMap((id) => stillWaits(waiting.get(id))),
    };
    return waitingEntry === undefined ? situation : { ...situation, waitingEntry };
  });
}

export function underWay(
  job: Job,
  executions: ReadonlyMap<ExecutionId, Execution>,
): ExecutionId[] {
  return job.active.filter((id) => {
    const execution = executions.get(id);
    return execution !== undefined && !isEnded(execution);
  });
}

export function stillWaits(execution: Execution | undefined): Scheduled[] {
  return execution?.state === "scheduled" && execution.readyAt === undefined ? [execution] : [];
}

export async function readExecutions(
  db: Database,
  ids: readonly ExecutionId[],
): Promise<Map<ExecutionId, Execution>> {
  const entries = await db.getMany(ids.map(keys.execution.at));
  return new Map(entries.flatMap(({ value }) => value === undefined ? [] : [[value.id, value]]));
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
  for (const execution of plan.made) write(work, traced(db, execution));
  for (const execution of plan.replaced) setExecution(work, execution);
  if (waitingEntry !== undefined) {
    work.check(waitingEntry);
    setWaiting(work, plan.job.id, waitingEntry, plan.waiting);
  }
  if (plan.toStop.length > 0) {
    await addStop(db, work, plan.toStop, "the overlap rule of its job", now);
  }
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
  for (const entry of await db.getMany(ids.map(keys.execution.at))) {
    if (entry.value?.state !== "running") continue;
    work.check(entry);
    setExecution(work, askToStop(entry.value, by, now));
    work.set(keys.stop.at(entry.value.workerId, entry.value.id), { by, at: now });
  }
}
