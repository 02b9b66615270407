import { wallOf } from "../../texts/format.ts";

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

/** Whether `on:` knows the day. */
export function isDay(name: string): boolean {
  return dateNamed(name, "2026-01-01") !== undefined;
}

/** The bounds of a day in milliseconds; a weekday is the last such day, today included. `undefined`: no day. */
export function dayNamed(
  name: string,
  { today, zone }: Calendar,
): { readonly from: number; readonly to: number } | undefined {
  const date = dateNamed(name, today);
  if (date === undefined) return undefined;
  return { from: startOf(date, zone), to: startOf(daysAfter(date, 1), zone) };
}

function dateNamed(name: string, today: string): string | undefined {
  if (name === "today") return today;
  if (name === "yesterday") return daysAfter(today, -1);
  if (/^\d{4}-\d\d-\d\d$/.test(name)) {
    return Number.isNaN(Date.parse(name)) ? undefined : name;
  }
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
