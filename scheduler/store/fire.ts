import type { AuditEntry } from "../model/audit_entry.ts";
import { type FirePlan, hasFreeInstance, planFire, type Situation } from "../model/fire.ts";
import { type ExecutionId, type JobId, newId } from "../model/ids.ts";
import type { Job } from "../model/job.ts";
import {
  askToStop,
  draftExecution,
  type Execution,
  isEnded,
  isHeld,
  makeReady,
  type Scheduled,
} from "../model/execution.ts";
import type { Instant } from "../model/time.ts";
import { addAuditEntry } from "./audit_log.ts";
import { Commit, commit, packed } from "./commit.ts";
import type { Absent, Database, Entry } from "./database.ts";
import { addExecution, cancelParts, setExecution } from "./executions.ts";
import { addJob } from "./jobs.ts";
import { keys } from "./keys.ts";

/** How many due entries are read at once. */
const batch = 200;

/**
 * Fires every job whose time has come, each fire time once, however many call this at the same
 * moment: the due entry is in each commit's check, and who deletes it has made the fire.
 * @returns how many jobs were fired here.
 */
export async function fireDue(db: Database, now: Instant): Promise<number> {
  let fired = 0;
  for (;;) {
    const due = await db.list(keys.due.all, { before: [now + 1], limit: batch });
    if (due.length === 0) return fired;
    for (const { work, jobs } of await planAll(db, due, now)) {
      if (await commit(db, work, now) !== undefined) fired += jobs;
    }
  }
}

async function planAll(
  db: Database,
  due: readonly Entry<Job>[],
  now: Instant,
): Promise<{ work: Commit; jobs: number }[]> {
  const situations = await readSituations(db, due.map(({ value }) => value));
  const parts: Commit[] = [];
  for (const [i, entry] of due.entries()) {
    const job = entry.value;
    const situation = situations[i];
    if (situation === undefined || job.nextRunAt === undefined) continue;
    const plan = planFire({ ...job, nextRunAt: job.nextRunAt }, situation, now);
    const work = new Commit().check(entry);
    addJob(work, job, plan.job);
    await addPlan(db, work, plan, situation.waitingEntry, now);
    parts.push(work);
  }
  return packed(parts, db.limits).map((work) => ({
    work,
    jobs: work.checks.filter(({ key }) => key[0] === keys.due.all.prefix[0]).length,
  }));
}

async function addPlan(
  db: Database,
  work: Commit,
  plan: FirePlan,
  waitingEntry: Entry<ExecutionId[]> | Absent | undefined,
  now: Instant,
): Promise<void> {
  for (const execution of plan.made) addExecution(work, execution);
  for (const execution of plan.replaced) setExecution(work, execution);
  if (waitingEntry !== undefined) {
    work.check(waitingEntry);
    setWaiting(work, plan.job.id, waitingEntry, plan.waiting);
  }
  if (plan.toStop.length > 0) {
    await addStop(db, work, plan.toStop, "the overlap rule of its job", now);
  }
}

function setWaiting(
  work: Commit,
  job: JobId,
  before: Entry<ExecutionId[]> | Absent,
  waiting: readonly ExecutionId[],
): void {
  const key = keys.waiting.at(job);
  if (waiting.length > 0) work.set(key, [...waiting]);
  else if (before.value !== undefined) work.delete(key);
}

interface ReadSituation extends Situation {
  /** Absent where nothing of the job can wait: then it is not read. */
  readonly waitingEntry?: Entry<ExecutionId[]> | Absent;
}

/** What of each job is under way; the usual job, of which nothing is, costs no read. */
async function readSituations(db: Database, jobs: readonly Job[]): Promise<ReadSituation[]> {
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

function underWay(job: Job, executions: ReadonlyMap<ExecutionId, Execution>): ExecutionId[] {
  return job.active.filter((id) => {
    const execution = executions.get(id);
    return execution !== undefined && !isEnded(execution);
  });
}

function stillWaits(execution: Execution | undefined): Scheduled[] {
  return execution?.state === "scheduled" && execution.readyAt === undefined ? [execution] : [];
}

async function readExecutions(
  db: Database,
  ids: readonly ExecutionId[],
): Promise<Map<ExecutionId, Execution>> {
  const entries = await db.getMany(ids.map(keys.execution.at));
  return new Map(entries.flatMap(({ value }) => value === undefined ? [] : [[value.id, value]]));
}

/** Beyond as many as any job may have at once, run-now executions are not counted as its instances. */
const mostActive = 100;

const turns = new Map<JobId, Promise<unknown>>();

/** One after the other for each job of this process: they would only win races against each other. */
function inTurn<T>(id: JobId, act: () => Promise<T>): Promise<T> {
  const turn = (turns.get(id) ?? Promise.resolve()).then(act, act);
  turns.set(id, turn);
  const leave = () => {
    if (turns.get(id) === turn) turns.delete(id);
  };
  turn.then(leave, leave);
  return turn;
}

/**
 * Makes an execution of a job now, whether it is paused or not; its schedule stays as it is.
 * @returns the execution, or `undefined` when there is no such job.
 */
export function runNow(
  db: Database,
  jobId: JobId,
  audit: (job: Job, execution: ExecutionId) => AuditEntry,
  now: Instant,
): Promise<ExecutionId | undefined> {
  return inTurn(jobId, async () => {
    const id = newId<ExecutionId>(now);
    for (;;) {
      const entry = await db.get(keys.job.at(jobId));
      const job = entry.value;
      if (job === undefined) return undefined;
      const active = job.active.length < job.policy.maxInstances
        ? job.active
        : underWay(job, await readExecutions(db, job.active));
      const work = new Commit().check(entry);
      addJob(work, job, { ...job, active: [...active, id].slice(0, mostActive) });
      addExecution(
        work,
        draftExecution({ id, job, trigger: "manual", scheduledAt: now, readyAt: now }, now),
      );
      addAuditEntry(work, audit(job, id));
      if (await commit(db, work, now) !== undefined) return id;
    }
  });
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
    addAuditEntry(work, audit);
    if (await commit(db, work, now) === undefined) continue;
    if (!isHeld(execution)) await releaseWaiting(db, execution.job.id, now);
    return (await db.get(keys.execution.at(id))).value;
  }
}

async function addStop(
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
