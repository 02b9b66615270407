import { zoneDataVersion } from "../../scheduler/cron/mod.ts";
import { type Caller, seesAll } from "../../scheduler/model/caller.ts";
import type { CategoryId } from "../../scheduler/model/ids.ts";
import type { Instant } from "../../scheduler/model/time.ts";
import { lastTick, oldestDue } from "../../scheduler/store/firing/ticks.ts";
import { listWorkers, nextDueJobs } from "../../scheduler/store/history/stats.ts";
import type { Database } from "../../scheduler/store/kv/database.ts";
import { queueFigures } from "../../scheduler/store/running/queue_figures.ts";
import { isoTimeOrNothing } from "../http/times.ts";
import { dueJobToWire, workerToWire } from "./wire.ts";

const nextFires = 10;
const mostWorkers = 100;

/** The state of the whole service: queue, tick, workers, and the jobs that are due next. */
export async function serviceAnswer(
  db: Database,
  category: CategoryId | undefined,
  caller: Caller,
  now: Instant,
) {
  const [{ workers: _, ...queue }, tickedAt, dueAt, workers, due] = await Promise.all([
    queueFigures(db, now),
    lastTick(db),
    oldestDue(db, now),
    seesAll(caller) ? listWorkers(db, now, mostWorkers) : [],
    nextDueJobs(db, category, nextFires),
  ]);
  return {
    zone_data_version: zoneDataVersion,
    queue,
    tick: {
      last_tick_time: isoTimeOrNothing(tickedAt),
      last_tick_age_ms: tickedAt === undefined ? null : Math.max(0, now - tickedAt),
      oldest_due_time: isoTimeOrNothing(dueAt),
      lag_ms: dueAt === undefined ? 0 : now - dueAt,
    },
    workers: workers.map(workerToWire),
    next_fires: due.map(dueJobToWire),
  };
}
