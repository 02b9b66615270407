import type { Change } from "../../model/change.ts";
import { type ChangeId, lowestId, timeOf } from "../../model/ids.ts";
import { type Clock, type Instant, second } from "../../model/time.ts";
import { feedRetentionMs } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";

/**
 * How much later than the time of its id an entry may appear, in milliseconds: the id is made before the commit, which
 * may have to wait for the database, and the clocks of machines differ.
 */
const straggleMs = 15 * second;
const lookForStragglersEveryMs = 2 * second;
/** How often the feed is read when neither a commit of this process nor a watch reports a change. */
const pollMs = 250;
const batch = 500;

export type FeedListener = (changes: readonly Change[]) => void;

/**
 * Follows the change feed for all listeners of this process, and only while there are any. Each listener gets each entry
 * once, in the order in which the feed found them: the order of the commits, except for entries that appear late.
 */
export class Feed {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #listeners = new Set<FeedListener>();
  #stop: (() => void) | undefined;

  constructor(db: Database, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  /** Calls `listener` with all changes from now on. @returns a function that ends it. */
  follow(listener: FeedListener): () => void {
    this.#listeners.add(listener);
    this.#stop ??= this.#start();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#stop?.();
      this.#stop = undefined;
    };
  }

  /**
   * The changes after an entry. Some of them may have come before it.
   * @returns `undefined` when the feed does not reach back so far.
   */
  async since(id: ChangeId): Promise<Change[] | undefined> {
    const at = timeOf(id);
    const now = this.#clock.now();
    if (at < now - feedRetentionMs + straggleMs || at > now + straggleMs) return undefined;
    return await changesFrom(this.#db, lowestId(at - straggleMs));
  }

  #start(): () => void {
    const reader = new Reader(this.#db, this.#clock.now());
    let isStopped = false;
    let isReading = false;
    let again = false;
    const read = async () => {
      again = true;
      if (isReading) return;
      isReading = true;
      while (again && !isStopped) {
        again = false;
        const changes = await reader.read(this.#clock.now()).catch(() => []);
        if (changes.length > 0) this.#tell(changes);
      }
      isReading = false;
    };
    const unsubscribe = this.#db.onCommit(() => void read());
    const timer = setInterval(() => void read(), pollMs);
    const unwatch = this.#db.watch(keys.changeHead, () => void read(), () => {});
    return () => {
      isStopped = true;
      unsubscribe();
      clearInterval(timer);
      unwatch();
    };
  }

  #tell(changes: readonly Change[]): void {
    for (const listener of this.#listeners) listener(changes);
  }
}

/** Reads new entries: those behind the last one, and every 2 s the last 15 s again, for entries that appear late. */
class Reader {
  readonly #db: Database;
  readonly #seen = new Set<ChangeId>();
  #last: ChangeId;
  #lookedAt: Instant;
  #isWarm = false;

  constructor(db: Database, now: Instant) {
    this.#db = db;
    this.#last = lowestId(now);
    this.#lookedAt = now;
  }

  async read(now: Instant): Promise<Change[]> {
    if (!this.#isWarm) {
      // Entries from before the start are not new, though they lie in the range that is read again.
      this.#isWarm = true;
      for (const { id } of await changesFrom(this.#db, lowestId(timeOf(this.#last) - straggleMs))) {
        if (id < this.#last) this.#seen.add(id);
      }
    }
    const forStragglers = Math.abs(now - this.#lookedAt) >= lookForStragglersEveryMs;
    const from = forStragglers
      ? lowestId<ChangeId>(Math.min(timeOf(this.#last), now) - straggleMs)
      : `${this.#last}\0` as ChangeId;
    if (forStragglers) {
      this.#lookedAt = now;
      this.#forget(from);
    }
    const found = await changesFrom(this.#db, from);
    const fresh = found.filter(({ id }) => !this.#seen.has(id));
    for (const { id } of fresh) {
      this.#seen.add(id);
      if (id > this.#last) this.#last = id;
    }
    return fresh.filter(({ things }) => things.length > 0);
  }

  #forget(before: ChangeId): void {
    for (const id of this.#seen) if (id < before) this.#seen.delete(id);
  }
}

async function changesFrom(db: Database, from: ChangeId): Promise<Change[]> {
  const changes: Change[] = [];
  for (let start = from;;) {
    const entries = await db.list(keys.change.all, { from: [start], limit: batch });
    changes.push(...entries.map(({ value }) => value));
    const last = entries.at(-1);
    if (entries.length < batch || last === undefined) return changes;
    start = `${last.value.id}\0` as ChangeId;
  }
}
