import { type ChangePast, lowestChangeId } from "../../model/change.ts";
import { type Clock, hour, type Instant, minute } from "../../model/time.ts";
import { Commit, commit, packed } from "../kv/commit.ts";
import type { Database, Entry } from "../kv/database.ts";
import { keys, unknownStamp } from "../kv/keys.ts";
import { entriesOf, headOf, idOf } from "./changes.ts";

/** A change is kept at least this long, in milliseconds, and is removed before it is about twice as old. */
export const feedRetentionMs = 15 * minute;

/** No slightly wrong clock is off by this much. By the wall clock alone, nothing younger is removed. */
const surelyOldMs = 3 * hour;
const batch = 500;

/**
 * Removes old changes. A process waits until it has seen the floor unchanged for {@link feedRetentionMs} by its monotonic
 * clock, so that wall clocks that differ remove nothing early. A process that does not live that long uses the wall
 * clock, with a wide margin.
 */
export class ChangeRetention {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #elapsed: () => number;
  /** Since when this process has seen the floor unchanged. */
  #seen: { readonly versionstamp: string | null; readonly since: number } | undefined;
  #cleanUpTo = "";

  /** @param elapsed milliseconds that never jump. */
  constructor(db: Database, clock: Clock, elapsed: () => number = () => performance.now()) {
    this.#db = db;
    this.#clock = clock;
    this.#elapsed = elapsed;
  }

  /** Raises the floors when it is time, and removes one batch below them. @returns whether there may be more. */
  async forgetChanges(): Promise<boolean> {
    const floors = await this.#raised();
    if (floors.marksFloor <= this.#cleanUpTo) return false;
    const isMore = await removeBelow(this.#db, floors, this.#clock.now());
    if (!isMore) this.#cleanUpTo = floors.marksFloor;
    return isMore;
  }

  async #raised(): Promise<Floors> {
    const [db, now] = [this.#db, this.#clock.now()];
    const past = await db.get(keys.changePast);
    if (this.#seen?.versionstamp !== past.versionstamp) {
      this.#seen = { versionstamp: past.versionstamp, since: this.#elapsed() };
    }
    if (past.value !== undefined && !this.#isOld(past.value.at, this.#seen.since, now)) {
      return past.value;
    }
    const raised = {
      at: now,
      head: await headOf(db),
      floor: past.value?.head ?? lowestChangeId,
      marksFloor: idOf(past.versionstamp),
    };
    // A lost race means that another process has raised them.
    const work = new Commit().check(past).set(keys.changePast, raised);
    const versionstamp = await commit(db, work, now);
    if (versionstamp !== undefined) this.#seen = { versionstamp, since: this.#elapsed() };
    // The next call reads the new floors and removes what lies below.
    return past.value ?? { floor: lowestChangeId, marksFloor: lowestChangeId };
  }

  #isOld(at: Instant, seenSince: number, now: Instant): boolean {
    return this.#elapsed() - seenSince >= feedRetentionMs || Math.abs(now - at) >= surelyOldMs;
  }
}

type Floors = Pick<ChangePast, "floor" | "marksFloor">;

/** No reader looks below the floor, so the order of removals does not matter. */
async function removeBelow(db: Database, floors: Floors, now: Instant): Promise<boolean> {
  const parts: Commit[] = [];
  for await (const lane of entriesOf(db, keys.change.lanes)) {
    const limit = batch - parts.length;
    if (limit <= 0) break;
    parts.push(...await removalsIn(db, lane, floors, limit));
  }
  for (const work of packed(parts, db.limits)) await commit(db, work, now);
  return parts.length >= batch;
}

async function removalsIn(
  db: Database,
  lane: Entry<unknown>,
  { floor, marksFloor }: Floors,
  limit: number,
): Promise<Commit[]> {
  const id = String(lane.key.at(-1));
  const entries = await db.list(keys.change.allOf(id), { limit });
  const old = entries.filter(({ versionstamp, value: { things } }) =>
    versionstamp <= (things.length === 0 ? marksFloor : floor)
  );
  const isOver = entries.every(({ versionstamp }) => versionstamp === unknownStamp);
  if (isOver && lane.versionstamp <= marksFloor) {
    // A commit that uses the lane again writes its row again; then this removal loses.
    return [new Commit().check(lane).delete(keys.change.lane(id))];
  }
  return old.map(({ key }) => new Commit().delete(keys.change.at(id, Number(key.at(-1)))));
}
