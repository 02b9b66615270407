import type { AuditEntry } from "../../model/audit_entry.ts";
import { endDelay, endUnstarted, type Execution, type Scheduled } from "../../model/execution.ts";
import { isFull, planRun, tooManyWait } from "../../model/fire.ts";
import type { ExecutionId, JobId } from "../../model/ids.ts";
import type { Job } from "../../model/job.ts";
import { Refusal } from "../../model/refusal.ts";
import { draftRun, type RunRequest } from "../../model/run_request.ts";
import type { Instant } from "../../model/time.ts";
import { addAuditEntry } from "../history/audit_log.ts";
import { type Also, Commit, commit } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { addExecution, removeLater, setExecution, traced } from "../history/executions.ts";
import { addJob, addJobRecord } from "../jobs/jobs.ts";
import { type PresentJob, presentJob, readPresentJob } from "../jobs/present_job.ts";
import { keys } from "../kv/keys.ts";
import { UnreadableRecordError } from "../kv/faults/unreadable.ts";
import { addPlan, readSituations } from "./plans.ts";
import { addSetAside } from "../kv/faults/set_aside.ts";
import { TakenRun } from "./taken_run.ts";
import type { TakePlace } from "./taking.ts";
import { releaseWaiting } from "./waiting.ts";

/** The most later runs of one job, so that deleting the job stays quick. */
export const mostLater = 100;

/** How many later runs whose time has come are read at once. */
const batch = 100;

/** How a run is asked for. */
export interface RunOptions {
  /** Called again when another commit was quicker; runNow() throws what it throws. By default, the run differs in nothing. */
  readonly request?: (job: Job) => RunRequest;
  readonly also?: Also<Execution>;
  /** Asks a worker of this process to take the run at once. Without it, the run waits for a claim. */
  readonly takePlace?: TakePlace;
}

const turns = new Map<JobId, Promise<unknown>>();

/** Runs acts on one job of this process one after the other: at the same time they would only make each other fail. */
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
 * Makes an execution of a job, now or for a later time. A paused job runs too, and the schedule stays as it is. When
 * the job has no free instance, the execution waits its turn, unless the request forces the run.
 * @returns the execution, which may have ended unstarted; `undefined` when there is no such job.
 * @throws Refusal `conflict` when 100 executions of the job wait already, or 100 later runs are asked for.
 */
export function runNow(
  db: Database,
  jobId: JobId,
  audit: (job: Job, execution: ExecutionId) => AuditEntry,
  now: Instant,
  more: RunOptions = {},
): Promise<Execution | undefined> {
  return inTurn(jobId, async () => {
    for (;;) {
      const present = await readPresentJob(db, jobId, now);
      if (present === undefined) return undefined;
      const execution = await tryRun(db, present, audit, now, more);
      if (execution === undefined) continue;
      // An instance may have ended since the situation was read, or the executions that wait were not made ready yet.
      if (waits(execution)) await releaseWaiting(db, jobId, now);
      return execution;
    }
  });
}

/** @returns `undefined` when another commit was quicker. */
async function tryRun(
  db: Database,
  present: PresentJob,
  audit: (job: Job, execution: ExecutionId) => AuditEntry,
  now: Instant,
  { request, also, takePlace }: RunOptions,
): Promise<Execution | undefined> {
  const { entry, job } = present;
  const { force = false, ...asked } = request?.(job) ?? {};
  const draft = draftRun(job, { ...asked, force }, now);
  const isLater = draft.later !== undefined;
  const taken = new TakenRun(isLater ? undefined : await takePlace?.());
  const work = new Commit().check(entry);
  let isTried = false;
  try {
    const write = (work: Commit, execution: Execution) => taken.add(work, execution, now);
    const made = isLater
      ? await addLater(db, work, present, draft)
      : await addRun(db, work, present, draft, force, now, { write, mayRefuse: true });
    const execution = taken.running ?? made;
    addAuditEntry(work, audit(job, execution.id));
    await also?.(work, execution);
    isTried = true;
    const versionstamp = await commit(db, work, now);
    taken.end(versionstamp);
    return versionstamp === undefined ? undefined : execution;
  } catch (error) {
    taken.fail(isTried);
    throw error;
  }
}

