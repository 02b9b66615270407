import { type OffsetPeriod, zoneNamed } from "../../cron/mod.ts";
import { day, type Instant, minute } from "../time.ts";
import type { Calendar, WeeklyWindow } from "./calendar.ts";

/** Whether a calendar covers a moment, and until when the answer holds at least. */
export interface Stretch {
  readonly isCovered: boolean;
  /** Not included; may be infinite. */
  readonly until: Instant;
}

/** A sorted list of ranges that do not touch each other: `from` included, `to` not included. */
type Ranges = readonly { readonly from: number; readonly to: number }[];

const weekMinutes = 7 * 1440;

/** What a calendar covers, made ready for many questions. */
export class Coverage {
  readonly #timeZone: string;
  /** Wall times in milliseconds. */
  readonly #dates: Ranges;
  /** Epoch milliseconds. */
  readonly #times: Ranges;
  /** Minutes since Monday 00:00. */
  readonly #week: Ranges;

  constructor({ timeZone, dates, times, windows }: Calendar) {
    this.#timeZone = timeZone;
    this.#dates = merged(dates.map(({ from, to }) => ({ from: from * day, to: (to + 1) * day })));
    this.#times = merged(times);
    this.#week = merged(windows.flatMap(partsOf));
  }

  stretchAt(at: Instant): Stretch {
    const period = zoneNamed(this.#timeZone).periodAt(at);
    const parts = [
      inPeriod(stretchIn(this.#dates, at + period.offset), period),
      inPeriod(this.#weekStretch(at + period.offset), period),
      stretchIn(this.#times, at),
    ];
    const covering = parts.filter(({ isCovered }) => isCovered);
    if (covering.length > 0) {
      return { isCovered: true, until: Math.max(...covering.map(({ until }) => until)) };
    }
    return { isCovered: false, until: Math.min(...parts.map(({ until }) => until)) };
  }

  #weekStretch(wall: number): Stretch {
    const weekMs = weekMinutes * minute;
    // 1970-01-01 was a Thursday.
    const sinceMonday = wall + 3 * day;
    const weekStart = Math.floor(sinceMonday / weekMs) * weekMs;
    const found = stretchIn(this.#week, (sinceMonday - weekStart) / minute);
    const [first] = this.#week;
    if (first === undefined) return found;
    if (first.from === 0 && first.to === weekMinutes) return { isCovered: true, until: Infinity };
    // Behind the last window of the week comes the first one of the next week.
    const isLast = found.until === Infinity;
    const end = isLast ? weekMinutes + first.from : found.until;
    return { ...found, until: weekStart - 3 * day + end * minute };
  }
}

/** An answer about wall times as one about moments. Within one period of a zone, wall times go as time does. */
function inPeriod({ isCovered, until }: Stretch, { offset, until: end }: OffsetPeriod): Stretch {
  return { isCovered, until: until === Infinity ? Infinity : Math.min(until - offset, end) };
}

function stretchIn(ranges: Ranges, at: number): Stretch {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.to ?? 0) > at) high = middle;
    else low = middle + 1;
  }
  const range = ranges[low];
  if (range === undefined) return { isCovered: false, until: Infinity };
  return at >= range.from
    ? { isCovered: true, until: range.to }
    : { isCovered: false, until: range.from };
}

function partsOf({ days, from, to }: WeeklyWindow): Ranges {
  const length = to > from ? to - from : to + 1440 - from;
  return days.flatMap((weekday) => {
    const start = weekday * 1440 + from;
    const end = start + length;
    if (end <= weekMinutes) return [{ from: start, to: end }];
    return [{ from: start, to: weekMinutes }, { from: 0, to: end - weekMinutes }];
  });
}

function merged(ranges: Ranges): Ranges {
  const sorted = ranges.toSorted((a, b) => a.from - b.from);
  const result: { from: number; to: number }[] = [];
  for (const { from, to } of sorted) {
    const last = result.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else if (to > from) result.push({ from, to });
  }
  return result;
}
