import { type DateParts, valuesOf } from "../date_set.ts";
import { type FieldName, fieldRanges, type Part } from "../grammar.ts";
import {
  bounded,
  itemsOf,
  type Listing,
  listingOf,
  type NumberItem,
  sizeOfNumbers,
} from "./listing.ts";

export interface WeekdayOfMonth {
  readonly kind: "weekday of month";
  readonly nth: number | "last";
  /** 0 is Monday. */
  readonly weekday: number;
}

export type DayItem = NumberItem | WeekdayOfMonth | { readonly kind: "last day" };

/** The dates that a schedule allows. All conditions must hold; an undefined one is no condition. */
export interface Dates {
  readonly months: readonly number[] | undefined;
  readonly weeks: Listing<NumberItem> | undefined;
  readonly days: Listing<DayItem> | undefined;
  /** 0 is Monday. */
  readonly weekdays: readonly number[] | undefined;
}

/** Different schedules give different dates, unless a list is too long. */
export function datesOf(parts: DateParts): Dates {
  const months = conditionOn("month", parts.month);
  const weeks = conditionOn("week", parts.week);
  const weekdays = conditionOn("dayOfWeek", parts.dayOfWeek);
  const dates = { months, weeks: weeks && listingOf(weeks) };

  const weekdayOfMonth = weekdays && asWeekdayOfMonth(parts.day, weekdays);
  if (weekdayOfMonth) {
    return { ...dates, days: { items: [weekdayOfMonth], more: 0 }, weekdays: undefined };
  }
  return { ...dates, days: daysOf(parts.day), weekdays };
}

/** Reports whether at most one day of a month can match. */
export function isOneDay({ items, more }: Listing<DayItem>): boolean {
  return items.length === 1 && items[0]?.kind !== "range" && more === 0;
}

function conditionOn(field: FieldName, parts: readonly Part[]): readonly number[] | undefined {
  const { min, max } = fieldRanges[field];
  const values = sortedValues(parts);
  return values.length === max - min + 1 ? undefined : values;
}

function daysOf(parts: readonly Part[]): Listing<DayItem> | undefined {
  const values = conditionOn("day", parts);
  if (values === undefined) return undefined;
  const weekdays = new Map<string, WeekdayOfMonth>();
  for (const part of parts) {
    if (part.kind !== "weekday of month") continue;
    weekdays.set(part.text, { kind: part.kind, nth: part.nth, weekday: part.weekday });
  }
  const items: DayItem[] = [
    ...itemsOf(values),
    ...[...weekdays.values()].toSorted((a, b) => rankOf(a) - rankOf(b)),
  ];
  if (parts.some((part) => part.kind === "last day")) items.push({ kind: "last day" });
  return bounded(
    items,
    (item) =>
      item.kind === "weekday of month" || item.kind === "last day" ? 1 : sizeOfNumbers(item),
  );
}

function rankOf({ nth, weekday }: WeekdayOfMonth): number {
  return (nth === "last" ? 6 : nth) * 7 + weekday;
}

/** Crontab users write `1st sun` as days 1 to 7 with one weekday. */
function asWeekdayOfMonth(
  day: readonly Part[],
  weekdays: readonly number[],
): WeekdayOfMonth | undefined {
  const [weekday, ...others] = weekdays;
  if (weekday === undefined || others.length > 0) return undefined;
  if (day.some((part) => part.kind !== "values")) return undefined;
  const values = sortedValues(day);
  const first = values[0]!;
  const last = Math.min(first + 6, fieldRanges.day.max);
  const isWholeWeek = first % 7 === 1 && values.length === last - first + 1 &&
    values.at(-1) === last;
  return isWholeWeek ? { kind: "weekday of month", nth: (first + 6) / 7, weekday } : undefined;
}

function sortedValues(parts: readonly Part[]): readonly number[] {
  return [...valuesOf(parts)].toSorted((a, b) => a - b);
}
