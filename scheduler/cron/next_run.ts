import { dayMs, firstDayOf, yearOf } from "./calendar.ts";
import { nextWallTime, type Schedule } from "./schedule.ts";
import { type OffsetPeriod, zoneNamed } from "./zones/zone.ts";

const searchYears = 100;
const lastYear = 9999;

/**
 * The first fire that is strictly later than `after`; both are epoch milliseconds. Undefined if there is no
 * fire within 100 years. Throws RangeError for a time zone that isTimeZone() refuses.
 */
export function nextRun(
  schedule: Schedule,
  timeZone: string,
  after: number,
): number | undefined {
  const zone = zoneNamed(timeZone);
  if (!Number.isFinite(after)) return undefined;
  const lastDay = lastDayToSearch(after);
  // No wall time before 1970 matches. In no zone does 1970 begin more than a day before it does in UTC.
  let from = Math.max(Math.floor(after) + 1, -dayMs);
  while (true) {
    if (from > (lastDay + 2) * dayMs) return undefined;
    const period = zone.periodAt(from);
    const run = nextRunIn(period, schedule, from, lastDay);
    if (run !== undefined || period.until === Infinity) return run;

    // The search skips the periods in which nothing can match: clocks are never set back by more than a
    // day, and no offset is longer than a day.
    const wall = nextWallTime(schedule, period.until + period.offset - dayMs, lastDay);
    if (wall === undefined) return undefined;
    from = Math.max(period.until, wall - dayMs);
  }
}

/**
 * Applies the rule for clock changes (RFC 5545). A schedule that runs every hour goes by elapsed time: each
 * real minute whose wall time matches is a fire. For any other schedule, each wall time is one fire: a
 * repeated wall time fires at its first occurrence, a skipped one as long after the change as it would have
 * been without the change.
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
