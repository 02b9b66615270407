import { type Catalogue, clockText, hasCondition, isAllDay } from "./catalogue.ts";
import { type Dates, type DayItem, isOneDay } from "./dates.ts";
import { enumerate, type Listing, type NumberItem, rangeOf } from "./listing.ts";
import type { Times } from "./times.ts";

const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const months = [
  ...["January", "February", "March", "April", "May", "June"],
  ...["July", "August", "September", "October", "November", "December"],
];
const positions = ["first", "second", "third", "fourth", "fifth"];
const gap = "…";

export const english: Catalogue = {
  sentence(times, dates) {
    const time = timeText(times);
    if (isAllDay(times) && !hasCondition(dates)) return time;
    return `${time}${times.kind === "clock" ? "" : ","} ${dateText(dates)}`;
  },
};

function timeText(times: Times): string {
  switch (times.kind) {
    case "every":
      return everyText(times.minutes);
    case "windows": {
      const windows = times.windows
        .map(({ from, to }) => `from ${clockText(from)} to ${clockText(to)}`);
      return `${everyText(times.everyMinutes)} ${and(windows)}`;
    }
    case "clock":
      return `at ${and(times.times.map(clockText))}`;
    case "minutes of hours": {
      const hours = times.hours ? numbers("hour", times.hours) : "every hour";
      return times.minutes
        ? `at ${numbers("minute", times.minutes)} past ${hours}`
        : `every minute of ${hours}`;
    }
  }
}

function everyText(minutes: number): string {
  if (minutes === 1) return "every minute";
  if (minutes < 60) return `every ${minutes} minutes`;
  return minutes === 60 ? "every hour" : `every ${minutes / 60} hours`;
}

function dateText({ months, weeks, days, weekdays }: Dates): string {
  const texts: string[] = [];
  if (days) {
    texts.push(`on the ${daysText(days)} of ${monthsOwning(months)}`);
    if (weekdays) texts.push(`${isOneDay(days) ? "if it is" : "that are"} ${aWeekday(weekdays)}`);
  } else {
    texts.push(weekdays ? everyWeekday(weekdays) : "every day");
    if (months) texts.push(duringMonths(months));
  }
  const text = texts.join(" ");
  if (!weeks) return text;
  return `${text}${days || months ? "," : ""} in ISO ${numbers("week", weeks)}`;
}

function daysText({ items, more }: Listing<DayItem>): string {
  return listed(
    items.map((item) => {
      switch (item.kind) {
        case "weekday of month": {
          const position = item.nth === "last" ? "last" : positions[item.nth - 1];
          return `${position} ${weekdays[item.weekday]}`;
        }
        case "last day":
          return "last day";
        default:
          return numberText(item, ordinal);
      }
    }),
    more,
  );
}

function monthsOwning(values: readonly number[] | undefined): string {
  if (!values) return "the month";
  return rangeOf(values) ? `each month ${duringMonths(values)}` : and(values.map(monthName));
}

function duringMonths(values: readonly number[]): string {
  const range = rangeOf(values);
  return range
    ? `from ${monthName(range[0])} to ${monthName(range[1])}`
    : `in ${and(values.map(monthName))}`;
}

function everyWeekday(values: readonly number[]): string {
  const range = rangeOf(values);
  return range
    ? `${weekdays[range[0]]} to ${weekdays[range[1]]}`
    : `every ${and(values.map((value) => weekdays[value]!))}`;
}

function aWeekday(values: readonly number[]): string {
  const range = rangeOf(values);
  return range
    ? `a day from ${weekdays[range[0]]} to ${weekdays[range[1]]}`
    : `a ${enumerate(values.map((value) => weekdays[value]!), ", ", " or ", gap)}`;
}

function monthName(month: number): string {
  return months[month - 1]!;
}

/** `minute 5`, `minutes 0, 7, 14, …, 56`. */
function numbers(noun: string, { items, more }: Listing<NumberItem>): string {
  const isOne = items.length === 1 && items[0]?.kind === "one";
  return `${noun}${isOne ? "" : "s"} ${
    listed(items.map((item) => numberText(item, String)), more)
  }`;
}

function numberText(item: NumberItem, textOf: (value: number) => string): string {
  switch (item.kind) {
    case "one":
      return textOf(item.value);
    case "range":
      return `${textOf(item.first)} to ${textOf(item.last)}`;
    case "gap":
      return gap;
  }
}

function ordinal(number: number): string {
  const isTeen = number > 10 && number < 14;
  return `${number}${(isTeen ? undefined : ["th", "st", "nd", "rd"][number % 10]) ?? "th"}`;
}

function listed(texts: readonly string[], more: number): string {
  return and(more > 0 ? [...texts, `${more} more`] : texts);
}

function and(texts: readonly string[]): string {
  return enumerate(texts, ", ", " and ", gap);
}
