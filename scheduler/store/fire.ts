import { z } from "zod";
import type { AuditEntry } from "../model/audit_entry.ts";
import {
  type Execution,
  type Holder,
  isEnded,
  isHeld,
  makeReady,
  type Running,
  type Scheduled,
  start,
} from "../model/execution.ts";
import { type FirePlan, hasFreeInstance, planFire } from "../model/fire.ts";
import type { ClaimId, ExecutionId, JobId } from "../model/ids.ts";
import { Job } from "../model/job.ts";
import type { Instant } from "../model/time.ts";
import { addAuditEntry } from "./audit_log.ts";
import { Commit, commit } from "./commit.ts";
import type { Database, Entry } from "./database.ts";
import { addExecution, setExecution } from "./executions.ts";
import { addJob } from "./jobs.ts";
import { type Claim, keys } from "./keys.ts";
import type { Lease } from "./leases.ts";
import {
  addPlan,
  addStop,
  readExecutions,
  type ReadSituation,
  readSituations,
  setWaiting,
  stillWaits,
  underWay,
} from "./plans.ts";
import type { Claimed } from "./queue.ts";

/** About how many due entries are read at once. */
const batch = 200;
/** While one commit is written, the next is made; more would not make the database quicker. */
const mostInFlight = 3;

/**
 * A worker of this process, which takes what is fired as far as it has room: such an execution is written as
 * `running` at once, and never comes into the queue.
 */
export interface Taker {
  /** What it takes with, and how many executions; `undefined` where it takes none. */
  take(most: number): Taking | undefined;
}

/** Room that a worker keeps free until it is told what became of it. */
export interface Taking {
  readonly lease: Lease;
  readonly claimId: ClaimId;
  readonly room: number;
  /** It has these. */
  taken(claimed: Claimed): void;
  /** It has nothing of it; where the database did not say so (`unknown`), it has to look for itself. */
  dropped(why: "unused" | "lost" | "unknown"): void;
}

/**
 * Fires every job whose time has come, each fire time once, however many call this at the same
 * moment: the due entry is in each commit's check, and who deletes it has made the fire.
 * @param taker the worker that runs what is fired here, if it has room.
 * @returns how many jobs were fired here.
 * @throws AggregateError when some could not be fired, after all others were.
 */
export async function fireDue(db: Database, now: Instant, taker?: Taker): Promise<number> {
  const firing = new Firing(db, now, taker);
  // A lost race is looked at again: somebody else has made progress, or the worker takes nothing more
  // until it knows that its lease is not what was lost.
  for (let from: Deno.KvKey | undefined = []; from !== undefined;) {
    from = await firing.fireFrom(from);
  }
  const failures = [...firing.failures.values()];
  if (failures.length === 0) return firing.fired;
  const first = failures[0] instanceof Error ? failures[0].message : String(failures[0]);
  throw new AggregateError(failures, `${failures.length} due jobs could not be fired: ${first}`);
}

type DueEntry = Entry<Job & { readonly nextRunAt: Instant }>;

class Firing {
  fired = 0;
  /** By the due entry that they are about. */
  readonly failures = new Map<string, unknown>();
  readonly #db: Database;
  readonly #now: Instant;
  readonly #taker: Taker | undefined;
  #inFlight: Promise<void>[] = [];
  #lostFrom: Deno.KvKey | undefined;
  readonly #batch: number;

  constructor(db: Database, now: Instant, taker: Taker | undefined) {
    this.#db = db;
    // Whole commits: each entry takes a check, and the worker's lease one of each commit.
    const perCommit = Math.max(1, db.limits.checks - 1);
    this.#batch = Math.floor(batch / perCommit) * perCommit;
    this.#now = now;
    this.#taker = taker;
  }

