import { planFire } from "../../model/fire.ts";
import type { JobId } from "../../model/ids.ts";
import type { Instant } from "../../model/time.ts";
import { readAllInstances } from "../history/instances.ts";
import { commit } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { mostInPack } from "../jobs/packs.ts";
import {
  type Due,
  type DueEntry,
  entriesAtOnce,
  isWorkedOff,
  portionsOf,
  readDueEntries,
  readDueJobs,
  removeStale,
} from "./due.ts";
import { type FireGiven, jobPart, packPart } from "./fire_parts.ts";
import { readFireRules, type ReadRules } from "./fire_rules.ts";
import { fireableOf } from "./fireable.ts";
import { HeldJobs, isAllHeld, putHeldBack } from "./held.ts";
import { leaveDuePack, packsAtOnce, planPack, readDuePacks, type ReadPack } from "./due_packs.ts";
import { readSituations } from "./plans.ts";
import { FireBatch, mostInFlight, packsTogether } from "./fire_batch.ts";
import type { Taker } from "./taking.ts";

export type { Taker };

/**
 * Fires every due job. Any number of processes may call this at the same time: each fire time is fired once, because
 * each commit checks the job, or its pack, and moves it to its next fire time.
 * @param taker the worker of this process; it runs what is fired here, as far as it has room.
 * @returns how many jobs this call fired.
 * A job in no pack whose record is unreadable is not fired, and fires again once the record can be read.
 * @throws AggregateError when some jobs could not be fired; all others were.
 */
