import { memo } from "../../cache/memo.ts";
import type { State } from "../../state.ts";
import { endsIn, failuresIn } from "../../state/server/figures.ts";
import type { AgendaState } from "./state.ts";

export const minuteMs = 60_000;
export const hourMs = 3_600_000;
/** How far back and ahead the server is asked. It answers for at most a day. */
export const pastMs = 6 * hourMs;
export const nextMs = 18 * hourMs;

/** What the time line knows of one minute. */
export interface TimelineMinute {
  readonly at: number;
  /** Fires to come, or executions that ended. */
  readonly count: number;
  readonly failed: number;
  /** Executions that never started: missed, skipped, or of an unknown class. */
  readonly notStarted: number;
  readonly isPast: boolean;
}

/** A minute with so many fires is a pile-up, if it also has so many times those of the usual minute. */
const leastPileUp = 10;
const pileUpFactor = 3;

type Given = Pick<State, "agenda" | "now"> & Partial<Pick<State, "connection">>;

/** All minutes in which something happened or will happen, the earliest first. */
export function timelineOf({ agenda, now }: Given) {
  const { upcoming, past, notStarted } = agenda;
  return minutesOf(upcoming, past, notStarted, Math.floor(now / minuteMs));
}

const minutesOf = memo((
  upcoming: AgendaState["upcoming"],
  past: AgendaState["past"],
  notStarted: AgendaState["notStarted"],
  present: number,
): readonly TimelineMinute[] => {
  const now = present * minuteMs;
  const minutes = new Map<number, TimelineMinute>();
  const add = (at: number, isPast: boolean, given: Partial<TimelineMinute>) => {
    const before = minutes.get(at) ?? { at, count: 0, failed: 0, notStarted: 0, isPast };
    minutes.set(at, {
      ...before,
      count: before.count + (given.count ?? 0),
      failed: before.failed + (given.failed ?? 0),
      notStarted: before.notStarted + (given.notStarted ?? 0),
    });
  };
  for (const bucket of known(past)?.buckets ?? []) {
    const at = Date.parse(bucket.start_time);
    const count = endsIn(bucket) - bucket.scheduled_error;
    if (at < now && count > 0) add(at, true, { count, failed: failuresIn(bucket) });
  }
  for (const { scheduled_time } of notStarted?.executions ?? []) {
    add(minuteOf(Date.parse(scheduled_time)), true, { notStarted: 1 });
  }
  for (const { start_time, fires } of known(upcoming)?.minutes ?? []) {
    const at = Date.parse(start_time);
    if (at >= now) add(at, false, { count: fires });
  }
  return [...minutes.values()].sort((a, b) => a.at - b.at);
});

function known<T>(it: T | "unknown" | undefined): T | undefined {
  return it === "unknown" ? undefined : it;
}

export function minuteOf(at: number): number {
  return Math.floor(at / minuteMs) * minuteMs;
}

/** How much there is in the usual minute: the median of the minutes that have anything; 0 where none has. */
export interface Usual {
  /** Executions that ended in a minute. */
  readonly past: number;
  /** Fires to come. */
  readonly next: number;
}

export const usualFires = memo((minutes: readonly TimelineMinute[]): Usual => ({
  past: median(minutes.filter(({ isPast, count }) => isPast && count > 0)),
  next: median(minutes.filter(({ isPast }) => !isPast)),
}));

function median(minutes: readonly TimelineMinute[]): number {
  const counts = minutes.map(({ count }) => count).sort((a, b) => a - b);
  return counts[Math.floor(counts.length / 2)] ?? 0;
}

/** Whether far more jobs fire in the minute than in the usual one, or far more executions ended in it. */
export function isPileUp({ count, isPast }: TimelineMinute, usual: Usual): boolean {
  const most = isPast ? usual.past : usual.next;
  return count >= leastPileUp && count >= most * pileUpFactor;
}

/**
 * The minute that the user chose; otherwise the next one with fires, or the present one. While the server does not answer,
 * the minute that was read last stays.
 */
