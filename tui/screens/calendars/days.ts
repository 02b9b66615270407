import { type Calendar, weekdays } from "../../../routes/contract/timing/calendars.ts";
import { wallOf } from "../../texts/format.ts";

/** What a calendar covers of one day, in its own zone. */
export interface Cover {
  /** Of the day: 00:00 to 24:00 for all of it. */
  readonly from: string;
  readonly to: string;
  /** May be empty. */
  readonly name: string;
  /** A window comes each week. */
  readonly isWeekly: boolean;
}

const dayMs = 86_400_000;
const [dayBegin, dayEnd] = ["00:00", "24:00"];

/** The day so many days after a date such as 2026-12-25. */
export function dayAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** 0 is Monday. */
export function weekdayOf(date: string): number {
  return (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
}

/** The first day of the month that lies so many months after a date. */
export function monthAfter(date: string, months: number): string {
  const [year = 0, month = 1] = date.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10);
}

export function isWhole({ from, to }: Cover): boolean {
  return from === dayBegin && to === dayEnd;
}

/** What the calendar covers of a day, the earliest first. */
export function coversOf(calendar: Calendar, date: string): Cover[] {
  const dates = calendar.dates.filter(({ from, to }) => from <= date && date <= to)
    .map(({ name }): Cover => ({ from: dayBegin, to: dayEnd, name, isWeekly: false }));
  const times = stretchesOf(calendar).filter(({ first, last }) => first <= date && date <= last)
    .map(({ first, last, from, to, name }): Cover => ({
      ...{ name, isWeekly: false },
      from: date === first ? from : dayBegin,
      to: date === last ? to : dayEnd,
    }));
  return [...dates, ...times, ...windowsOn(calendar, weekdayOf(date))]
    .sort((a, b) => a.from < b.from ? -1 : 1);
}

function windowsOn({ windows }: Calendar, weekday: number): Cover[] {
  return windows.flatMap(({ days, from, to }): Cover[] => {
    const beginsOn = (day: number) => days.includes(weekdays[(day + 7) % 7] ?? "");
    const isOverMidnight = to <= from;
    const cover = (from: string, to: string) => ({ from, to, name: "", isWeekly: true });
    const begun = beginsOn(weekday) ? [cover(from, isOverMidnight ? dayEnd : to)] : [];
    const isLeft = isOverMidnight && to > dayBegin && beginsOn(weekday - 1);
    return isLeft ? [cover(dayBegin, to), ...begun] : begun;
  });
}

/** A stretch of time in the zone of its calendar. */
export interface Stretch {
  /** Its first and last day. */
  readonly first: string;
  readonly last: string;
  readonly from: string;
  readonly to: string;
  readonly name: string;
}

const stretches = new WeakMap<Calendar, readonly Stretch[]>();

/** The single stretches of a calendar. Zones take time, so each calendar is worked out once. */
export function stretchesOf(calendar: Calendar): readonly Stretch[] {
  let made = stretches.get(calendar);
  if (made === undefined) {
    made = calendar.times.map(({ from, to, name }): Stretch => {
      const begin = wallOf(Date.parse(from), calendar.timezone);
      const end = wallOf(Date.parse(to), calendar.timezone);
      // The end is not included: at midnight it is the end of the day before.
      const endsAtMidnight = end.time.startsWith(dayBegin) && end.date > begin.date;
      return {
        ...{ first: begin.date, from: begin.time.slice(0, 5), name },
        last: endsAtMidnight ? dayAfter(end.date, -1) : end.date,
        to: endsAtMidnight ? dayEnd : end.time.slice(0, 5),
      };
    });
    stretches.set(calendar, made);
  }
  return made;
}

export function todayIn({ timezone }: Calendar, now: number): string {
  return wallOf(now, timezone).date;
}

/** The next day, from `today` on, of which the calendar covers something. */
export function nextDay(calendar: Calendar, today: string): string | undefined {
  const later = (days: readonly { readonly first: string; readonly last: string }[]) =>
    days.filter(({ last }) => last >= today).map(({ first }) => first < today ? today : first);
  const days = [
    ...later(calendar.dates.map(({ from, to }) => ({ first: from, last: to }))),
    ...later(stretchesOf(calendar)),
    ...Array.from({ length: 7 }, (_, i) => dayAfter(today, i))
      .filter((day) => windowsOn(calendar, weekdayOf(day)).length > 0).slice(0, 1),
  ];
  return days.sort()[0];
}

/** How many whole days the dates of a calendar name. */
export function daysIn({ dates }: Calendar): number {
  return dates.reduce(
    (sum, { from, to }) => sum + (Date.parse(to) - Date.parse(from)) / dayMs + 1,
    0,
  );
}

/** What a calendar is made of. */
export type CalendarKind = "dates" | "weekly" | "times" | "mixed" | "empty";

export function kindOf({ dates, windows, times }: Calendar): CalendarKind {
  const kinds = [
    ...(dates.length > 0 ? ["dates" as const] : []),
    ...(windows.length > 0 ? ["weekly" as const] : []),
    ...(times.length > 0 ? ["times" as const] : []),
  ];
  return kinds.length > 1 ? "mixed" : kinds[0] ?? "empty";
}
