import type { ChangedThing } from "../../model/change.ts";
import { storedSize } from "../../model/json.ts";
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

/** Adds further writes to the commit that makes something. It is called again for each try. */
export type Also<T> = (work: Commit, made: T) => void | Promise<void>;

/** Checks and writes of one atomic operation. {@link commit} writes them. */
export class Commit {
  readonly checks: Deno.AtomicCheck[] = [];
  readonly mutations: { key: Deno.KvKey; value?: unknown; expireIn?: number }[] = [];
  readonly things: ChangedThing[] = [];
  readonly sums = new Map<string, { readonly key: Deno.KvKey; by: number }>();
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
    this.#sum(nameOf(key.parts), key.parts, by);
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

  /** Adds a changed thing to the change feed. */
  changed(thing: ChangedThing): this {
    this.things.push(thing);
    this.#bytes += thingBytes;
    return this;
  }

  /** Adds the checks and writes of another commit to this one. */
  add(other: Commit): void {
    this.checks.push(...other.checks);
    this.mutations.push(...other.mutations);
    this.things.push(...other.things);
    this.#bytes += other.#bytes;
    this.#keyBytes += other.#keyBytes;
    // #sum() counts the key bytes of sums that are new here.
    for (const [name, { key, by }] of other.sums) {
      this.#keyBytes -= storedSize(key);
      this.#sum(name, key, by);
    }
  }

  /** Whether one atomic operation can hold this commit and the other. */
  hasRoomFor(other: Commit, limits: Database["limits"]): boolean {
    const sums = this.sums.size + other.sums.size;
    return this.checks.length + other.checks.length + Math.min(sums, 1) <= limits.checks &&
      this.mutations.length + other.mutations.length + sums + 3 <= limits.mutations &&
      this.things.length + other.things.length <= thingsPerChange &&
      this.#bytes + other.#bytes + this.#keyBytes + other.#keyBytes <= limits.bytes &&
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