export function chosenMinute(state: Given): number {
  const { agenda, connection } = state;
  const present = minuteOf(state.now);
  if (agenda.at === undefined && connection?.phase === "lost" && agenda.minute !== undefined) {
    return agenda.minute.at;
  }
  return state.agenda.at ??
    timelineOf(state).find(({ at, count, isPast }) => !isPast && count > 0 && at > state.now)?.at ??
    present;
}

/** The next minute in a direction for which `isWanted` holds; `undefined`: there is none. */
export function minuteBeyond(
  state: Given,
  by: 1 | -1,
  isWanted: (minute: TimelineMinute) => boolean = () => true,
): number | undefined {
  const from = chosenMinute(state);
  const wanted = timelineOf(state).filter(isWanted);
  return by > 0
    ? wanted.find(({ at }) => at > from)?.at
    : wanted.findLast(({ at }) => at < from)?.at;
}

/** A minute within the time that the server was asked for. */
export function withinReach(at: number, now: number): number {
  const present = minuteOf(now);
  return Math.min(present + nextMs - minuteMs, Math.max(present - pastMs, at));
}

/** One column of the chart: several minutes. */
export interface TimelineColumn {
  readonly from: number;
  /** The fullest of its minutes. */
  readonly value: number;
  readonly bad: number;
  readonly notStarted: number;
  readonly isPileUp: boolean;
  /** Calendars or pauses keep jobs from firing. */
  readonly isClosed: boolean;
}

export interface Axis {
  readonly from: number;
  readonly stepMs: number;
  readonly columns: number;
}

/** A stretch in which a calendar or a pause keeps jobs from firing. */
export interface Closed {
  readonly kind: "calendar" | "pause";
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Those that the server told: of the past hours, then of the coming ones. */
export function closedOf({ pastClosed = [], upcoming }: AgendaState): readonly Closed[] {
  return [...pastClosed, ...known(upcoming)?.closed ?? []].map((
    { kind, name, start_time, end_time },
  ) => ({
    ...{ kind, name },
    from: Date.parse(start_time),
    to: Date.parse(end_time),
  }));
}

/** The columns, with those marked that a stretch touches. */
export function withClosed(
  columns: readonly TimelineColumn[],
  { stepMs }: Axis,
  closed: readonly Closed[],
): TimelineColumn[] {
  return columns.map((column) => ({
    ...column,
    isClosed: closed.some(({ from, to }) => from < column.from + stepMs && to > column.from),
  }));
}

/** How many minutes a column of the chart stands for. */
const stepMs = 5 * minuteMs;

/** The part of the time that is in view: a quarter of it past, moved on by halves until it shows the chosen minute. */
export function axisFor(columns: number, now: number, chosen: number): Axis {
  const span = columns * stepMs;
  const half = Math.max(stepMs, Math.floor(columns / 2) * stepMs);
  let from = floorTo(now - span / 4, stepMs);
  while (chosen < from) from -= half;
  while (chosen >= from + span) from += half;
  return { from, stepMs, columns };
}

function floorTo(at: number, step: number): number {
  return Math.floor(at / step) * step;
}

export function columnOf({ from, stepMs }: Axis, at: number): number {
  return Math.floor((at - from) / stepMs);
}

/** The minutes, gathered into the columns of the axis. */
export function columnsOf(
  minutes: readonly TimelineMinute[],
  axis: Axis,
  usual: Usual,
): TimelineColumn[] {
  const columns = Array.from({ length: axis.columns }, (_, i): TimelineColumn => ({
    from: axis.from + i * axis.stepMs,
    value: 0,
    bad: 0,
    notStarted: 0,
    isPileUp: false,
    isClosed: false,
  }));
  for (const minute of minutes) {
    const i = columnOf(axis, minute.at);
    const column = columns[i];
    if (column === undefined) continue;
    columns[i] = {
      ...column,
      value: Math.max(column.value, minute.count),
      bad: Math.max(column.bad, minute.failed),
      notStarted: column.notStarted + minute.notStarted,
      isPileUp: column.isPileUp || isPileUp(minute, usual),
    };
  }
  return columns;
}
