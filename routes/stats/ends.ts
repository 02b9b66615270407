import type { Caller } from "../../scheduler/model/caller.ts";
import {
  type BucketSize,
  bucketSizes,
  bucketsOf,
  type Ends,
  figuresOf,
} from "../../scheduler/model/figures/end_figures.ts";
import type { CategoryId, JobId } from "../../scheduler/model/ids.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import { day, hour, type Instant } from "../../scheduler/model/time.ts";
import { minuteCountsMs } from "../../scheduler/store/history/end_counts.ts";
import { readEnds, readEndsOfJob } from "../../scheduler/store/history/stats.ts";
import type { Database } from "../../scheduler/store/kv/database.ts";
import type { TimeRange } from "../../scheduler/store/kv/pages.ts";
import type { StatsQuery } from "../contract/history/stats.ts";
import { mustBeKnown } from "../executions/known_job.ts";
import { isoTime } from "../http/times.ts";
import { figuresToWire } from "./wire.ts";

/** The most buckets of one answer. */
const mostBuckets = { minute: 1440, hour: 744, day: 92 } as const;

/**
 * How executions ended, in buckets of time.
 * @throws Refusal `not_found` for a job that the caller does not know, `invalid` for a range that does not fit.
 */
export async function endsAnswer(
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

/** @param oldest the oldest end of the job; `undefined` where the query names no job. */
function rangeOf(
  { time_range_start, time_range_end }: StatsQuery,
  oldest: Instant | undefined,
  now: Instant,
): TimeRange {
  // Nothing ended before 1970.
  const to = Math.max(0, time_range_end ?? now);
  const earliest = to - (mostBuckets.day - 1) * day;
  const from = time_range_start ?? (oldest === undefined ? to - hour : Math.max(oldest, earliest));
  if (from > to) {
    throw Refusal.invalid([{ field: "time_range_start", reason: "is after the end" }]);
  }
  return { from: Math.max(0, from), to };
}

/** The shortest buckets that still make a readable chart. */
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
