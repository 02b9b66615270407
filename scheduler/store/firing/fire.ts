import type { Running } from "../../model/execution.ts";
import { type FirePlan, planFire } from "../../model/fire.ts";
import type { JobId } from "../../model/ids.ts";
import type { Instant } from "../../model/time.ts";
import { Commit, commit } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { addExecution } from "../history/executions.ts";
import { addJobRecord } from "../jobs/jobs.ts";
import {
  type Due,
  DueEntry,
  readDueEntries,
  type ReadDueEntry,
  readDueJobs,
  removeStale,
} from "./due.ts";
import { addPlan, type ReadSituation, readSituations } from "./plans.ts";
import { FireBatch, type JobFire } from "./fire_batch.ts";
import type { Taker } from "./taking.ts";

export type { Taker };

/** About how many entries of the due index are read at once; each may lead to as many jobs as a commit moves on. */
const entriesAtOnce = 200;
/** While one commit is written, the next is made; more would not make the database quicker. */
const mostInFlight = 3;

/**
 * Fires every job whose time has come, each fire time once, however many call this at the same
 * moment: the job is in each commit's check, and who moves it on has made the fire.
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

class Firing {
  fired = 0;
  /** By the key that they are about. */
  readonly failures = new Map<string, unknown>();
  readonly #db: Database;
  readonly #now: Instant;
  readonly #taker: Taker | undefined;
  #inFlight: Promise<void>[] = [];
  #lostFrom: Deno.KvKey | undefined;
  /** Jobs of this pass: two entries may name one, and it is due once. */
  #seen = new Set<JobId>();
  /** Entries of this pass of which nothing may be left. */
  #worked: DueEntry[] = [];
  /** While runs are short, to wait for room in the worker costs less than the way through the queue. */
  #waits = true;
  /** Each job takes a check, and the worker's lease one of each commit. */
  readonly #perCommit: number;
  readonly #entriesAtOnce: number;

  constructor(db: Database, now: Instant, taker: Taker | undefined) {
    this.#db = db;
    this.#perCommit = Math.max(1, db.limits.checks - 1);
    // Whole commits where each entry leads to one job.
    this.#entriesAtOnce = Math.floor(entriesAtOnce / this.#perCommit) * this.#perCommit;
    this.#now = now;
    this.#taker = taker;
  }

  /** One pass over what is due. @returns where to begin again, if a race was lost. */
  async fireFrom(from: Deno.KvKey): Promise<Deno.KvKey | undefined> {
    this.#lostFrom = undefined;
    this.#seen = new Set();
    const read = (from: Deno.KvKey) =>
      readDueEntries(this.#db, from, this.#now, this.#entriesAtOnce);
    for (let reading = read(from);;) {
      const found = await reading;
      const last = found.at(-1);
      if (last === undefined) break;
      const isAll = found.length < this.#entriesAtOnce;
      // What failed is passed by.
      if (!isAll) reading = read([...last.key.slice(1), ""]);
      reading.catch(() => {}); // told when it is waited for
      await this.#fireEntries(found.flatMap((entry) => this.#readable(entry)));
      if (isAll) break;
    }
    await Promise.all(this.#inFlight);
    this.#inFlight = [];
    await removeStale(this.#db, this.#worked.splice(0).filter(isWorkedOff), this.#now);
    return this.#lostFrom;
  }

  #readable(entry: ReadDueEntry): DueEntry[] {
    if (entry instanceof DueEntry) return [entry];
    this.#failed(entry.key, entry.error);
    return [];
  }

  async #fireEntries(entries: readonly DueEntry[]): Promise<void> {
    const portions = portionsOf(entries, this.#perCommit);
    const [first] = portions;
    let reading = first && this.#read(first);
    for (const [i, portion] of portions.entries()) {
      const due = await reading ?? [];
      const following = portions[i + 1];
      reading = following && this.#read(following);
      reading?.catch(() => {}); // told when it is waited for
      this.#worked.push(...portion);
      await this.#fireDue(due);
    }
  }

  async #read(entries: readonly DueEntry[]): Promise<Due[]> {
    const due = await readDueJobs(this.#db, entries, (key, error) => this.#failed(key, error));
    return due.filter(({ job: { value: { id } } }) => {
      const isNew = !this.#seen.has(id);
      this.#seen.add(id);
      return isNew;
    });
  }

  async #fireDue(due: readonly Due[]): Promise<void> {
    const situations = await readSituations(this.#db, due.map(({ job }) => job.value));
    let batch = await this.#newBatch(due.length);
    for (const [i, one] of due.entries()) {
      const situation = situations[i];
      if (situation === undefined) continue;
      try {
        const plan = planFire(one.job.value, situation, this.#now);
        if (batch.isTaken && this.#waits) {
          await this.#send(batch);
          batch = await this.#newBatch(due.length - i);
        }
        let part = await this.#part(one, plan, situation, batch);
        if (!batch.hasRoomFor(part)) {
          await this.#send(batch);
          batch = await this.#newBatch(due.length - i);
          // Made anew: it names the claim with which its execution is taken.
          part = await this.#part(one, plan, situation, batch);
        }
        batch.add(part);
      } catch (error) {
        this.#failed(one.job.key, error);
      }
    }
    await this.#send(batch);
  }

  #failed(key: Deno.KvKey, error: unknown): void {
    this.failures.set(JSON.stringify(key), error);
  }

  async #newBatch(most: number): Promise<FireBatch> {
    const room = Math.min(most, this.#perCommit);
    if (this.#waits) this.#waits = await this.#taker?.haveRoom?.(room) ?? false;
    return new FireBatch(this.#db, this.#taker?.take(room));
  }

  async #part(
    due: Due,
    plan: FirePlan,
    situation: ReadSituation,
    batch: FireBatch,
  ): Promise<JobFire> {
    const [db, now] = [this.#db, this.#now];
    const work = new Commit().check(due.job);
    addJobRecord(work, due.job.value, plan.job);
    const taken: Running[] = [];
    await addPlan(db, work, plan, situation, now, (work, execution) => {
      const running = execution.state === "scheduled" && execution.readyAt !== undefined
        ? batch.started(execution, taken.length, now)
        : undefined;
      if (running !== undefined) taken.push(running);
      addExecution(work, running ?? execution);
    });
    return { due, moved: plan.job, work, taken };
  }

  async #send(batch: FireBatch): Promise<void> {
    if (batch.isEmpty) return batch.taking?.dropped("unused");
    if (this.#inFlight.length >= mostInFlight) await this.#inFlight.shift();
    this.#inFlight.push(this.#commit(batch));
  }

  /** Never rejects. */
  async #commit(batch: FireBatch): Promise<void> {
    try {
      const versionstamp = await commit(this.#db, batch.finished(this.#now), this.#now);
      batch.end(versionstamp);
      if (versionstamp !== undefined) this.fired += batch.size;
      else this.#lost(batch.first);
    } catch (error) {
      batch.fail();
      if (batch.first !== undefined) this.#failed(batch.first.job.key, error);
    }
  }

  #lost(first: Due | undefined): void {
    if (first === undefined) return;
    const [at, id] = [first.entry.at, String(first.entry.key.at(-1))];
    const [lostAt = Infinity, lostId = ""] = this.#lostFrom ?? [];
    if (at < Number(lostAt) || (at === lostAt && id < String(lostId))) this.#lostFrom = [at, id];
  }
}

function isWorkedOff({ rest, isRemoved }: DueEntry): boolean {
  return rest.size === 0 && !isRemoved;
}

/** Whole entries with about so many jobs together, or one with more. */
function portionsOf(entries: readonly DueEntry[], most: number): DueEntry[][] {
  const portions: DueEntry[][] = [];
  let count = Infinity;
  for (const entry of entries) {
    if (count + entry.rest.size > most) {
      portions.push([]);
      count = 0;
    }
    portions.at(-1)?.push(entry);
    count += entry.rest.size;
  }
  return portions;
}
