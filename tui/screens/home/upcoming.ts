import type { Job } from "../../../routes/contract/jobs.ts";
import type { Execution } from "../../../routes/contract/executions.ts";
import type { Column } from "../../terminal/charts.ts";
import { wallOf } from "../../texts/format.ts";
import { memo } from "../../state/memo.ts";
import { isFailure } from "../../state/selectors.ts";
import type { State } from "../../state.ts";

const minuteMs = 60_000;
const hourMs = 3_600_000;

/** The jobs that fire within one minute. */
export interface Minute {
  /** `2026-11-22T14:05`, in UTC. */
  readonly id: string;
  readonly at: number;
  readonly jobs: readonly Job[];
}

/** What fires in the next ten minutes, by minute. */
export const upcomingMinutes = memo((
  byId: State["jobs"]["byId"],
  minute: number,
): readonly Minute[] => {
  const from = new Date(minute * minuteMs).toISOString();
  const to = new Date((minute + 10) * minuteMs).toISOString();
  const minutes = new Map<string, Job[]>();
  for (const job of byId.values()) {
    const { next_run_time: next } = job;
    if (job.paused || next < from || next >= to) continue;
    const id = next.slice(0, 16);
    const jobs = minutes.get(id);
    if (jobs === undefined) minutes.set(id, [job]);
    else jobs.push(job);
  }
  return [...minutes].sort(([a], [b]) => a < b ? -1 : 1).map(([id, jobs]) => ({
    id,
    at: Date.parse(`${id}:00.000Z`),
    jobs: jobs.sort((a, b) => a.name < b.name ? -1 : 1),
  }));
});

/** Ends per minute of the last hour: what the server counted, and since then what it told. */
export const executionsPerMinute = memo((
  stats: State["stats"]["minutes"],
  executions: ReadonlyMap<string, Execution>,
  minute: number,
): readonly Column[] => {
  const columns = Array.from({ length: 60 }, () => ({ value: 0, bad: 0 }));
  const columnOf = (iso: string) => {
    const back = minute - Math.floor(Date.parse(iso) / minuteMs);
    return columns[59 - back];
  };
  // The last length of time was not over when it was counted.
  const counted = stats?.buckets.slice(0, -1) ?? [];
  const from = stats?.buckets.at(-1)?.start_time ?? "";
  for (const bucket of counted) {
    const column = columnOf(bucket.start_time);
    if (column === undefined) continue;
    const bad = bucket.failed + bucket.timeout + bucket.scheduled_error;
    column.value += bad + bucket.succeeded + bucket.stopped;
    column.bad += bad;
  }
  for (const { ended_time, state } of executions.values()) {
    if (ended_time === "" || ended_time < from) continue;
    const column = columnOf(ended_time);
    if (column === undefined) continue;
    column.value++;
    if (isFailure(state)) column.bad++;
  }
  return columns;
});

/** One hour of the heat map. */
export interface HeatHour {
  /** `2026-11-22T14`, in UTC. */
  readonly id: string;
  readonly date: string;
  readonly hour: number;
  readonly failed: number;
}

/** Failures by hour, in a zone's days; without the server's figures those of the runs at hand. */
export const failuresByHour = memo((
  stats: State["stats"]["hours"],
  executions: ReadonlyMap<string, Execution> | undefined,
  zone: string,
): readonly HeatHour[] => {
  const counts = new Map<string, number>();
  for (const { start_time, failed, timeout, scheduled_error } of stats?.buckets ?? []) {
    counts.set(start_time.slice(0, 13), failed + timeout + scheduled_error);
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

/** The last seven days as a zone's calendar has them, the oldest first. */
export function lastDays(now: number, zone: string): string[] {
  const today = Date.parse(`${wallOf(now, zone).date}T00:00:00Z`);
  return Array.from(
    { length: 7 },
    (_, i) => new Date(today - (6 - i) * 24 * hourMs).toISOString().slice(0, 10),
  );
}
