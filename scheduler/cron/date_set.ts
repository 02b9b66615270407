import {
  firstDayOf,
  isLeapYear,
  isoWeek,
  monthLengths,
  weekdayOf,
  yearOf,
  type YearShape,
} from "./calendar.ts";
import type { Part } from "./grammar.ts";
import { type NextTable, nextTable } from "./next_table.ts";

export interface DateParts {
  readonly month: readonly Part[];
  readonly day: readonly Part[];
  readonly week: readonly Part[];
  readonly dayOfWeek: readonly Part[];
}

/**
 * The dates that match a schedule's month, day, week and weekday. A year has one of a few dozen
 * shapes. The first search in a shape builds its table, so a search through a hundred years without
 * a match is short.
 */
export class DateSet {
  readonly #months: ReadonlySet<number>;
  readonly #weeks: ReadonlySet<number>;
  readonly #weekdays: ReadonlySet<number>;
  readonly #days: readonly Part[];
  readonly #tables: NextTable[] = [];

  constructor(parts: DateParts) {
    this.#months = valuesOf(parts.month);
    this.#weeks = valuesOf(parts.week);
    this.#weekdays = valuesOf(parts.dayOfWeek);
    this.#days = parts.day;
  }

  /** The first matching day from `day` to `lastDay`, both included; days count from 1970-01-01. */
  next(day: number, lastDay: number): number | undefined {
    let year = yearOf(day);
    let firstDay = firstDayOf(year);
    let dayOfYear = day - firstDay;
    while (firstDay <= lastDay) {
      const found = this.#tableOf(year, firstDay)[dayOfYear]!;
      if (found >= 0) return firstDay + found <= lastDay ? firstDay + found : undefined;
      firstDay = firstDayOf(++year);
      dayOfYear = 0;
    }
    return undefined;
  }

  #tableOf(year: number, firstDay: number): NextTable {
    const firstWeekday = weekdayOf(firstDay);
    const leap = isLeapYear(year);
    const afterLeapYear = isLeapYear(year - 1);
    const key = firstWeekday * 4 + (leap ? 2 : 0) + (afterLeapYear ? 1 : 0);
    return this.#tables[key] ??= this.#buildTable({ firstWeekday, leap, afterLeapYear });
  }

  #buildTable(shape: YearShape): NextTable {
    const matching = new Set<number>();
    let dayOfYear = 0;
    monthLengths(shape.leap).forEach((length, index) => {
      const isMonth = this.#months.has(index + 1);
      for (let day = 1; day <= length; day++, dayOfYear++) {
        const weekday = (shape.firstWeekday + dayOfYear) % 7;
        if (
          isMonth && this.#weekdays.has(weekday) && this.#weeks.has(isoWeek(shape, dayOfYear)) &&
          this.#days.some((part) => allowsDay(part, day, weekday, length))
        ) matching.add(dayOfYear);
      }
    });
    return nextTable(dayOfYear, (index) => matching.has(index));
  }
}

/** The values that parts made of numbers and names allow. */
export function valuesOf(parts: readonly Part[]): ReadonlySet<number> {
  return new Set(parts.flatMap((part) => part.kind === "values" ? part.values : []));
}

function allowsDay(part: Part, day: number, weekday: number, monthLength: number): boolean {
  switch (part.kind) {
    case "values":
      return part.values.includes(day);
    case "last day":
      return day === monthLength;
    case "weekday of month":
      if (weekday !== part.weekday) return false;
      return part.nth === "last" ? day + 7 > monthLength : Math.ceil(day / 7) === part.nth;
  }
}