function waits(execution: Execution): boolean {
  return execution.state === "scheduled" && execution.readyAt === undefined &&
    execution.later === undefined;
}

/**
 * Adds a run for now.
 * @param more.write how to write the execution; as a new one by default.
 * @param more.mayRefuse whether a caller gets a refusal when too many wait. Otherwise the execution's description says
 * it.
 */
async function addRun(
  db: Database,
  work: Commit,
  { entry, job, pack }: PresentJob,
  draft: Scheduled,
  force: boolean,
  now: Instant,
  { write = addExecution, mayRefuse = false } = {},
): Promise<Execution> {
  const [read] = force ? [] : await readSituations(db, [job]);
  if (!force && read === undefined) throw new UnreadableRecordError(keys.waiting.at(job.id).parts);
  const situation = read ?? { active: job.active, waiting: [] };
  if (mayRefuse && !force && isFull(situation)) throw new Refusal("conflict", `${tooManyWait}.`);
  const plan = planRun(job, draft, situation, now, force);
  // Written even when it stays the same, so that a deletion of the job at the same time fails its check.
  if (force) addJobRecord(work, entry.value, entry.value);
  else addJob(work, entry.value, plan.job, pack);
  await addPlan(db, work, plan, situation, now, write);
  return plan.made[0] ?? draft;
}

async function addLater(
  db: Database,
  work: Commit,
  { entry, job }: PresentJob,
  draft: Scheduled,
): Promise<Execution> {
  const asked = await db.list(keys.later.allByJob(job.id), { limit: mostLater });
  if (asked.length >= mostLater) {
    throw new Refusal("conflict", `${mostLater} later runs of this job are asked for already.`);
  }
  addJobRecord(work, entry.value, entry.value); // see above
  addExecution(work, traced(db, draft));
  return draft;
}

/**
 * Starts the later runs whose time has come. Any number of processes may call this at the same time: each run starts
 * once. A run of a job whose record is unreadable stays where it is.
 * @returns how many this call started.
 * @throws AggregateError when some runs could not be started; all others were.
 */
export async function startLater(db: Database, now: Instant): Promise<number> {
  let moved = 0;
  const failures: unknown[] = [];
  for (let from: Deno.KvKey = [0];;) {
    const due = await db.list(keys.later.all, { from, before: [now + 1], limit: batch });
    for (const { key } of due) {
      const [at, id] = [Number(key.at(-2)), key.at(-1) as ExecutionId];
      try {
        if (await startOne(db, at, id, now)) moved++;
      } catch (error) {
        if (!(error instanceof UnreadableRecordError)) failures.push(error);
      }
    }
    const last = due.at(-1);
    if (due.length < batch || last === undefined) break;
    from = [Number(last.key.at(-2)), `${String(last.key.at(-1))}\0`];
  }
  if (failures.length > 0) throw new AggregateError(failures, String(failures[0]));
  return moved;
}

/** @returns whether this call did it. Afterwards the entry is gone in any case. */
async function startOne(
  db: Database,
  at: Instant,
  id: ExecutionId,
  now: Instant,
): Promise<boolean> {
  for (;;) {
    const [entry, stored] = await Promise.all([
      db.get(keys.later.at(at, id)),
      db.read(keys.execution.at(id)),
    ]);
    if (entry.value === undefined) return false;
    const work = new Commit().check(entry);
    if ("isUnreadable" in stored) {
      addSetAside(work, entry);
      await commit(db, work, now);
      return false;
    }
    const execution = stored.value;
    if (execution?.state === "scheduled" && execution.later !== undefined) {
      await addStart(db, work.check(stored), execution, execution.later.force, now);
    } else work.delete(keys.later.at(at, id));
    if (await commit(db, work, now) !== undefined) return true;
  }
}

async function addStart(
  db: Database,
  work: Commit,
  execution: Scheduled,
  force: boolean,
  now: Instant,
): Promise<void> {
  removeLater(work, execution);
  const entry = await db.get(keys.job.at(execution.job.id));
  work.check(entry);
  if (entry.value === undefined) {
    setExecution(work, endUnstarted(execution, "stopped", "its job was deleted", now));
  } else {
    const present = await presentJob(db, entry, now);
    await addRun(db, work, present, endDelay(execution, now), force, now, { write: setExecution });
  }
}
