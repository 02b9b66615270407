import { type Calendar, weekdays } from "../../../routes/contract/timing/calendars.ts";

/** The dates, windows and times of a calendar as they are typed in the form: parts with `; ` between them. */

export interface CalendarParts {
  readonly dates: Calendar["dates"];
  readonly windows: Calendar["windows"];
  readonly times: Calendar["times"];
}

const separator = "; ";

function partsIn(text: string): string[] {
  return text.split(/[;\r\n]+/).map((part) => part.trim()).filter((part) => part !== "");
}

/** `2027-01-01 New Year; 2027-02-06..2027-02-10 Spring Festival`. */
export function datesText(dates: CalendarParts["dates"]): string {
  return dates.map(({ from, to, name }) => `${rangeText(from, to)} ${name}`.trim())
    .join(separator);
}

export function timesText(times: CalendarParts["times"]): string {
  return times.map(({ from, to, name }) => `${shortTime(from)}..${shortTime(to)} ${name}`.trim())
    .join(separator);
}

/** `sat, sun 00:00-24:00; mon 22:00-06:00`. */
export function windowsText(windows: CalendarParts["windows"]): string {
  return windows.map(({ days, from, to }) => `${days.join(",")} ${from}-${to}`).join(separator);
}

function rangeText(from: string, to: string): string {
  return from === to ? from : `${from}..${to}`;
}

/** Without seconds that are 0. */
function shortTime(time: string): string {
  return time.replace(/(:00)?(\.0+)?Z$/, "Z");
}

/** @returns the part that cannot be read as text. The server judges what the dates say. */
export function datesOf(text: string): CalendarParts["dates"] | string {
  return each(text, (part) => {
    const [, from = "", to, name = ""] =
      /^(\d{4}-\d\d-\d\d)(?:\s*\.\.\s*(\d{4}-\d\d-\d\d))?(?:\s+(.*))?$/.exec(part) ?? [];
    return from === "" ? undefined : { from, to: to ?? from, name };
  });
}

export function timesOf(text: string): CalendarParts["times"] | string {
  return each(text, (part) => {
    const [, from = "", to = "", name = ""] =
      /^(\d{4}-\d\d-\d\dT\S+?)\s*\.\.\s*(\d{4}-\d\d-\d\dT\S+)(?:\s+(.*))?$/i.exec(part) ?? [];
    return from === "" ? undefined : { from, to, name };
  });
}

export function windowsOf(text: string): CalendarParts["windows"] | string {
  return each(text, (part) => {
    const [, words = "", from = "", to = ""] =
      /^(.+?)\s+(\d\d:\d\d)\s*[-–]\s*(\d\d:\d\d)$/.exec(part) ??
        [];
    const days = words.toLowerCase().split(/[\s,]+/).flatMap(daysOf);
    const isRead = days.length > 0 && days.every((day) => day !== undefined);
    return from === "" || !isRead ? undefined : { days, from, to };
  });
}

/** `sat`, or `mon-fri`. */
function daysOf(word: string): (string | undefined)[] {
  const [first = "", last = first] = word.split("-");
  const at = (day: string) => weekdays.findIndex((name) => name === day);
  const [from, to] = [at(first), at(last)];
  if (from < 0 || to < 0) return [undefined];
  return Array.from({ length: (to - from + 7) % 7 + 1 }, (_, i) => weekdays[(from + i) % 7]);
}

function each<T>(text: string, read: (part: string) => T | undefined): T[] | string {
  const made: T[] = [];
  for (const part of partsIn(text)) {
    const one = read(part);
    if (one === undefined) return part;
    made.push(one);
  }
  return made;
}
