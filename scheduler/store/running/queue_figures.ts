import { isHeld } from "../../model/execution.ts";
import type { Instant } from "../../model/time.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
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

export async function queueFigures(db: Database, now: Instant): Promise<QueueFigures> {
  const [queued, later, claims, waiting, workers] = await Promise.all([
    queuedCounts(db, now),
    db.list(keys.later.all, { limit: mostCounted }),
    db.list(keys.claim.all, { limit: mostCounted }),
    db.list(keys.waiting.all, { limit: mostCounted }),
    db.list(keys.worker.all, { limit: mostCounted }),
  ]);
  // A claim names its ended executions too, until the last of them ends.
  const ids = claims.flatMap(({ value }) => value.executionIds).slice(0, mostCounted);
  const claimed = await db.getMany(ids.map(keys.execution.at));
  const running = claimed.filter(({ value }) => value !== undefined && isHeld(value));
  return {
    ready: queued.ready,
    later: Math.min(queued.later + later.length, mostCounted),
    running: running.length,
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
