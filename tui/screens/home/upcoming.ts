import type { Upcoming } from "../../../routes/contract/jobs/upcoming.ts";
import type { Stats } from "../../../routes/contract/history/stats.ts";
import type { Execution } from "../../../routes/contract/history/executions.ts";
import { isFailure } from "../../../routes/contract/facts.ts";
import type { Column } from "../../terminal/charts.ts";
import { wallOf } from "../../texts/format.ts";
import { memo } from "../../cache/memo.ts";
import { endsIn, failuresIn } from "../../state/server/figures.ts";
import type { State } from "../../state.ts";

const minuteMs = 60_000;
const hourMs = 3_600_000;

/** The fires of one minute. */
export interface Minute {
  /** `2026-11-22T14:05`, in UTC. */
  readonly id: string;
  readonly at: number;
  readonly fires: number;
  /** The first of the jobs that fire, by name. */
  readonly jobs: readonly { readonly name: string }[];
}

/** The fires of the next ten minutes, by minute, as the server counts them. */
export function upcomingMinutes({ stats, jobs, now }: State): readonly Minute[] {
  const minute = Math.floor(now / minuteMs);
  if (stats.upcoming === "unknown") return nextFires(jobs.byId, minute);
  return minutesOf(stats.upcoming, minute);
}

const minutesOf = memo((
  upcoming: Upcoming | undefined,
  minute: number,
): readonly Minute[] =>
  (upcoming?.minutes ?? []).map(({ start_time, fires, jobs }) => ({
    id: start_time.slice(0, 16),
    at: Date.parse(start_time),
    fires,
    jobs,
  })).filter(({ at }) => at >= minute * minuteMs)
);

/** The next fire of each job, for a server that is older than the count. */
const nextFires = memo((
  byId: State["jobs"]["byId"],
  minute: number,
): readonly Minute[] => {
  const from = new Date(minute * minuteMs).toISOString();
  const to = new Date((minute + 10) * minuteMs).toISOString();
  const due = [...byId.values()].filter(({ paused, next_run_time: next }) =>
    !paused && next >= from && next < to
  );
  const minutes = Map.groupBy(due, ({ next_run_time }) => next_run_time.slice(0, 16));
  return [...minutes].sort(([a], [b]) => a < b ? -1 : 1).map(([id, jobs]) => ({
    id,
    at: Date.parse(`${id}:00.000Z`),
    fires: jobs.length,
    jobs: jobs.sort((a, b) => a.name < b.name ? -1 : 1),
  }));
});

const minuteLength = "2026-11-22T14:05".length;

function isoMinute(at: number): string {
  return new Date(at).toISOString().slice(0, minuteLength);
}

interface MinuteColumn {
  readonly value: number;
  readonly bad: number;
}

/** The server's counts by minute, in their order: the 60 minutes up to this one. */
const countedPerMinute = memo((
  stats: Stats | undefined,
  minute: number,
): ReadonlyMap<string, MinuteColumn> => {
  const columns = new Map(
    Array.from({ length: 60 }, (_, i): [string, MinuteColumn] => [
      isoMinute((minute - 59 + i) * minuteMs),
      { value: 0, bad: 0 },
    ]),
  );
  for (const bucket of stats?.buckets ?? []) {
    const id = bucket.start_time.slice(0, minuteLength);
    const column = columns.get(id);
    if (column === undefined) continue;
    const [value, bad] = [column.value + endsIn(bucket), column.bad + failuresIn(bucket)];
    columns.set(id, { value, bad });
  }
  return columns;
});

/** Ends per minute of the last hour: the server's counts, and the ends that events told since. */
export const executionsPerMinute = memo((
  stats: Stats | undefined,
  ends: ReadonlyMap<string, Pick<Execution, "ended_time" | "state">>,
  minute: number,
): readonly Column[] => {
  const counted = countedPerMinute(stats, minute);
  const from = stats?.time_range_end ?? "";
  // By the text of the minute, because reading the times of thousands of ends takes long.
  const since = new Map<string, { value: number; bad: number }>();
  for (const { ended_time, state } of ends.values()) {
    if (ended_time === "" || ended_time <= from) continue;
    const id = ended_time.slice(0, minuteLength);
    let column = since.get(id);
    if (column === undefined) since.set(id, column = { value: 0, bad: 0 });
    column.value++;
    if (isFailure(state)) column.bad++;
  }
  return [...counted].map(([id, { value, bad }]): Column => {
    const more = since.get(id);
    return more === undefined ? { value, bad } : { value: value + more.value, bad: bad + more.bad };
  });
});

/** One hour of the heat map. */
export interface HeatHour {
  /** `2026-11-22T14`, in UTC. */
  readonly id: string;
  readonly date: string;
  readonly hour: number;
  readonly failed: number;
}

/** Failures by hour, with the days of a zone; without figures of the server, of the known executions. */
export const failuresByHour = memo((
  stats: Stats | undefined,
  executions: ReadonlyMap<string, Execution> | undefined,
  zone: string,
): readonly HeatHour[] => {
  const counts = new Map<string, number>();
  for (const bucket of stats?.buckets ?? []) {
    counts.set(bucket.start_time.slice(0, 13), failuresIn(bucket));
  }
  for (const { ended_time, state } of executions?.values() ?? []) {
    if (ended_time === "" || !isFailure(state)) continue;
    const id = ended_time.slice(0, 13);
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return [...counts].sort(([a], [b]) => a < b ? -1 : 1).map(([id, failed]) => {
    const { date, time } = wallOf(Date.parse(`${id}:00:00.000Z`), zone);
    return { id, date, hour: Number(time.slice(0, 2)), failed };
  });
});

/** The same hours by `2026-11-22 14` in their zone. Where clocks are put back, the first of two. */
export const hoursByWall = memo((hours: readonly HeatHour[]): ReadonlyMap<string, HeatHour> =>
  new Map(hours.toReversed().map((one) => [`${one.date} ${one.hour}`, one]))
);

/** The last seven days in the calendar of a zone, oldest first. */
export function lastDays(now: number, zone: string): string[] {
  const today = Date.parse(`${wallOf(now, zone).date}T00:00:00Z`);
  return Array.from(
    { length: 7 },
    (_, i) => new Date(today - (6 - i) * 24 * hourMs).toISOString().slice(0, 10),
  );
}
