/** A day number counts from 1970-01-01, which is day 0. Callers ask for no earlier day. */

export const minuteMs = 60_000;
export const dayMs = 86_400_000;

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** The day number of January 1. */
export function firstDayOf(year: number): number {
  return 365 * (year - 1970) + Math.floor((year - 1969) / 4) - Math.floor((year - 1901) / 100) +
    Math.floor((year - 1601) / 400);
}

/** The year of a day number. */
export function yearOf(day: number): number {
  const guess = 1970 + Math.floor(day / 365.2425); // at most one year off
  if (day < firstDayOf(guess)) return guess - 1;
  return day < firstDayOf(guess + 1) ? guess : guess + 1;
}

/** The weekday of a day number: 0 is Monday, as in the cron field. */
export function weekdayOf(day: number): number {
  return (day + 3) % 7; // 1970-01-01 was a Thursday
}

export function monthLengths(leap: boolean): readonly number[] {
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
}

/** Years with the same shape have the same dates, weekdays and ISO weeks. */
export interface YearShape {
  readonly firstWeekday: number;
  readonly leap: boolean;
  readonly afterLeapYear: boolean;
}

/** The ISO 8601 week of a day of the year, counted from 0. */
export function isoWeek(shape: YearShape, dayOfYear: number): number {
  const { firstWeekday, leap, afterLeapYear } = shape;
  // The week that holds January 1 is week 1 if it has four days or more of the new year.
  const week = Math.floor((dayOfYear + firstWeekday) / 7) + (firstWeekday <= 3 ? 1 : 0);
  if (week === 0) {
    const firstWeekdayBefore = (firstWeekday + 7 - (afterLeapYear ? 2 : 1)) % 7;
    return hasWeek53(firstWeekdayBefore, afterLeapYear) ? 53 : 52;
  }
  return week === 53 && !hasWeek53(firstWeekday, leap) ? 1 : week;
}

/** A year has 53 weeks if it begins or ends on a Thursday. */
function hasWeek53(firstWeekday: number, leap: boolean): boolean {
  return firstWeekday === 3 || (leap && firstWeekday === 2);
}
