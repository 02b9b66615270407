import type { CrontabFields } from "./expression.ts";
import { textOf, weekdaysText } from "./field_text.ts";
import { Misfit, quote } from "./misfit.ts";
import type { Part } from "./parts.ts";
import { type CrontabField, crontabRanges, monthNames, weekdayNames } from "./ranges.ts";

type Words = readonly [string, string, string, string, string, string];

/** Reports whether words are the time fields of Quartz: six, or seven with a year, and a `?` for the days. */
export function isQuartz(words: readonly string[]): boolean {
  return words.length >= 6 && (words[3] === "?" || words[5] === "?") &&
    words.slice(0, 3).every((word) => /^[\d*]/.test(word)) &&
    /^[\d*?a-zL]/i.test(words[3]!) && /^[\d*?a-zL]/i.test(words[5]!);
}

/** A seventh field of Quartz, and no command. */
export function isYear(word: string): boolean {
  return /^(?:\*(?:\/\d+)?|\d{4}(?:[-,/]\d+)*)$/.test(word);
}

/**
 * The schedule of six Quartz fields (second, minute, hour, day, month, weekday with SUN as 1). Throws Misfit for what
 * Carillon's fields cannot express.
 */
export function fromQuartz([second, minute, hour, day, month, weekday]: Words): CrontabFields {
  if (!/^0+$/.test(second)) {
    throw new Misfit(
      `the second of this Quartz line is ${quote(second)}, and Carillon fires on whole minutes`,
    );
  }
  if ((day === "?") === (weekday === "?")) {
    throw new Misfit("Quartz wants ? as day or as weekday, and not as both", "dayOfWeek");
  }
  return {
    minute: textOf("minute", readParts("minute", minute)),
    hour: textOf("hour", readParts("hour", hour)),
    month: textOf("month", readParts("month", month)),
    ...(day === "?" ? weekdayFields(weekday) : { day: dayText(day), dayOfWeek: "*" }),
  };
}

function dayText(text: string): string {
  if (/^l$/i.test(text)) return "last";
  return textOf("day", readParts("day", text));
}

/** `6L` and `6#2` are days of the month in Carillon's fields. */
function weekdayFields(text: string): { day: string; dayOfWeek: string } {
  const [, last, nth, n] = /^(?:(\w+?)L|(\w+)#([1-5]))$/i.exec(text) ?? [];
  const name = last ?? nth;
  if (name === undefined) {
    return { day: "*", dayOfWeek: weekdaysText(readParts("dayOfWeek", text)) };
  }
  const weekday = weekdayNames[readNumber("dayOfWeek", name)]!;
  const position = n === undefined ? "last" : ["1st", "2nd", "3rd", "4th", "5th"][Number(n) - 1];
  return { day: `${position} ${weekday}`, dayOfWeek: "*" };
}

function readParts(field: CrontabField, text: string): readonly Part[] {
  return text.split(",").map((part) => readPart(field, part));
}

/** Weekdays count from 0 in the parts, and from 1 in Quartz. */
function readPart(field: CrontabField, part: string): Part {
  const form = /^(?:\*|([a-z]+|\d+)(?:-([a-z]+|\d+))?)(?:\/(\d+))?$/i.exec(part);
  if (/^(?:\d+|l)w$/i.test(part)) {
    throw new Misfit("W, the nearest working day, has no counterpart in Carillon's fields", field);
  }
  if (!form) {
    throw new Misfit(`${quote(part)} of this Quartz line has no counterpart here`, field);
  }
  const [, firstText, lastText, stepText] = form;
  const step = stepText === undefined ? 1 : Number(stepText);
  if (step === 0) throw new Misfit(`the step of ${quote(part)} must be at least 1`, field);
  const { min, max } = rangeOf(field);
  if (firstText === undefined) return { first: min, last: max, step, starred: true };
  const first = readNumber(field, firstText);
  const last = lastText !== undefined
    ? readNumber(field, lastText)
    : stepText === undefined
    ? first
    : max;
  if (last < first) {
    throw new Misfit(
      `${quote(part)} runs backwards; write it as two ranges with a comma between`,
      field,
    );
  }
  return { first, last, step, starred: false };
}

function readNumber(field: CrontabField, text: string): number {
  const { min, max } = rangeOf(field);
  if (/^\d/.test(text)) {
    const number = Number(text) - (field === "dayOfWeek" ? 1 : 0);
    if (number >= min && number <= max) return number;
  } else {
    const names = field === "month" ? monthNames : field === "dayOfWeek" ? weekdayNames : [];
    const index = names.indexOf(text.toLowerCase());
    if (index >= 0) return index + min;
  }
  throw new Misfit(`${quote(text)} of this Quartz line has no counterpart here`, field);
}

function rangeOf(field: CrontabField): { readonly min: number; readonly max: number } {
  return field === "dayOfWeek" ? { min: 0, max: 6 } : crontabRanges[field];
}
