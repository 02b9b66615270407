import type { ChangedThing } from "../../model/change.ts";
import { storedSize } from "../../model/json.ts";
import type { Instant } from "../../model/time.ts";
import { CommitGroups } from "./commit_groups.ts";
import {
  type Absent,
  type Committed,
  type Database,
  type Entry,
  isPassing,
  type Key,
} from "./database.ts";
import { keys, mark } from "./keys.ts";
import { type Lane, lanesOf } from "./lanes.ts";

/** So that a feed entry stays well below what one value may hold. */
const thingsPerChange = 250;

/** What else is to be written in the commit that makes something; asked anew with each try. */
export type Also<T> = (work: Commit, made: T) => void | Promise<void>;

/** What is to be written together, and what must still be so that it may be written. */
export class Commit {
  readonly checks: Deno.AtomicCheck[] = [];
  readonly mutations: { key: Deno.KvKey; value?: unknown; expireIn?: number }[] = [];
  readonly things: ChangedThing[] = [];
  readonly sums = new Map<string, { readonly key: Deno.KvKey; by: number }>();
  #bytes = 0;
  #keyBytes = 0;

  /** The commit is lost unless this is still what the database holds. */
  check(entry: Entry<unknown> | Absent): this {
    this.checks.push({ key: entry.key, versionstamp: entry.versionstamp });
    this.#keyBytes += storedSize(entry.key);
    return this;
  }

  set<T>(key: Key<T>, value: T, options: { expireIn?: number } = {}): this {
    this.mutations.push({ key: key.parts, value, ...options });
    this.#bytes += storedSize(value);
    this.#keyBytes += storedSize(key.parts);
    return this;
  }

  delete(key: Key<unknown>): this {
    this.mutations.push({ key: key.parts });
    this.#keyBytes += storedSize(key.parts);
    return this;
  }

  /** Adds to a number that only grows; many additions to one of them become one. */
  sum(key: Key<number>, by: number): this {
    this.#sum(JSON.stringify(key.parts), key.parts, by);
    return this;
  }

  #sum(name: string, key: Deno.KvKey, by: number): void {
    const sum = this.sums.get(name);
    if (sum !== undefined) sum.by += by;
    else {
      this.sums.set(name, { key, by });
      this.#keyBytes += storedSize(key);
    }
  }

  /** Tells the change feed. */
  changed(thing: ChangedThing): this {
    this.things.push(thing);
    this.#bytes += 160;
    return this;
  }

  /** Adds what another commit would write, to be written together with this one. */
  add(other: Commit): void {
    this.checks.push(...other.checks);
    this.mutations.push(...other.mutations);
    this.things.push(...other.things);
    this.#bytes += other.#bytes;
    this.#keyBytes += other.#keyBytes;
    // Counted anew where they are new here, hence not with the other's key bytes.
    for (const [name, { key, by }] of other.sums) {
      this.#keyBytes -= storedSize(key);
      this.#sum(name, key, by);
    }
  }

  /** Whether the database takes both in one atomic operation. */
  hasRoomFor(other: Commit, limits: Database["limits"]): boolean {
    const sums = this.sums.size + other.sums.size;
    return this.checks.length + other.checks.length + Math.min(sums, 1) <= limits.checks &&
      this.mutations.length + other.mutations.length + sums + 3 <= limits.mutations &&
      this.things.length + other.things.length <= thingsPerChange &&
      this.#bytes + other.#bytes + this.#keyBytes + other.#keyBytes <= limits.bytes &&
      this.#keyBytes + other.#keyBytes <= limits.keyBytes;
  }
}

/** Puts small commits together into as few as the database takes, in their order. */
export function packed(parts: readonly Commit[], limits: Database["limits"]): Commit[] {
  const packs: Commit[] = [];
  for (const part of parts) {
    const last = packs.at(-1);
    if (last?.hasRoomFor(part, limits)) last.add(part);
    else {
      const pack = new Commit();
      pack.add(part);
      packs.push(pack);
    }
  }
  return packs;
}

const groups = new WeakMap<Database, CommitGroups>();

function groupsOf(db: Database): CommitGroups {
  let made = groups.get(db);
  if (made === undefined) {
    made = new CommitGroups(db.limits, (work, now) => write(db, work, now));
    groups.set(db, made);
  }
  return made;
}

/**
 * Writes all of it, or nothing. Answers the versionstamp, or `undefined` when a check failed: the race is
 * lost, and the caller reads again. Small commits that are made at the same time may be written together.
 */
export async function commit(
  db: Database,
  work: Commit,
  now: Instant,
): Promise<string | undefined> {
  // Where a call may hang, none shall wait for another.
  const versionstamp = await (db.mayHang ? write(db, work, now) : groupsOf(db).commit(work, now));
  db.observer.commitAnswered?.(versionstamp !== undefined);
  if (versionstamp !== undefined) db.committed(toldOf(work));
  return versionstamp;
}

/**
 * Safe against an answer that got lost: a commit which reports a failed check only because it had happened
 * already is known by the change entry that it left.
 */
async function write(db: Database, work: Commit, now: Instant): Promise<string | undefined> {
  const lanes = lanesOf(db);
  const lane = lanes.take();
  let unanswered = 0;
  try {
    const done = await db.persist(async () => {
      unanswered++;
      try {
        const result = await atomic(db, work, lane, now).commit();
        unanswered--;
        return result;
      } catch (error) {
        if (isSurelyNot(db, error)) unanswered--;
        throw error;
      }
    });
    if (done.ok) return done.versionstamp;
    if (unanswered === 0) return undefined;
    return (await db.get(keys.change.at(lane.id, lane.last))).versionstamp ?? undefined;
  } finally {
    // A try without an answer may still land. Its entry must stay the last one of the lane.
    if (unanswered === 0) lanes.giveBack(lane);
  }
}

/** Whether the database has not done, and will not do, what it was asked for. */
function isSurelyNot(db: Database, error: unknown): boolean {
  return !db.mayHang && isPassing(error) && /locked|busy/i.test(String(error));
}

const [queue] = keys.queue.all.prefix;
const [user] = keys.user.all.prefix;

function toldOf({ mutations }: Commit): Committed {
  return {
    isQueued: mutations.some(({ key, value }) => key[0] === queue && value !== undefined),
    isUser: mutations.some(({ key }) => key[0] === user),
  };
}

function atomic(db: Database, work: Commit, lane: Lane, now: Instant): Deno.AtomicOperation {
  const operation = db.kv.atomic().check(...work.checks);
  for (const { key, value, expireIn } of work.mutations) {
    if (value === undefined) operation.delete(key);
    else operation.set(key, value, expireIn === undefined ? {} : { expireIn });
  }
  // The change entry is also the mark of this commit.
  const entry = keys.change.at(lane.id, lane.last).parts;
  if (work.sums.size > 0) {
    // What is added must not be added again after an answer that got lost.
    operation.check({ key: entry, versionstamp: null });
    for (const { key, by } of work.sums.values()) operation.sum(key, BigInt(by));
  }
  operation.set(entry, { at: now, things: work.things });
  operation.set(keys.change.lane(lane.id).parts, mark);
  if (work.things.length > 0) operation.set(keys.changeHead.parts, lane.id);
  return operation;
}
