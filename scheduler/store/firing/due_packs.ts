import { setImmediate } from "node:timers/promises";
import {
  type FirePlan,
  type FireRules,
  plainRules,
  planFire,
  type Situation,
} from "../../model/fire.ts";
import { type DueFires, dueFires, haveSameFires } from "../../model/firing/due_fires.ts";
import { firesUpTo } from "../../model/firing/fire_times.ts";
import type { JobSnapshot } from "../../model/job_snapshot.ts";
import type { ExecutionId, JobId, PackId } from "../../model/ids.ts";
import type { Job } from "../../model/job.ts";
import type { Instant } from "../../model/time.ts";
import {
  type Instances,
  type ReadExecutions,
  readExecutions,
  readInstances,
  underWay,
} from "../history/instances.ts";
import { dissolvePack } from "../jobs/broken_packs.ts";
import {
  addDue,
  cursorOf,
  leavePack,
  ownJob,
  placed,
  type PlacedPack,
  readPack,
} from "../jobs/packs.ts";
import { readPacksOf } from "../jobs/known_packs.ts";
import { endStay } from "../jobs/stays.ts";
import { Commit, commit } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import type { DueEntry } from "./due.ts";

/** How many packs are read at once. */
export const packsAtOnce = 8;

/** After so many jobs of a pack, runs that are under way get their turn. */
const jobsAtATime = 50;

/** Whether runs that are under way get their turn now. @param i the place of a job in its pack. */
export function isOthersTurn(i: number): boolean {
  return i % jobsAtATime === jobsAtATime - 1;
}

/** Lets runs go on that are under way: otherwise short runs would look long. */
export async function othersTurn(): Promise<void> {
  await setImmediate();
}

/** The plan of one job of a pack. */
export interface MemberPlan {
  readonly job: Job;
  readonly situation: Situation;
  readonly plan: FirePlan;
}

/** A pack to be fired. */
export interface DuePack {
  readonly entry: DueEntry;
  readonly pack: PlacedPack;
  readonly plans: readonly MemberPlan[];
  /** The next fire time of all its jobs, and the time up to which no fire time is fired again. */
  readonly next: Instant;
  readonly firedUntil: Instant;
  /** Jobs whose fire needs more than the pack says. They leave the pack before it fires. */
  readonly leaving: ReadonlySet<JobId>;
  readonly instances: Instances;
}

/** A due pack as it was read, and the executions of its jobs that are under way. */
export interface ReadPack {
  readonly entry: DueEntry;
  readonly pack: PlacedPack;
  readonly instances: Instances;
  readonly executions: ReadExecutions;
}

/**
 * Reads due packs. Nothing is read of their jobs, unless one of their executions is under way.
 * @param all the instances of all jobs, read after the entries; absent where they are too many.
 * @returns without the packs that were changed since their entries were read, or whose records are broken: their entries
 * come in `again`. The jobs of a broken pack have entries of their own by then.
 */
export async function readDuePacks(
  db: Database,
  entries: readonly DueEntry[],
  now: Instant,
  all?: Instances,
): Promise<{ packs: ReadPack[]; again: DueEntry[] }> {
  const rows = entries.flatMap((entry) => entry.pack ?? []);
  const known = new Map((await readPacksOf(db, rows)).map((pack, i) => [rows[i], pack]));
  const again: DueEntry[] = [];
  const found: { entry: DueEntry; pack: PlacedPack }[] = [];
  for (const entry of entries) {
    const id = entry.key.at(-1) as PackId;
    const pack = entry.pack && placed(id, entry.at, entry.pack, known.get(entry.pack));
    if (pack !== undefined) found.push({ entry, pack });
    else {
      again.push(entry);
      await dissolveBroken(db, entry, id, now);
    }
  }
  // After the entries: the commit that wrote an entry, and all before it, are seen. A later one writes the entry anew.
  const jobs = found.flatMap(({ pack: { pack } }) => pack.jobs.map(({ id }) => id));
  const instances = all ?? await readInstances(db, jobs);
  const executions = await readExecutions(db, jobs.flatMap((id) => instances.get(id) ?? []));
  return { packs: found.map((one) => ({ ...one, instances, executions })), again };
}

/**
 * Plans the fires of a due pack. Jobs that a pause holds leave their pack, unless all of them are held.
 * @returns `undefined` for a pack whose jobs are all held: it stays due.
 */
