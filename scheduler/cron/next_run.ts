import { dayMs, firstDayOf, yearOf } from "./calendar.ts";
import { nextWallTime, type Schedule } from "./schedule.ts";
import { type OffsetPeriod, zoneNamed } from "./zone.ts";

const searchYears = 100;
const lastYear = 9999;

/**
 * The first fire strictly later than `after`, both in epoch milliseconds; undefined if there is none
 * within 100 years. Throws RangeError for a time zone that isTimeZone() refuses.
 */
export function nextRun(
  schedule: Schedule,
  timeZone: string,
  after: number,
): number | undefined {
  const zone = zoneNamed(timeZone);
  if (!Number.isFinite(after)) return undefined;
  const lastDay = lastDayToSearch(after);
  // No wall time before 1970 matches, and 1970 begins nowhere more than a day before it does in UTC.
  let from = Math.max(Math.floor(after) + 1, -dayMs);
  while (true) {
    if (from > (lastDay + 2) * dayMs) return undefined; // where Intl may have no dates any more
    const period = zone.periodAt(from);
    const run = nextRunIn(period, schedule, from, lastDay);
    if (run !== undefined) return run;

    // Clocks are never set back by more than a day, and never differ from UTC by more than one: the
    // periods in which nothing can match are passed over.
    const wall = nextWallTime(schedule, period.until + period.offset - dayMs, lastDay);
    if (wall === undefined) return undefined;
    from = Math.max(period.until, wall - dayMs);
  }
}

/**
 * What happens when the clocks change. A schedule that runs every hour goes by elapsed time: each real
 * minute that reads right is a fire. For any other, each wall time is one fire: a repeated one at its
 * first occurrence, a skipped one as far behind the change as it would have been without it.
 */
function nextRunIn(
  period: OffsetPeriod,
  schedule: Schedule,
  from: number,
  lastDay: number,
): number | undefined {
  const { offset, offsetBefore } = period;
  const firstUnread = schedule.runsEveryHour ? -Infinity : period.from + offsetBefore;
  const wall = nextWallTime(schedule, Math.max(from + offset, firstUnread), lastDay);
  let run = wall === undefined ? Infinity : wall - offset;

  const skippedUntil = schedule.runsEveryHour ? -Infinity : period.from + offset;
  if (from + offsetBefore < skippedUntil) {
    const skipped = nextWallTime(schedule, from + offsetBefore, lastDay);
    if (skipped !== undefined && skipped < skippedUntil) {
      run = Math.min(run, skipped - offsetBefore);
    }
  }
  return run < period.until ? run : undefined;
}

function lastDayToSearch(after: number): number {
  const day = Math.floor(after / dayMs);
  const end = day < 0 ? Math.floor(day + searchYears * 365.2425) : sameDayLater(day);
  return Math.min(end, firstDayOf(lastYear + 1) - 1);
}

function sameDayLater(day: number): number {
  const year = yearOf(day);
  return day - firstDayOf(year) + firstDayOf(year + searchYears);
}
