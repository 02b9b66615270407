import {
  type Ended,
  type Execution,
  type Held,
  type Holder,
  isEnded,
  isHeld,
  type Running,
  type Scheduled,
  start,
} from "../../model/execution.ts";
import { type ClaimId, type ExecutionId, newId, type WorkerId } from "../../model/ids.ts";
import type { Instant } from "../../model/time.ts";
import { Commit, commit, packed } from "../kv/commit.ts";
import { claimOf, removeClaim, startingKey } from "./claims.ts";
import type { Database, Entry } from "../kv/database.ts";
import { setExecution } from "../history/executions.ts";
import { addSetAside } from "../kv/faults/set_aside.ts";
import { keys } from "../kv/keys.ts";
import type { Claim } from "../kv/records.ts";
import type { Lease } from "./leases.ts";
import { type Ready, readyOfEach } from "./ready.ts";
import { dealOut } from "./shares.ts";
import { stopRequests } from "./stop_requests.ts";

/** Executions that a worker claimed together, and the claim that its commits check. */
export interface Claimed {
  readonly entry: Entry<Claim>;
  readonly executions: readonly Running[];
}

/** How a claim is made. */
export interface ClaimOptions {
  /** How many of the executions may start at once. Before others start, a {@link StartMark} has to be written. All by default. */
  readonly starting?: number;
  /** Which of the ready executions are claimed, in the order in which they start. By default the categories take turns. */
  readonly choose?: (ready: Ready) => Promise<readonly Entry<unknown>[]>;
}

/**
 * Claims up to `most` ready executions, of each category the oldest first. Each execution is claimed by one worker only.
 * @returns what was claimed; `undefined` when another worker was quicker and a further call may succeed.
 */
export async function claimNext(
  db: Database,
  lease: Lease,
  most: number,
  now: Instant,
  { starting = most, choose }: ClaimOptions = {},
): Promise<Claimed | undefined> {
  const limit = Math.min(most, db.limits.checks - 1);
  const ready = await readyOfEach(db, now, limit);
  const chosen = (await choose?.(ready) ?? dealOut(ready, limit)).slice(0, limit);
  const stored = await db.getMany(chosen.map(({ key }) => keys.execution.at(idOf(key))));

  const claimId = newId<ClaimId>(now);
  const { workerId, worker: { hostname, pid } } = lease;
  const holder: Holder = { workerId, claimId, hostname, pid };
  const work = new Commit().check(lease.entry);
  const executions: Running[] = [];
  for (const [i, queued] of chosen.entries()) {
    const found = stored[i];
    const execution = found?.value;
    const part = new Commit().check(queued).delete({
      parts: queued.key,
      schema: keys.queue.all.schema,
    });
    if (found !== undefined && "isUnreadable" in found) addSetAside(part, queued);
    if (execution?.state === "scheduled") {
      const running = start(execution, holder, now);
      setExecution(part, running);
      if (!work.hasRoomFor(part, db.limits)) break;
      executions.push(running);
    }
    work.add(part);
  }
  const isPastUnreadable = executions.length === 0 && work.mutations.length > 0 &&
    stored.some((one) => "isUnreadable" in one);
  const claim = claimOf(executions, starting);
  const key = keys.claim.at(workerId, claimId);
  const entry = { key: key.parts, value: claim, versionstamp: "" };
  if (work.mutations.length === 0) return { entry, executions };
  if (executions.length > 0) work.set(key, claim);
  const versionstamp = await commit(db, work, now);
  // Nothing but entries that were set aside: ready executions may be behind them.
  if (versionstamp === undefined || isPastUnreadable) return undefined;
  return { entry: { ...entry, versionstamp }, executions };
}

function idOf(key: Deno.KvKey): ExecutionId {
  return key.at(-1) as ExecutionId;
}

/**
 * Says that more executions of a claim are about to start. Without the mark, an execution that started and one that
 * never did look the same when their worker is lost.
 */