export async function fireDue(db: Database, now: Instant, taker?: Taker): Promise<number> {
  const firing = new Firing(db, now, taker);
  await putHeldBack(db, now);
  // After a lost race, fire again from there: another process has made progress, or the worker takes nothing more
  // until it knows that it still has its lease.
  for (let from: Deno.KvKey | undefined = []; from !== undefined;) {
    from = await firing.fireFrom(from);
  }
  const failures = [...firing.failures.values()];
  if (failures.length === 0) return firing.fired;
  const [first] = failures;
  const why = first instanceof Error ? first.message : String(first);
  throw new AggregateError(failures, `${failures.length} due jobs could not be fired: ${why}`);
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
  /** Errors by the key of the job or due entry. */
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
  /** Packs whose fires wait to be written together. */
  #packs: FireBatch | undefined;
  /** Whether the batch waits for room in the worker: while runs are short, that costs less than the queue. */
  #waits = true;
  /** Read anew by each pass: after a lost race, a calendar may have changed. */
  #rules!: ReadRules;
  readonly #held = new HeldJobs();
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
    if (due.length === 0) return;
    this.#rules = await readFireRules(this.#db);
    for (let i = 0; i < due.length; i += this.#perCommit) {
      await this.#fireDue(due.slice(i, i + this.#perCommit));
    }
    await this.#landed();
  }

  /** One pass over the due entries. @returns where to begin again, if a race was lost. */
  async fireFrom(from: Deno.KvKey): Promise<Deno.KvKey | undefined> {
    this.#lostFrom = undefined;
    this.#seen = new Set();
    this.#rules = await readFireRules(this.#db);
    const read = (from: Deno.KvKey) =>
      readDueEntries(this.#db, from, this.#now, this.#entriesAtOnce);
    for (let reading = read(from);;) {
      const found = await reading;
      const last = found.at(-1);
      if (last === undefined) break;
      const isAll = found.length < this.#entriesAtOnce;
      if (!isAll) reading = read([...last.key.slice(1), ""]);
      reading.catch(() => {}); // thrown where it is awaited
      await this.#firePacks(found.filter(({ pack }) => pack !== undefined));
      await this.#fireEntries(found.filter(({ pack }) => pack === undefined));
      if (isAll) break;
    }
    await this.#landed();
    await removeStale(this.#db, this.#worked.splice(0).filter(isWorkedOff), this.#now);
    await this.#held.moveAway(this.#db, this.#now);
    return this.#lostFrom;
  }

  async #firePacks(entries: readonly DueEntry[]): Promise<void> {
    const open = entries.filter(({ at }) => !isAllHeld(this.#rules, at, this.#now));
    const instances = open.length > 0 ? await readAllInstances(this.#db) : undefined;
    for (let i = 0; i < open.length; i += packsAtOnce) {
      const portion = open.slice(i, i + packsAtOnce);
      const { packs, again } = await readDuePacks(this.#db, portion, this.#now, instances);
      for (const { at } of again) this.#againFrom(at);
      for (const read of packs) {
        await this.#firePack(read).catch((error) =>
          this.failures.set(JSON.stringify(read.entry.key), error)
        );
      }
    }
    await this.#sendPacks();
  }

  async #firePack(read: ReadPack): Promise<void> {
    const due = await planPack(read, this.#now, this.#rules);
    if (due === undefined) return;
    if (due.leaving.size > 0) {
      await leaveDuePack(this.#db, due, this.#now);
      return this.#againFrom(due.entry.at);
    }
    const { bytes = 0 } = due.pack.row.value.pack ?? {};
    if (this.#packs?.sheet.isFullFor(bytes)) await this.#sendPacks();
    if (this.#waits && this.#packs?.lacksRoomFor(due.plans.length)) await this.#sendPacks();
    let batch = this.#packs ??= await this.#packBatch();
    for (let i = 0; i < 5 && this.#waits && batch.lacksRoomFor(due.plans.length); i++) {
      batch.taking?.dropped("unused");
      batch = this.#packs = await this.#packBatch();
    }
    let part = await packPart(this.#given, due, batch);
    if (!batch.hasRoomFor(part)) {
      await this.#sendPacks();
      batch = this.#packs = await this.#packBatch();
      // Made again, because it names the claim of the batch.
      part = await packPart(this.#given, due, batch);
    }
    batch.add(part);
  }

  #packBatch(): Promise<FireBatch> {
    const isFirst = this.fired === 0 && this.#inFlight.length === 0;
    return this.#newBatch(packsTogether(this.#db, isFirst) * mostInPack, true);
  }

  async #sendPacks(): Promise<void> {
    const batch = this.#packs;
    this.#packs = undefined;
    if (batch !== undefined) await this.#send(batch);
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

  get #given(): FireGiven {
    return { db: this.#db, now: this.#now, rules: this.#rules };
  }

  async #fireDue(read: readonly Due[]): Promise<void> {
    const { due, againFrom } = await fireableOf(this.#given, read, this.#held);
    for (const at of againFrom) this.#againFrom(at);
    const situations = await readSituations(this.#db, due.map(({ job }) => job.value));
    let batch = await this.#newBatch(due.length);
    for (const [i, one] of due.entries()) {
      const situation = situations[i];
      if (situation === undefined) continue;
      try {
        const plan = planFire(one.job.value, situation, this.#now, this.#rules);
        if (batch.isTaken && this.#waits) {
          await this.#send(batch);
          batch = await this.#newBatch(due.length - i);
        }
        let part = await jobPart(this.#given, one, plan, situation, batch);
        if (!batch.hasRoomFor(part)) {
          await this.#send(batch);
          batch = await this.#newBatch(due.length - i);
          // Made again, because it names the claim of the batch.
          part = await jobPart(this.#given, one, plan, situation, batch);
        }
        batch.add(part);
      } catch (error) {
        this.failures.set(JSON.stringify(one.job.key), error);
      }
    }
    await this.#send(batch);
  }

  async #newBatch(most: number, isWhole = false): Promise<FireBatch> {
    const room = isWhole ? most : Math.min(most, this.#perCommit);
    this.#waits = await this.#taker?.haveRoom?.(room, isWhole) ?? false;
    return new FireBatch(this.#db, this.#taker?.take(room, isWhole));
  }

  async #send(batch: FireBatch): Promise<void> {
    if (batch.isEmpty) return batch.taking?.dropped("unused");
    if (this.#inFlight.length >= mostInFlight) await this.#inFlight.shift();
    this.#inFlight.push(this.#commit(batch));
  }

  /** Never rejects. */
  async #commit(batch: FireBatch): Promise<void> {
    const { first } = batch;
    try {
      const versionstamp = await commit(this.#db, batch.finished(this.#now), this.#now);
      batch.end(versionstamp);
      if (versionstamp !== undefined) this.fired += batch.size;
      else if (first !== undefined) this.#againFrom(first.at, String(first.key.at(-1)));
    } catch (error) {
      batch.fail();
      if (first !== undefined) this.failures.set(JSON.stringify(first.key), error);
    }
  }

  async #landed(): Promise<void> {
    await Promise.all(this.#inFlight);
    this.#inFlight = [];
  }

  /** Begins again there, or where others begin again, whichever comes first. */
  #againFrom(at: Instant, id = ""): void {
    const [lostAt = Infinity, lostId = ""] = this.#lostFrom ?? [];
    if (at < Number(lostAt) || (at === lostAt && id < String(lostId))) this.#lostFrom = [at, id];
  }
}
