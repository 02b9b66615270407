import type { Running } from "../../model/execution.ts";
import { type FirePlan, planFire } from "../../model/fire.ts";
import type { ExecutionId, JobId } from "../../model/ids.ts";
import type { Instant } from "../../model/time.ts";
import { Commit, commit } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { addExecution } from "../history/executions.ts";
import { addJobRecord } from "../jobs/jobs.ts";
import { type Due, type DueEntry, readDueEntries, readDueJobs, removeStale } from "./due.ts";
import { addPlan, type ReadSituation, readSituations } from "./plans.ts";
import { FireBatch, type JobFire } from "./fire_batch.ts";
import type { Taker } from "./taking.ts";

export type { Taker };

/** About how many entries of the due index are read at once. One entry may lead to as many jobs as a commit takes. */
const entriesAtOnce = 200;
/** How many commits are written at once. More would not make the database quicker. */
const mostInFlight = 3;

/**
 * Fires every due job. Any number of processes may call this at the same time: each fire time is fired once, because
 * each commit checks the job and moves it to its next fire time.
 * @param taker the worker of this process; it runs what is fired here, as far as it has room.
 * @returns how many jobs this call fired.
 * A job whose record is unreadable is not fired, and fires again once the record can be read.
 * @throws AggregateError when some jobs could not be fired; all others were.
 */
export async function fireDue(db: Database, now: Instant, taker?: Taker): Promise<number> {
  const firing = new Firing(db, now, taker);
  // After a lost race, fire again from there: another process has made progress, or the worker takes nothing more
  // until it knows that it still has its lease.
  for (let from: Deno.KvKey | undefined = []; from !== undefined;) {
    from = await firing.fireFrom(from);
  }
  const failures = [...firing.failures.values()];
  if (failures.length === 0) return firing.fired;
  const first = failures[0] instanceof Error ? failures[0].message : String(failures[0]);
  throw new AggregateError(failures, `${failures.length} due jobs could not be fired: ${first}`);
}

/**
 * Fires what readAhead() has read, as fireDue() does. Jobs that have changed since, and those whose fire fails, are left to
 * fireDue().
 */
export async function fireAhead(
  db: Database,
  ahead: readonly Due[],
  now: Instant,
  taker?: Taker,
): Promise<number> {
  const firing = new Firing(db, now, taker);
  // The clock may have been set back since.
  await firing.fireRead(ahead.filter(({ entry }) => entry.at <= now));
  return firing.fired;
}

class Firing {
  fired = 0;
  /** Errors by the key of the job or entry. */
  readonly failures = new Map<string, unknown>();
  readonly #db: Database;
  readonly #now: Instant;
  readonly #taker: Taker | undefined;
  #inFlight: Promise<void>[] = [];
  #lostFrom: Deno.KvKey | undefined;
  /** Jobs of this pass. Two entries may name the same job, which is due once. */
  #seen = new Set<JobId>();
  /** Entries that this pass read. Those without jobs left are removed at its end. */
  #worked: DueEntry[] = [];
  /** Whether the batch waits for room in the worker: while runs are short, that costs less than the queue. */
  #waits = true;
  /** How many jobs a commit takes: a check for each, one for the worker's lease, and one for the sheet. */
  readonly #perCommit: number;
  readonly #entriesAtOnce: number;

  constructor(db: Database, now: Instant, taker: Taker | undefined) {
    this.#db = db;
    this.#perCommit = Math.max(1, db.limits.checks - 2);
    // A multiple, so that commits are full when each entry leads to one job.
    this.#entriesAtOnce = Math.floor(entriesAtOnce / this.#perCommit) * this.#perCommit;
    this.#now = now;
    this.#taker = taker;
  }

  async fireRead(due: readonly Due[]): Promise<void> {
    for (let i = 0; i < due.length; i += this.#perCommit) {
      await this.#fireDue(due.slice(i, i + this.#perCommit));
    }
    await this.#landed();
  }

  /** One pass over the due entries. @returns where to begin again, if a race was lost. */
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
      if (!isAll) reading = read([...last.key.slice(1), ""]);
      reading.catch(() => {}); // thrown where it is awaited
      await this.#fireEntries(found);
      if (isAll) break;
    }
    await this.#landed();
    await removeStale(this.#db, this.#worked.splice(0).filter(isWorkedOff), this.#now);
    return this.#lostFrom;
  }

  async #fireEntries(entries: readonly DueEntry[]): Promise<void> {
    const portions = portionsOf(entries, this.#perCommit);
    const [first] = portions;
    let reading = first && this.#read(first);
    for (const [i, portion] of portions.entries()) {
      const due = await reading ?? [];
      const following = portions[i + 1];
      reading = following && this.#read(following);
      reading?.catch(() => {}); // thrown where it is awaited
      this.#worked.push(...portion);
      await this.#fireDue(due);
    }
  }

  async #read(entries: readonly DueEntry[]): Promise<Due[]> {
    const due = await readDueJobs(this.#db, entries);
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
          // Made again, because it names the claim of the batch.
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
    this.#waits = await this.#taker?.haveRoom?.(room) ?? false;
    return new FireBatch(this.#db, this.#taker?.take(room));
  }

  async #part(
    due: Due,
    plan: FirePlan,
    situation: ReadSituation,
    batch: FireBatch,
  ): Promise<JobFire> {
    const [db, now] = [this.#db, this.#now];
    const executions = new Commit();
    const [taken, onSheet]: [Running[], Running[]] = [[], []];
    const renamed = new Map<ExecutionId, ExecutionId>();
    await addPlan(db, executions, plan, situation, now, (work, execution) => {
      const running = execution.state === "scheduled" && execution.readyAt !== undefined
        ? batch.started(execution, taken.length, now)
        : undefined;
      const placed = running && batch.sheet.placed(running, onSheet.length);
      if (running !== undefined) taken.push(placed ?? running);
      if (placed === undefined) return addExecution(work, running ?? execution);
      onSheet.push(placed);
      renamed.set(execution.id, placed.id);
      const { id, state, job: { categoryId } } = placed;
      work.changed({ kind: "execution", id, categoryId, state });
    });
    const active = plan.job.active.map((id) => renamed.get(id) ?? id);
    const moved = { ...plan.job, active };
    const work = new Commit().check(due.job);
    addJobRecord(work, due.job.value, moved);
    work.add(executions);
    return { due, moved, work, taken, onSheet };
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

  async #landed(): Promise<void> {
    await Promise.all(this.#inFlight);
    this.#inFlight = [];
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

/** Groups entries so that each group has at most this many jobs, or is one entry. */
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
