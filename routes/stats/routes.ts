import {
  type BucketSize,
  bucketSizes,
  bucketsOf,
  type EndFigures,
  type Ends,
  figuresOf,
} from "../../scheduler/model/figures/end_figures.ts";
import { successRate } from "../../scheduler/model/execution_state.ts";
import type { CategoryId, JobId } from "../../scheduler/model/ids.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import { day, hour, type Instant } from "../../scheduler/model/time.ts";
import { type Caller, seesAll } from "../../scheduler/model/user.ts";
import type { Database } from "../../scheduler/store/kv/database.ts";
import { minuteCountsMs } from "../../scheduler/store/history/end_counts.ts";
import type { TimeRange } from "../../scheduler/store/kv/pages.ts";
import { queueFigures } from "../../scheduler/store/running/queue_figures.ts";
import {
  listWorkers,
  nextDueJobs,
  readEnds,
  readEndsOfJob,
} from "../../scheduler/store/history/stats.ts";
import { lastTick, oldestDue } from "../../scheduler/store/firing/ticks.ts";
import { answer, apiRoutes, route } from "../http/api_route.ts";
import type { StatsQuery } from "../contract/stats.ts";
import type { AppDeps } from "../deps.ts";
import { mustBeKnown } from "../executions/find_routes.ts";
import { chosenCategory, isoTime, isoTimeOrNothing } from "../http/wire.ts";

const apiRoute = apiRoutes(() => import("../contract/stats.ts"));

const mostBuckets = { minute: 1440, hour: 744, day: 92 } as const;
const nextFires = 10;
const mostWorkers = 100;

const statsRoute = apiRoute({
  method: "get",
  path: "/stats",
  tags: ["stats"],
  operationId: "getStats",
  summary: "Get figures of executions and of the service",
  description:
    "How executions ended, by the time of their end, in lengths of time; how full the queue is; " +
    "whether jobs are fired in time; what is due next.",
  request: ({ StatsQuery }) => ({ query: StatsQuery }),
  responses: ({ Stats }) => ({ 200: answer(Stats, "The figures.") }),
  errors: [404],
});

export function statsRoutes({ db, clock }: AppDeps) {
  return [route(statsRoute, async (c) => {
    const query = c.req.valid("query");
    const [caller, now] = [c.var.user, clock.now()];
    const category = chosenCategory(caller, query.category_id);
    const [ends, service] = await Promise.all([
      endsAnswer(db, query, category, caller, now),
      serviceAnswer(db, category, caller, now),
    ]);
    return c.json({ ...ends, ...service }, 200);
  })];
}

async function endsAnswer(
  db: Database,
  query: StatsQuery,
  category: CategoryId | undefined,
  caller: Caller,
  now: Instant,
) {
  const ofJob = query.job_id === undefined
    ? undefined
    : await endsOfJob(db, query.job_id, category, caller);
  const range = rangeOf(query, ofJob?.at(-1)?.at, now);
  const size = query.bucket ?? sizeFor(range, ofJob === undefined, now);
  mustHoldIn(range, size, query.bucket === undefined);
  if (ofJob === undefined && size === "minute" && range.from < now - minuteCountsMs) {
    const reason = "minutes are kept for two days only; ask for hours or days";
    throw Refusal.invalid([{ field: "bucket", reason }]);
  }
  const ends = ofJob?.filter(({ at }) => range.from <= at && at <= range.to) ??
    await readEnds(db, category, range, size);
  const buckets = bucketsOf(ends, range, size);
  return {
    time_range_start: isoTime(buckets[0]?.at ?? range.from),
    time_range_end: isoTime(range.to),
    bucket: size,
    total: figuresToWire(figuresOf(ends)),
    buckets: buckets.map(({ at, figures }) => ({
      start_time: isoTime(at),
      ...figuresToWire(figures),
    })),
  };
}

async function endsOfJob(
  db: Database,
  job: JobId,
  category: CategoryId | undefined,
  caller: Caller,
): Promise<Ends[]> {
  await mustBeKnown(db, job, caller);
  return (await readEndsOfJob(db, job, category)).toSorted((a, b) => b.at - a.at);
}

/** @param oldest the oldest end that is known, where that bounds the range. */
function rangeOf(
  { time_range_start, time_range_end }: StatsQuery,
  oldest: Instant | undefined,
  now: Instant,
): TimeRange {
  // Before 1970 there is nothing.
  const to = Math.max(0, time_range_end ?? now);
  const earliest = to - (mostBuckets.day - 1) * day;
  const from = time_range_start ?? (oldest === undefined ? to - hour : Math.max(oldest, earliest));
  if (from > to) {
    throw Refusal.invalid([{ field: "time_range_start", reason: "is after the end" }]);
  }
  return { from: Math.max(0, from), to };
}

/** The shortest that gives a chart which can be read. */
function sizeFor({ from, to }: TimeRange, isCounted: boolean, now: Instant): BucketSize {
  const hasMinutes = !isCounted || from >= now - minuteCountsMs;
  if (to - from <= 3 * hour && hasMinutes) return "minute";
  return to - from <= 7 * day ? "hour" : "day";
}

function mustHoldIn({ from, to }: TimeRange, size: BucketSize, isChosen: boolean): void {
  const most = mostBuckets[size];
  if ((to - from) / bucketSizes[size] <= most) return;
  throw Refusal.invalid([{
    field: isChosen ? "time_range_start" : "bucket",
    reason: `the range holds more than ${most} ${size}s`,
  }]);
}

function figuresToWire(figures: EndFigures) {
  const { counts: { "scheduled error": scheduledError, ...counts }, durations } = figures;
  return {
    ...counts,
    scheduled_error: scheduledError,
    success_rate: successRate(figures.counts) ?? null,
    duration_ms: durations ?? null,
  };
}

async function serviceAnswer(
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
    queue,
    tick: {
      last_tick_time: isoTimeOrNothing(tickedAt),
      last_tick_age_ms: tickedAt === undefined ? null : Math.max(0, now - tickedAt),
      oldest_due_time: isoTimeOrNothing(dueAt),
      lag_ms: dueAt === undefined ? 0 : now - dueAt,
    },
    workers: workers.map(({ id, hostname, pid, startedAt, leaseUntil }) => ({
      worker_id: id,
      hostname,
      pid,
      started_time: isoTime(startedAt),
      lease_until: isoTime(leaseUntil),
    })),
    next_fires: due.map((job) => ({
      job_id: job.id,
      name: job.name,
      job_class_string: job.jobClass,
      category_id: job.categoryId,
      next_run_time: isoTime(job.nextRunAt ?? now),
    })),
  };
}