export interface StartMark {
  readonly claim: Entry<Claim>;
  /** How many, from the first one on. */
  readonly starting: number;
  /** Called when they may start; not called when the claim is gone. */
  readonly written: () => void;
}

/** How one execution leaves its worker: it ends, or waits for its next attempt. */
export interface Step {
  readonly claim: Entry<Claim>;
  readonly execution: Running;
  /** The execution afterwards. Called again with the stored one when somebody asked it to stop meanwhile. */
  readonly next: (held: Held) => Ended | Scheduled;
  /** Whether this is the last step of its claim, which is removed with it. */
  readonly isLast: boolean;
}

/**
 * Writes how executions ended, or that they wait for their next attempt; many in one commit. When a claim is gone,
 * nothing of it is written.
 * @param more.marks written with the steps; not for a claim whose last step is written too.
 * @param more.mayBeWritten an earlier call with these steps threw: what it wrote all the same is not written again.
 * @returns the steps that were not written, because another process has taken over their executions.
 */
export async function recordSteps(
  db: Database,
  steps: readonly Step[],
  now: Instant,
  more: { readonly marks?: readonly StartMark[]; readonly mayBeWritten?: boolean } = {},
): Promise<Step[]> {
  const open = more.mayBeWritten ? await notWritten(db, steps) : steps;
  const refused = await recordAll(db, open, now, more.marks ?? []);
  await forgetStops(db, steps, now);
  return refused;
}

async function recordAll(
  db: Database,
  steps: readonly Step[],
  now: Instant,
  marks: readonly StartMark[],
): Promise<Step[]> {
  const refused: Step[] = [];
  // The marks first: executions that wait for them start while the ends are written.
  const groups = [...marks.map(marking), ...grouped(db, await prepared(db, steps))];
  for (const pack of batchesOf(db, groups)) {
    if (await commit(db, pack.work, now) !== undefined) {
      refused.push(...pack.groups.flatMap(({ taken }) => taken));
      for (const { mark } of pack.groups) mark?.written();
      continue;
    }
    // One of the claims is gone, or an execution changed: the others are written without it.
    for (const group of pack.groups) {
      const claim = await claimAgain(db, group.claim);
      if (claim === undefined) {
        refused.push(...group.steps);
        continue;
      }
      const steps = group.steps.map((step) => ({ ...step, claim }));
      const marks = group.mark ? [{ ...group.mark, claim }] : [];
      refused.push(...await recordAll(db, steps, now, marks));
    }
  }
  return refused;
}

/** The steps that the database does not show: an earlier try whose answer did not come may have written the others. */
async function notWritten(db: Database, steps: readonly Step[]): Promise<Step[]> {
  const stored = await db.getMany(steps.map(({ execution }) => keys.execution.at(execution.id)));
  return steps.filter((step, i) => !isWritten(step, stored[i]?.value));
}

/** An end is told by its time, and the way to another attempt by the attempt that it adds. */
function isWritten({ execution, next }: Step, stored: Execution | undefined): boolean {
  const made = next(execution);
  if (stored === undefined) return false;
  if (isEnded(made)) {
    return isEnded(stored) && stored.endedAt === made.endedAt && stored.state === made.state &&
      stored.description === made.description;
  }
  const last = made.attempts.at(-1);
  return last === undefined || last.attempt !== execution.attempt
    ? stored.state === "scheduled" && stored.updatedAt === made.updatedAt
    : stored.attempts.some(({ attempt, endedAt, outcome }) =>
      attempt === last.attempt && endedAt === last.endedAt && outcome === last.outcome
    );
}

/**
 * The claim as it is stored now; `undefined` when this worker has lost it. An unreadable claim is still this worker's:
 * whoever takes a claim over writes a readable one, or removes it.
 */
