/** The answers of the bench's server that count: figures of what ended, and the fires to come. */
import type { Execution } from "../../routes/contract/history/executions.ts";
import type { Stats } from "../../routes/contract/history/stats.ts";
import type { Job } from "../../routes/contract/jobs/jobs.ts";
import type { Upcoming } from "../../routes/contract/jobs/upcoming.ts";

export type End = Pick<Execution, "state" | "ended_time">;

const lengths = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;
const mostNamed = 3;
const mostHeavy = 10;

/** The figures of the ends in the range that the query names, as `GET /stats` gives them. */
export function statsOf(ends: readonly End[], query: URLSearchParams, now: number): Stats {
  const bucket = (query.get("bucket") ?? "minute") as keyof typeof lengths;
  const length = lengths[bucket];
  const to = momentIn(query, "time_range_end") ?? now;
  const from = momentIn(query, "time_range_start") ?? to - lengths.hour;
  const first = Math.floor(from / length) * length;
  const buckets = Array.from({ length: Math.ceil((to - first) / length) }, (_, i) => ({
    start_time: iso(first + i * length),
    ...noFigures(),
  }));
  const total = noFigures();
  for (const { state, ended_time } of ends) {
    const at = Date.parse(ended_time);
    const counted = at <= to ? buckets[Math.floor((at - first) / length)] : undefined;
    if (counted === undefined || (state !== "succeeded" && state !== "failed")) continue;
    for (const figures of [counted, total]) figures[state]++;
  }
  return {
    time_range_start: iso(first),
    time_range_end: iso(to),
    bucket,
    total: withRate(total),
    buckets: buckets.map(withRate),
    queue: { ready: 0, later: 0, running: 0, waiting: 0 },
    tick: { last_tick_time: iso(now), last_tick_age_ms: 0, oldest_due_time: "", lag_ms: 0 },
    workers: [],
    next_fires: [],
  };
}

function noFigures() {
  return { succeeded: 0, failed: 0, timeout: 0, stopped: 0, scheduled_error: 0 };
}

function withRate<T extends ReturnType<typeof noFigures>>(figures: T) {
  const counted = figures.succeeded + figures.failed;
  return {
    ...figures,
    success_rate: counted === 0 ? null : figures.succeeded / counted,
    duration_ms: counted === 0 ? null : { p50: 700, p95: 700, p99: 700 },
  };
}

/** The fires of the range that the query names, as `GET /upcoming` gives them. No job fires twice within an hour. */
export function upcomingOf(jobs: readonly Job[], query: URLSearchParams, now: number): Upcoming {
  const from = momentIn(query, "from") ?? now;
  const to = momentIn(query, "to") ?? from + 10 * lengths.minute;
  const [start, end] = [iso(from), iso(to)];
  const due = jobs.filter(({ next_run_time: next }) => next >= start && next < end);
  const minutes = Map.groupBy(due, ({ next_run_time }) => `${next_run_time.slice(0, 16)}:00.000Z`);
  const named = ({ job_id, name }: Job) => ({ job_id, name });
  return {
    time_range_start: start,
    time_range_end: end,
    fires: due.length,
    jobs: due.length,
    minutes: [...minutes].sort(([a], [b]) => a < b ? -1 : 1).map(([start_time, fires]) => ({
      start_time,
      fires: fires.length,
      jobs: fires.slice(0, mostNamed).map(named),
    })),
    heaviest: due.slice(0, mostHeavy).map((job) => ({
      ...named(job),
      category_id: job.category_id,
      fires: 1,
    })),
    closed: [],
  };
}

function momentIn(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  return text === null ? undefined : Date.parse(text);
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
