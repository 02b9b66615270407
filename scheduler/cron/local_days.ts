import { dayMs, minuteMs } from "./calendar.ts";
import type { Schedule } from "./schedule.ts";
import { zoneNamed } from "./zones/zone.ts";

/** The day number of a moment on the wall clocks of a zone: 0 is 1970-01-01. */
export function localDay(timeZone: string, instant: number): number {
  const { offset } = zoneNamed(timeZone).periodAt(instant);
  return Math.floor((instant + offset) / dayMs);
}

/**
 * When wall clocks of a zone show a time, by the rule of nextRun(): a repeated wall time is its first occurrence, a skipped
 * one comes as long after the change as it would have come without the change.
 * @param wall milliseconds since the reading 1970-01-01 00:00.
 */
export function instantOfWall(timeZone: string, wall: number): number {
  const zone = zoneNamed(timeZone);
  // No offset is longer than a day.
  for (let period = zone.periodAt(wall - dayMs);; period = zone.periodAt(period.until)) {
    const instant = wall - period.offset;
    if (instant >= period.until) continue;
    return instant >= period.from ? instant : wall - period.offsetBefore;
  }
}

/** Whether the month, day, week and weekday of a schedule allow a day. Days before 1970 are not allowed. */
export function isScheduledDay({ dates }: Schedule, day: number): boolean {
  return day >= 0 && dates.next(day, day) === day;
}

const timesKnown = new WeakMap<Schedule, readonly number[]>();

/** The times of day at which a schedule fires, in milliseconds since midnight, ascending. They are the same on each of its days. */
export function timesOfDay(schedule: Schedule): readonly number[] {
  const known = timesKnown.get(schedule);
  if (known !== undefined) return known;
  const times: number[] = [];
  for (let minute = 0; minute < 1440; minute++) {
    const [hour, ofHour] = [Math.floor(minute / 60), minute % 60];
    if (schedule.hours[hour] === hour && schedule.minutes[ofHour] === ofHour) {
      times.push(minute * minuteMs);
    }
  }
  timesKnown.set(schedule, times);
  return times;
}