async function claimAgain(db: Database, claim: Entry<Claim>): Promise<Entry<Claim> | undefined> {
  const stored = await db.read({ parts: claim.key, schema: keys.claim.all.schema });
  if (stored.versionstamp === claim.versionstamp) return claim;
  if (!("isUnreadable" in stored) || stored.versionstamp === undefined) return undefined;
  return { ...claim, versionstamp: stored.versionstamp };
}

/**
 * Removes requests to stop executions that have ended or are queued again. Requests are rare: to delete one with each
 * end would cost as much as an index entry.
 */
async function forgetStops(db: Database, steps: readonly Step[], now: Instant): Promise<void> {
  const [first] = steps;
  if (first === undefined) return;
  const workerId = first.claim.key[1] as WorkerId;
  const over = new Set(steps.map(({ execution }) => execution.id));
  const asked = await stopRequests(db, workerId);
  const parts = asked.filter(({ id }) => over.has(id))
    .map(({ id }) => new Commit().delete(keys.stop.at(workerId, id)));
  for (const work of packed(parts, db.limits)) await commit(db, work, now);
}

interface StepBatch {
  readonly work: Commit;
  readonly groups: readonly Group[];
}

/** Joins the steps of several claims into as few commits as the limits allow. */
function batchesOf(db: Database, groups: readonly Group[]): StepBatch[] {
  const packs: { work: Commit; groups: Group[] }[] = [];
  for (const group of groups) {
    const last = packs.at(-1);
    if (last?.work.hasRoomFor(group.work, db.limits)) {
      last.work.add(group.work);
      last.groups.push(group);
    } else packs.push({ work: group.work, groups: [group] });
  }
  return packs;
}

interface Prepared {
  readonly step: Step;
  /** Absent when the claim does not hold the execution any more. */
  readonly next?: Ended | Scheduled;
  /** The entry from which the step was made, when the commit has to check it. */
  readonly from?: Entry<Execution>;
}

/**
 * An end may overwrite a wish to stop, for the run is over. A step back into the queue may not: it
 * is made from what is stored, and checked against it. Nor may it be made twice, when it is asked
 * for again after an answer that got lost: another worker may have the execution by then.
 */
async function prepared(db: Database, steps: readonly Step[]): Promise<Prepared[]> {
  const made = steps.map((step) => ({ step, next: step.next(step.execution) }));
  const goBack = made.filter(({ next }) => !isEnded(next));
  const stored = await db.getMany(goBack.map(({ next }) => keys.execution.at(next.id)));
  const storedOf = new Map(goBack.map((one, i) => [one, stored[i]]));
  return made.map((one) => {
    const from = storedOf.get(one);
    if (from === undefined) return one;
    const { step } = one;
    const isHere = from.value !== undefined && isHeld(from.value) &&
      from.value.claimId === step.execution.claimId;
    return isHere ? { step, next: step.next(from.value), from } : { step };
  });
}

interface Group {
  readonly work: Commit;
  readonly claim: Entry<Claim>;
  readonly steps: Step[];
  /** Those of them that the claim does not hold any more. */
  readonly taken: Step[];
  readonly mark?: StartMark;
}

function marking(mark: StartMark): Group {
  const { claim, starting } = mark;
  const work = new Commit().check(claim).set(startingKey(claim), starting);
  return { work, claim, steps: [], taken: [], mark };
}

function grouped(db: Database, steps: readonly Prepared[]): Group[] {
  const groups: Group[] = [];
  const open = new Map<Entry<Claim>, Group>();
  for (const { step, next, from } of steps) {
    const { claim } = step;
    const part = new Commit();
    if (from !== undefined) part.check(from);
    if (next !== undefined) setExecution(part, next);
    if (step.isLast) removeClaim(part, claim);
    let group = open.get(claim);
    if (group === undefined || !group.work.hasRoomFor(part, db.limits)) {
      group = { work: new Commit().check(claim), claim, steps: [], taken: [] };
      groups.push(group);
      open.set(claim, group);
    }
    group.work.add(part);
    group.steps.push(step);
    if (next === undefined) group.taken.push(step);
  }
  return groups;
}
