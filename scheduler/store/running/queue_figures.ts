import { isHeld } from "../../model/execution.ts";
import type { Instant } from "../../model/time.ts";
import { knownExecutions } from "../history/executions.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";

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
  const [ready, retries, later, claims, waiting, workers] = await Promise.all([
    db.list(keys.queue.all, { before: [now + 1], limit: mostCounted }),
    db.list(keys.queue.all, { from: [now + 1], limit: mostCounted }),
    db.list(keys.later.all, { limit: mostCounted }),
    db.list(keys.claim.all, { limit: mostCounted }),
    db.list(keys.waiting.all, { limit: mostCounted }),
    db.list(keys.worker.all, { limit: mostCounted }),
  ]);
  // A claim names its ended executions too, until the last of them ends.
  const ids = claims.flatMap(({ value }) => value.executionIds).slice(0, mostCounted);
  const running = (await knownExecutions(db, ids)).filter(isHeld);
  return {
    ready: ready.length,
    later: Math.min(retries.length + later.length, mostCounted),
    running: running.length,
    waiting: waiting.length,
    workers: workers.length,
  };
}
