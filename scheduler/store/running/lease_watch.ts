import type { WorkerId } from "../../model/ids.ts";
import type { Database, Entry } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import type { Worker } from "../kv/records.ts";

/** How long a worker that says nothing keeps what it claimed, unless it is told otherwise. */
export const leaseMs = 30_000;

/** A record as this process saw it first. */
interface Sighting {
  readonly versionstamp: string;
  /** By the watcher's own monotonic clock, in milliseconds. */
  readonly since: number;
}

/**
 * What one process has seen of the workers' records. A worker is lost when its record did not change for the length of
 * its lease, as this process saw it. No wall clock is asked: neither the worker's nor the watcher's.
 */
export class LeaseWatch {
  readonly #elapsed: () => number;
  readonly #isGone: (worker: Worker) => Promise<boolean>;
  readonly #own: () => WorkerId | undefined;
  #seen = new Map<WorkerId, Sighting>();
  /** How long until the next of the watched leases runs out, as of the last look. */
  #restMs = Infinity;

  /**
   * @param elapsed milliseconds of a clock that never jumps.
   * @param isGone whether it is certain that the worker's process has ended: then nobody has to wait.
   * @param own the worker of this process, which is not watched: it gives its lease up by itself.
   */
  constructor(
    elapsed: () => number,
    isGone: (worker: Worker) => Promise<boolean> = never,
    own: () => WorkerId | undefined = () => undefined,
  ) {
    this.#elapsed = elapsed;
    this.#isGone = isGone;
    this.#own = own;
  }

  /** How long until a worker may be found lost, if none renews its lease; `Infinity` without workers. */
  get restMs(): number {
    return this.#restMs;
  }

  /** Looks at all workers, and remembers them. @returns those that are lost. */
  async lostWorkers(db: Database): Promise<Entry<Worker>[]> {
    // What is read was so at some moment between these two, so the time without a change is not overstated.
    const before = this.#elapsed();
    const entries = await db.list(keys.worker.all, { limit: 1000 });
    const after = this.#elapsed();
    const seen = new Map<WorkerId, Sighting>();
    const lost: Entry<Worker>[] = [];
    let restMs = Infinity;
    for (const entry of entries) {
      const { versionstamp, value } = entry;
      const id = entry.key.at(-1) as WorkerId;
      if (id === this.#own()) continue;
      const known = this.#seen.get(id);
      const sighting = known?.versionstamp === versionstamp
        ? known
        : { versionstamp, since: after };
      seen.set(id, sighting);
      const ownRestMs = sighting.since + (value.leaseMs ?? leaseMs) - before;
      if (ownRestMs <= 0 || value.isLost || await this.#isGone(value)) lost.push(entry);
      else restMs = Math.min(restMs, ownRestMs);
    }
    this.#seen = seen;
    this.#restMs = restMs;
    return lost;
  }
}

function never(): Promise<boolean> {
  return Promise.resolve(false);
}
