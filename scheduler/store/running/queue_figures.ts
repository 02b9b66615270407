import { isHeld } from "../../model/execution.ts";
import { type ExecutionId, timeOf } from "../../model/ids.ts";
import type { Instant } from "../../model/time.ts";
import { knownExecutions } from "../history/executions.ts";
import type { Database, Entry } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import type { Claim } from "../../model/records/claim.ts";
import { queuedCategories } from "./ready.ts";

/** How many executions wait and run, and how many workers there are. Each count ends at {@link mostCounted}. */
export interface QueueFigures {
  readonly ready: number;
  readonly later: number;
  readonly running: number;
  readonly waiting: number;
  readonly workers: number;
}

export const mostCounted = 1000;

/** How the executions of claims are counted. */
export interface CountOptions {
  /**
   * The most executions that are read to leave out those that have ended; the others count as running. By default as many as
   * are counted.
   */
  readonly mostRead?: number;
  /** How old a claim is whose executions are read, in milliseconds; 0 by default. A claim of short runs is soon gone. */
  readonly readAfterMs?: number;
}

export async function queueFigures(
  db: Database,
  now: Instant,
  options: CountOptions = {},
): Promise<QueueFigures> {
  const [queued, later, claims, waiting, workers] = await Promise.all([
    queuedCounts(db, now),
    db.list(keys.later.all, { limit: mostCounted }),
    db.list(keys.claim.all, { limit: mostCounted }),
    db.list(keys.waiting.all, { limit: mostCounted }),
    db.list(keys.worker.all, { limit: mostCounted }),
  ]);
  return {
    ready: queued.ready,
    later: Math.min(queued.later + later.length, mostCounted),
    running: await countRunning(db, claims, now, options),
    waiting: waiting.length,
    workers: workers.length,
  };
}

async function queuedCounts(
  db: Database,
  now: Instant,
): Promise<{ readonly ready: number; readonly later: number }> {
  let [ready, later] = [0, 0];
  for await (const category of queuedCategories(db)) {
    const table = keys.queue.allOf(category);
    const [due, retries] = await Promise.all([
      db.list(table, { before: [now + 1], limit: mostCounted - ready }),
      db.list(table, { from: [now + 1], limit: mostCounted - later }),
    ]);
    ready += due.length;
    later += retries.length;
    if (ready >= mostCounted && later >= mostCounted) break;
  }
  return { ready, later };
}

/** A claim names its ended executions too, until the last of them ends. */
async function countRunning(
  db: Database,
  claims: readonly Entry<Claim>[],
  now: Instant,
  { mostRead = mostCounted, readAfterMs = 0 }: CountOptions,
): Promise<number> {
  const read: ExecutionId[] = [];
  let count = 0;
  for (const { key, value: { executionIds } } of claims) {
    const isOld = now - timeOf(String(key.at(-1))) >= readAfterMs;
    // The only execution of a claim has not ended.
    if (executionIds.length > 1 && isOld) read.push(...executionIds);
    else count += executionIds.length;
  }
  count += Math.max(0, read.length - mostRead);
  const claimed = await knownExecutions(db, read.slice(0, mostRead));
  count += claimed.filter(isHeld).length;
  return Math.min(count, mostCounted);
}
