import type { ChangedThing } from "../../model/change.ts";
import { storedSize } from "../../model/json.ts";
import type { Instant } from "../../model/time.ts";
import type { Absent, Database, Entry, Key } from "./database.ts";
import { type Unreadable, UnreadableRecordError } from "./faults/unreadable.ts";

/** Keeps a feed entry well below the 64 KiB of one value. */
const thingsPerChange = 600;
/** At least what one thing takes in a feed entry. */
const thingBytes = 60;

const names = new WeakMap<Deno.KvKey, string>();

/** Ends that come together are added to the same counters. */
function nameOf(key: Deno.KvKey): string {
  let name = names.get(key);
  if (name === undefined) names.set(key, name = JSON.stringify(key));
  return name;
}

/** What a follow-up adds to a commit. */
export interface Followed {
  /** The writes, the most important first. Those for which the commit has no room are left out. */
  readonly parts: readonly Commit[];
  /** Called once the commit is written. */
  readonly written: () => void;
}

/**
 * Writes that follow from what a commit writes, and that need reads of their own. commit() makes them right before it
 * writes, and makes them again when what they were made from has changed meanwhile: callers see no lost race.
 */
export interface FollowUp<T> {
  /** Whether anything may follow from the item. Answered without a read: nothing follows from most items. */
  readonly isWanted: (db: Database, item: T) => boolean;
  /** @returns `undefined` when nothing follows. */
  readonly make: (db: Database, items: readonly T[], now: Instant) => Promise<Followed | undefined>;
}

/** What the commit keeps free for all follow-ups together, and for each name that they are about. */
const followChecks = 1;
const followMutations = 4;
const followBytes = 3000;

/** Adds further writes to the commit that makes something. It is called again for each try. */
export type Also<T> = (work: Commit, made: T) => void | Promise<void>;

/** What a commit adds to a counter. */
interface Sum {
  readonly key: Deno.KvKey;
  by: number;
}

/** The counters that were counted last, and what the commit adds to them. */
interface Counted {
  readonly counters: readonly Key<number>[];
  readonly sums: readonly Sum[];
}
const noCounts: Counted = { counters: [], sums: [] };

/** Checks and writes of one atomic operation. {@link commit} writes them. */
export class Commit {
  readonly checks: Deno.AtomicCheck[] = [];
  readonly mutations: { key: Deno.KvKey; value?: unknown; expireIn?: number }[] = [];
  readonly things: ChangedThing[] = [];
  readonly sums = new Map<string, Sum>();
  readonly followUps = new Map<FollowUp<never>, unknown[]>();
  /** What follow-ups need room for. */
  readonly #followed = new Set<string>();
  #counted = noCounts;
  #bytes = 0;
  #keyBytes = 0;

  /**
   * The commit fails unless the record is still as this entry says.
   * @throws UnreadableRecordError for a record that cannot even be checked.
   */
  check({ key, versionstamp }: Entry<unknown> | Absent | Unreadable): this {
    if (versionstamp === undefined) throw new UnreadableRecordError(key);
    this.checks.push({ key, versionstamp });
    this.#keyBytes += storedSize(key);
    return this;
  }

  set<T>(key: Key<T>, given: T, options: { expireIn?: number } = {}): this {
    const value = key.stored === undefined ? given : key.stored(given);
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

  /** Adds to a counter. Several additions to one counter become one. */
  sum(key: Key<number>, by: number): this {
    this.#sumOf(nameOf(key.parts), key.parts).by += by;
    return this;
  }

  /** Adds 1 to each of these counters. It is quick where the list is the same as the last time. */
  count(counters: readonly Key<number>[]): this {
    if (counters !== this.#counted.counters) {
      const sums = counters.map(({ parts }) => this.#sumOf(nameOf(parts), parts));
      this.#counted = { counters, sums };
    }
    for (const sum of this.#counted.sums) sum.by++;
    return this;
  }

  #sumOf(name: string, key: Deno.KvKey): Sum {
    let sum = this.sums.get(name);
    if (sum === undefined) {
      this.sums.set(name, sum = { key, by: 0 });
      this.#keyBytes += storedSize(key);
    }
    return sum;
  }

  /** Adds a changed thing to the change feed. */
  changed(thing: ChangedThing): this {
    this.things.push(thing);
    this.#bytes += thingBytes;
    return this;
  }

  /**
   * Lets something follow from this commit.
   * @param about a name for which the commit keeps room; absent where most likely nothing follows.
   */
  followUp<T>(followUp: FollowUp<T>, item: T, about?: string): this {
    const items = this.followUps.get(followUp);
    if (items === undefined) this.followUps.set(followUp, [item]);
    else items.push(item);
    if (about !== undefined) this.#followed.add(about);
    return this;
  }

  /** Says that the follow-ups have been made: they need no more room. */
  followUpsMade(): void {
    this.followUps.clear();
    this.#followed.clear();
  }

  /** Adds the checks and writes of another commit to this one. */
  add(other: Commit): void {
    this.checks.push(...other.checks);
    this.mutations.push(...other.mutations);
    this.things.push(...other.things);
    this.#bytes += other.#bytes;
    this.#keyBytes += other.#keyBytes;
    for (const [followUp, items] of other.followUps) {
      for (const item of items) this.followUp(followUp, item as never);
    }
    for (const about of other.#followed) this.#followed.add(about);
    // #sumOf() counts the key bytes of sums that are new here.
    for (const [name, { key, by }] of other.sums) {
      this.#keyBytes -= storedSize(key);
      this.#sumOf(name, key).by += by;
    }
  }

  /** Whether one atomic operation can hold this commit and the other. */
  hasRoomFor(other: Commit, limits: Database["limits"]): boolean {
    const sums = this.sums.size + other.sums.size;
    const followed = this.#followed.size + other.#followed.size === 0
      ? 0
      : this.#followed.union(other.#followed).size;
    const checks = Math.min(sums, 1) + followChecks * Math.min(followed, 1);
    const mutations = sums + 3 + followMutations * followed;
    return this.checks.length + other.checks.length + checks <= limits.checks &&
      this.mutations.length + other.mutations.length + mutations <= limits.mutations &&
      this.things.length + other.things.length <= thingsPerChange &&
      this.#bytes + other.#bytes + this.#keyBytes + other.#keyBytes + followBytes * followed <=
        limits.bytes &&
      this.#keyBytes + other.#keyBytes <= limits.keyBytes;
  }
}

/** Joins small commits into as few as the limits allow, in their order. A part that is too large stays alone. */
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
