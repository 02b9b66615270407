import { isDate, wallOf } from "../../texts/format.ts";

const dayMs = 86_400_000;
const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** The days that have a name in `on:`. */
export const dayNames: readonly string[] = ["today", "yesterday", ...weekdays];

/** The calendar in which days are counted. */
export interface Calendar {
  /** The present date: `2026-11-27`. */
  readonly today: string;
  readonly zone: string;
}

export function calendarOf(now: number, zone: string): Calendar {
  return { today: wallOf(now, zone).date, zone };
}

/** A stretch of time in milliseconds. The end is not included. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Present dates at which every stretch is past, or still to come. */
const late: Calendar = { today: "2999-12-31", zone: "UTC" };
const early: Calendar = { today: "1999-12-31", zone: "UTC" };

/** Whether `on:` knows the day, or the days. */
export function isDay(name: string): boolean {
  return dayNamed(name, late) !== undefined;
}

/** Whether a day to come has the name. */
export function isComingDay(name: string): boolean {
  return comingDay(name, early) !== undefined;
}

/**
 * The bounds of a day, or of several: `mon..wed`, `2026-11-20..`. A weekday is the last such day, today included.
 * `undefined`: no day.
 */
export function dayNamed(name: string, { today, zone }: Calendar): Stretch | undefined {
  const [first = "", last = first, ...others] = name.split("..");
  const end = dateNamed(last || "today", today);
  if (end === undefined || others.length > 0) return undefined;
  // The first day of `mon..wed` is the Monday before that Wednesday.
  const begin = dateNamed(first, isRelative(first) ? today : end);
  return begin === undefined || begin > end ? undefined : stretchOf(begin, end, zone);
}

/** The same for a day to come: a weekday is the next such day, today included. */
export function comingDay(name: string, { today, zone }: Calendar): Stretch | undefined {
  const [first = "", last = first, ...others] = name.split("..");
  const begin = comingDate(first, today);
  if (begin === undefined || others.length > 0) return undefined;
  const end = comingDate(last, isRelative(last) ? today : begin);
  return end === undefined || begin > end ? undefined : stretchOf(begin, end, zone);
}

function isRelative(name: string): boolean {
  return ["today", "yesterday", "tomorrow"].includes(name);
}

function stretchOf(first: string, last: string, zone: string): Stretch {
  return { from: startOf(first, zone), to: startOf(daysAfter(last, 1), zone) };
}

function comingDate(name: string, today: string): string | undefined {
  if (name === "tomorrow") return daysAfter(today, 1);
  if (name === "yesterday") return undefined;
  const last = dateNamed(name, today);
  const isWeekday = last !== undefined && name !== last;
  return isWeekday && last < today ? daysAfter(last, 7) : last;
}

function dateNamed(name: string, today: string): string | undefined {
  if (name === "today") return today;
  if (name === "yesterday") return daysAfter(today, -1);
  if (/^\d/.test(name)) return isDate(name) ? name : undefined;
  const weekday = name.length >= 3 ? weekdays.indexOf(name.slice(0, 3)) : -1;
  if (weekday < 0 || !/^(sun|mon|tues?|wed(nes)?|thu(rs)?|fri|satu?r?)(day)?$/.test(name)) {
    return undefined;
  }
  const back = (new Date(`${today}T00:00:00Z`).getUTCDay() - weekday + 7) % 7;
  return daysAfter(today, -back);
}

function daysAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** The first moment of a date in a zone. */
function startOf(date: string, zone: string): number {
  const wanted = Date.parse(`${date}T00:00:00Z`);
  let at = wanted;
  // The second round is for a day on which the clock changes.
  for (let i = 0; i < 2; i++) {
    const wall = wallOf(at, zone);
    at += wanted - Date.parse(`${wall.date}T${wall.time}Z`);
  }
  return at;
}
