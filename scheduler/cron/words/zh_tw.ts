import { type Catalogue, clockText, hasCondition, isAllDay } from "./catalogue.ts";
import type { Dates, DayItem } from "./dates.ts";
import { enumerate, type Listing, type NumberItem, rangeOf } from "./listing.ts";
import type { Times } from "./times.ts";

const weekdays = ["週一", "週二", "週三", "週四", "週五", "週六", "週日"];
const positions = ["第一個", "第二個", "第三個", "第四個", "第五個"];
const gap = "…";

/** Traditional Chinese as written in Taiwan: dates before times. */
export const traditionalChinese: Catalogue = {
  sentence(times, dates) {
    const time = timeText(times);
    if (isAllDay(times) && !hasCondition(dates)) return spaced(time);
    return spaced(`${dateText(dates)}${isAllDay(times) ? "，" : ""}${time}`);
  },
};

function timeText(times: Times): string {
  switch (times.kind) {
    case "every":
      return everyText(times.minutes);
    case "windows": {
      const windows = times.windows.map(({ from, to }) => `${clockText(from)}至${clockText(to)}`);
      return `${and(windows)}，${everyText(times.everyMinutes)}`;
    }
    case "clock":
      return and(times.times.map(clockText));
    case "minutes of hours": {
      const hours = times.hours ? numbers(times.hours, "時") : "每小時";
      return times.minutes ? `${hours}的第${numbers(times.minutes, "分")}` : `${hours}的每一分鐘`;
    }
  }
}

function everyText(minutes: number): string {
  if (minutes === 1) return "每分鐘";
  if (minutes < 60) return `每${minutes}分鐘`;
  return minutes === 60 ? "每小時" : `每${minutes / 60}小時`;
}

function dateText({ months, weeks, days, weekdays }: Dates): string {
  const week = weeks && `ISO第${numbers(weeks, "週")}`;
  if (week && !months && !days) {
    return `每年${week}${weekdays ? `的${weekdaysText(weekdays, "及")}` : "每天"}`;
  }
  const year = months ? `每年${monthsText(months)}` : "";
  if (!days) {
    return `${year}${weekdays ? `每${weekdaysText(weekdays, "及")}` : "每天"}${onlyIf(week)}`;
  }
  const weekday = weekdays && weekdaysText(weekdays, "或");
  return `${year}${monthOwning(months)}${daysText(days)}${onlyIf(weekday, week)}`;
}

/** The text between months and days. Without it, the last day of a range would belong to the last month only. */
function monthOwning(months: readonly number[] | undefined): string {
  if (!months || rangeOf(months)) return "每月";
  return months.length > 1 ? "的" : "";
}

function onlyIf(...conditions: (string | undefined)[]): string {
  const given = conditions.filter((condition) => condition !== undefined);
  return given.length > 0 ? `（限${given.join("且")}）` : "";
}

function daysText({ items, more }: Listing<DayItem>): string {
  return listed(
    items.map((item) => {
      switch (item.kind) {
        case "weekday of month": {
          const position = item.nth === "last" ? "最後一個" : positions[item.nth - 1];
          return `${position}${weekdays[item.weekday]}`;
        }
        case "last day":
          return "最後一天";
        default:
          return numberText(item, (value) => `${value}日`);
      }
    }),
    more,
  );
}

function monthsText(values: readonly number[]): string {
  const range = rangeOf(values);
  return range ? `${range[0]}月至${range[1]}月` : and(values.map((value) => `${value}月`));
}

function weekdaysText(values: readonly number[], last: "及" | "或"): string {
  const range = rangeOf(values);
  return range
    ? `${weekdays[range[0]]}至${weekdays[range[1]]}`
    : enumerate(values.map((value) => weekdays[value]!), "、", last, gap);
}

function numbers({ items, more }: Listing<NumberItem>, unit: string): string {
  return listed(items.map((item) => numberText(item, String)), more, unit);
}

function numberText(item: NumberItem, textOf: (value: number) => string): string {
  switch (item.kind) {
    case "one":
      return textOf(item.value);
    case "range":
      return `${textOf(item.first)}至${textOf(item.last)}`;
    case "gap":
      return gap;
  }
}

function listed(texts: readonly string[], more: number, unit = ""): string {
  return more > 0 ? `${texts.join("、")}${unit}及其他${more}個` : `${and(texts)}${unit}`;
}

function and(texts: readonly string[]): string {
  return enumerate(texts, "、", "及", gap);
}

/** Puts the customary space between Chinese characters and digits or Latin letters. */
function spaced(text: string): string {
  return text.replace(/(?<=\p{Script=Han})(?=[0-9A-Z])|(?<=[0-9A-Z])(?=\p{Script=Han})/gu, " ");
}