export async function planPack(
  { entry, pack, instances, executions }: ReadPack,
  now: Instant,
  rules: FireRules = plainRules,
): Promise<DuePack | undefined> {
  const { nextRunAt, firedUntil } = cursorOf(pack);
  const plans: MemberPlan[] = [];
  const held: JobId[] = [];
  let last: { readonly job: JobSnapshot; readonly due: DueFires } | undefined;
  for (const [i, snapshot] of pack.pack.jobs.entries()) {
    if (isOthersTurn(i)) await othersTurn();
    if (firesUpTo({ categoryId: snapshot.categoryId, nextRunAt }, rules, now) === undefined) {
      held.push(snapshot.id);
      continue;
    }
    const active = instances.get(snapshot.id) ?? [];
    const job = memberOf(snapshot, active, nextRunAt, firedUntil);
    const situation = { active: underWay(job, executions), waiting: [] };
    // The jobs of a pack have one schedule. Those that are alike come one after the other.
    if (last === undefined || !haveSameFires(last.job, job)) {
      last = { job, due: dueFires(job, now, rules) };
    }
    const known = { due: last.due, snapshot };
    plans.push({ job, situation, plan: planFire(job, situation, now, rules, known) });
  }
  if (plans.length === 0) return undefined;
  const moved = movedBy(plans);
  const leaving = new Set([...moved.leaving, ...held]);
  return { entry, pack, plans, instances, ...moved, leaving };
}

/**
 * A job of a pack, as far as the fire needs it: the rest is in its record. The fields are named one by one, because four spreads
 * take ten times as long.
 */
function memberOf(
  snapshot: JobSnapshot,
  active: readonly ExecutionId[],
  nextRunAt: Instant,
  firedUntil: Instant | undefined,
): Job & { readonly nextRunAt: Instant } {
  const { id, name, jobClass, pubArgs, schedule, categoryId, policy, approvedByAdmin } = snapshot;
  const job: Job & { readonly nextRunAt: Instant } = {
    id,
    name,
    jobClass,
    pubArgs,
    schedule,
    categoryId,
    policy,
    paused: false,
    version: 0,
    createdAt: 0,
    updatedAt: 0,
    nextRunAt,
    active: [...active],
  };
  if (approvedByAdmin !== undefined) job.approvedByAdmin = approvedByAdmin;
  if (firedUntil !== undefined) job.firedUntil = firedUntil;
  return job;
}

/** Takes the jobs out of a pack that is broken, and not only changed or fired by others meanwhile. */
async function dissolveBroken(
  db: Database,
  entry: DueEntry,
  id: PackId,
  now: Instant,
): Promise<void> {
  if (await readPack(db, id) !== undefined) return;
  const row = await db.read(keys.due.ofPack(entry.at, id));
  if (row.versionstamp === entry.pack?.versionstamp) await dissolvePack(db, id, now, entry.at);
}

/** A pack moves as a whole, and has no place for executions that wait, nor for many made at once. */
function movedBy(plans: readonly MemberPlan[]): Pick<DuePack, "next" | "firedUntil" | "leaving"> {
  const { nextRunAt = NaN, firedUntil = NaN } = plans[0]?.plan.job ?? {};
  const leaving = plans.filter(({ plan: { job, made, waiting } }) =>
    job.nextRunAt !== nextRunAt || job.firedUntil !== firedUntil || made.length > 1 ||
    waiting.length > 0
  );
  return { next: nextRunAt, firedUntil, leaving: new Set(leaving.map(({ job }) => job.id)) };
}

/**
 * Takes jobs out of a pack, as many as one commit can check. They are due at the same time, each by its own record. A lost
 * race is no error: the caller reads the pack again in any case.
 */
export async function leaveDuePack(
  db: Database,
  { pack, leaving, instances }: DuePack,
  now: Instant,
): Promise<void> {
  const ids = [...leaving].slice(0, db.limits.checks - 1);
  const work = new Commit();
  leavePack(work, pack, new Set(ids));
  for (const [i, entry] of (await db.getMany(ids.map(keys.job.at))).entries()) {
    const id = ids[i];
    if (id !== undefined && "isUnreadable" in entry) {
      // Its own due entry leads to the record: a fire sets the entry aside until the record can be read.
      work.set(keys.due.at(pack.at, id), { ids: [id] });
      endStay(work, { id, pack: pack.id }, cursorOf(pack).firedUntil);
    }
    if (entry.value?.pack !== pack.id) continue;
    const job = ownJob(entry.value, cursorOf(pack), instances);
    work.check(entry).set(keys.job.at(job.id), job);
    endStay(work, entry.value, cursorOf(pack).firedUntil);
    addDue(work, job);
  }
  await commit(db, work, now);
}
