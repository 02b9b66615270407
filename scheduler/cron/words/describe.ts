import { valuesOf } from "../date_set.ts";
import { type CronFields, readField } from "../fields.ts";
import type { FieldName, Part } from "../grammar.ts";
import type { Catalogue } from "./catalogue.ts";
import { datesOf } from "./dates.ts";
import { english } from "./en.ts";
import { timesOf } from "./times.ts";
import { traditionalChinese } from "./zh_tw.ts";

const catalogues = { "en": english, "zh-TW": traditionalChinese } satisfies Record<
  string,
  Catalogue
>;

/** The languages of describeSchedule(). */
export type ScheduleLocale = keyof typeof catalogues;

/**
 * A schedule in words: one sentence without full stop. Schedules with different times have different texts, unless
 * a list is so long that it ends in *and n more*. Throws RangeError if parseFields() refuses the fields.
 */
export function describeSchedule(fields: CronFields, locale: ScheduleLocale): string {
  const partsOf = (field: FieldName) => readParts(field, fields[field]);
  const valuesAt = (field: FieldName) => [...valuesOf(partsOf(field))].toSorted((a, b) => a - b);
  const times = timesOf(valuesAt("minute"), valuesAt("hour"));
  const dates = datesOf({
    month: partsOf("month"),
    day: partsOf("day"),
    week: partsOf("week"),
    dayOfWeek: partsOf("dayOfWeek"),
  });
  return catalogues[locale].sentence(times, dates);
}

function readParts(field: FieldName, text: string): readonly Part[] {
  const read = readField(field, text);
  if ("reason" in read) throw new RangeError(`Cron field ${field}: ${read.reason}`);
  return read.parts;
}