  /** One pass over what is due. @returns where to begin again, if a race was lost. */
  async fireFrom(from: Deno.KvKey): Promise<Deno.KvKey | undefined> {
    this.#lostFrom = undefined;
    for (let reading = this.#read(from);;) {
      const due = await reading;
      const last = due.at(-1);
      if (last === undefined) break;
      const isAll = due.length < this.#batch;
      // What failed is passed by.
      if (!isAll) reading = this.#read([...last.key.slice(1), ""]);
      reading.catch(() => {}); // told when it is waited for
      await this.#fireBatch(due);
      if (isAll) break;
    }
    await Promise.all(this.#inFlight);
    this.#inFlight = [];
    return this.#lostFrom;
  }

  #read(from: Deno.KvKey): Promise<Entry<unknown>[]> {
    const range = {
      before: [this.#now + 1],
      limit: this.#batch,
      ...(from.length === 0 ? {} : { from }),
    };
    return this.#db.list({ ...keys.due.all, schema: z.unknown() }, range);
  }

  async #fireBatch(entries: readonly Entry<unknown>[]): Promise<void> {
    const due = entries.flatMap((entry) => this.#readable(entry));
    const situations = await readSituations(this.#db, due.map(({ value }) => value));
    let pack = this.#newPack(due.length);
    for (const [i, entry] of due.entries()) {
      const situation = situations[i];
      if (situation === undefined) continue;
      try {
        const plan = planFire(entry.value, situation, this.#now);
        let part = await this.#part(entry, plan, situation, pack);
        if (!pack.hasRoomFor(part)) {
          await this.#send(pack);
          pack = this.#newPack(due.length - i);
          // Made anew: it names the claim with which its execution is taken.
          part = await this.#part(entry, plan, situation, pack);
        }
        pack.add(entry, part);
      } catch (error) {
        this.#failed(entry, error);
      }
    }
    await this.#send(pack);
  }

  #readable(entry: Entry<unknown>): DueEntry[] {
    const job = Job.safeParse(entry.value);
    if (!job.success) {
      this.#failed(entry, new Error(`the due entry ${JSON.stringify(entry.key)} cannot be read`));
      return [];
    }
    const { nextRunAt } = job.data;
    return nextRunAt === undefined ? [] : [{ ...entry, value: { ...job.data, nextRunAt } }];
  }

  #failed(entry: Entry<unknown>, error: unknown): void {
    this.failures.set(JSON.stringify(entry.key), error);
  }

  #newPack(most: number): Pack {
    return new Pack(this.#db, this.#taker?.take(Math.min(most, this.#db.limits.checks - 1)));
  }

  async #part(
    entry: DueEntry,
    plan: FirePlan,
    situation: ReadSituation,
    pack: Pack,
  ): Promise<Part> {
    const [db, now] = [this.#db, this.#now];
    const work = new Commit().check(entry);
    addJob(work, entry.value, plan.job);
    const taken: Running[] = [];
    await addPlan(db, work, plan, situation, now, (work, execution) => {
      const running = execution.state === "scheduled" && execution.readyAt !== undefined
        ? pack.started(execution, taken.length, now)
        : undefined;
      if (running !== undefined) taken.push(running);
      addExecution(work, running ?? execution);
    });
    return { work, taken };
  }

  async #send(pack: Pack): Promise<void> {
    if (pack.isEmpty) return pack.taking?.dropped("unused");
    if (this.#inFlight.length >= mostInFlight) await this.#inFlight.shift();
    this.#inFlight.push(this.#commit(pack));
  }

  /** Never rejects. */
  async #commit(pack: Pack): Promise<void> {
    try {
      const versionstamp = await commit(this.#db, pack.finished(), this.#now);
      pack.end(versionstamp);
      if (versionstamp !== undefined) this.fired += pack.entries.length;
      else this.#lost(pack.entries);
    } catch (error) {
      pack.fail();
      const [entry] = pack.entries;
      if (entry !== undefined) this.#failed(entry, error);
    }
  }

  #lost([first]: readonly DueEntry[]): void {
    if (first === undefined) return;
    const [at, id] = [Number(first.key.at(-2)), String(first.key.at(-1))];
    const [lostAt = Infinity, lostId = ""] = this.#lostFrom ?? [];
    if (at < Number(lostAt) || (at === lostAt && id < String(lostId))) this.#lostFrom = [at, id];
  }
}

/** What the fire of one job writes. */
interface Part {
  readonly work: Commit;
  /** Of it, what the worker has at once. */
  readonly taken: readonly Running[];
}

/** Fires that share a commit, and the claim with which a worker of this process takes them. */
class Pack {
  readonly taking: Taking | undefined;
  readonly entries: DueEntry[] = [];
  readonly #db: Database;
  readonly #work = new Commit();
  readonly #taken: Running[] = [];
  readonly #holder: Holder | undefined;
  readonly #claim: Claim = { executionIds: [] };

  constructor(db: Database, taking: Taking | undefined) {
    this.#db = db;
    this.taking = taking;
    if (taking === undefined) return;
    const { claimId, lease: { workerId, entry, worker: { hostname, pid } } } = taking;
    this.#holder = { workerId, claimId, hostname, pid };
    this.#work.check(entry);
  }

  get isEmpty(): boolean {
    return this.entries.length === 0;
  }

  /** @param more of the same job that are taken with it. */
  started(execution: Scheduled, more: number, now: Instant): Running | undefined {
    if (this.#holder === undefined) return undefined;
    if (this.#taken.length + more >= (this.taking?.room ?? 0)) return undefined;
    return start(execution, this.#holder, now);
  }

  /** Always for the first: what is too large for the database is its to say. */
  hasRoomFor({ work }: Part): boolean {
    const { limits } = this.#db;
    // The claim takes a part of the room: 33 characters an execution.
    const bytes = limits.bytes - 100 - 40 * limits.checks;
    return this.isEmpty || this.#work.hasRoomFor(work, { ...limits, bytes });
  }

  add(entry: DueEntry, { work, taken }: Part): void {
    this.entries.push(entry);
    this.#work.add(work);
    this.#taken.push(...taken);
    this.#claim.executionIds.push(...taken.map(({ id }) => id));
  }

  finished(): Commit {
    if (this.#holder !== undefined && this.#taken.length > 0) {
      this.#work.set(keys.claim.at(this.#holder.workerId, this.#holder.claimId), this.#claim);
    }
    return this.#work;
  }

  /** @param versionstamp absent when the race was lost. */
  end(versionstamp: string | undefined): void {
    if (this.taking === undefined || this.#holder === undefined) return;
    if (versionstamp === undefined) return this.taking.dropped("lost");
    if (this.#taken.length === 0) return this.taking.dropped("unused");
    const { workerId, claimId } = this.#holder;
    const key = keys.claim.at(workerId, claimId).parts;
    const entry = { key, value: this.#claim, versionstamp };
    this.taking.taken({ entry, executions: this.#taken });
  }

  /** Nobody knows whether it was written. */
  fail(): void {
    this.taking?.dropped("unknown");
  }
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
