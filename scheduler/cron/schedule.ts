import { BoundedMap } from "../cache/bounded_map.ts";
import { dayMs, minuteMs } from "./calendar.ts";
import { type DateParts, DateSet, valuesOf } from "./date_set.ts";
import { type CronFields, readField } from "./fields.ts";
import { type FieldName, fieldNames, type Part } from "./grammar.ts";
import { type NextTable, nextTable } from "./next_table.ts";

/** Cron fields, compiled for searching. */
export interface Schedule {
  readonly dates: DateSet;
  readonly hours: NextTable;
  readonly minutes: NextTable;
  /** The schedule allows all 24 hours, so it goes by elapsed time when the clocks change. */
  readonly runsEveryHour: boolean;
}

// Most schedules share their dates (`* * * *`), and date tables are the large ones.
const schedules = new BoundedMap<string, Schedule>(10_000);
const dateSets = new BoundedMap<string, DateSet>(1_000);

/**
 * Compiles normalised fields. Equal fields give the same object while the cache holds it. Throws RangeError for
 * fields that parseFields() refuses.
 */
export function compileSchedule(fields: CronFields): Schedule {
  const dateText = `${fields.month}|${fields.day}|${fields.week}|${fields.dayOfWeek}`;
  const text = `${dateText}|${fields.hour}|${fields.minute}`;
  const known = schedules.get(text);
  if (known) return known;

  const parts = readParts(fields);
  const hours = valuesOf(parts.hour);
  const minutes = valuesOf(parts.minute);
  const schedule: Schedule = {
    dates: dateSetOf(dateText, parts),
    hours: nextTable(24, (hour) => hours.has(hour)),
    minutes: nextTable(60, (minute) => minutes.has(minute)),
    runsEveryHour: hours.size === 24,
  };
  schedules.set(text, schedule);
  return schedule;
}

/**
 * The first matching wall time at `from` or later, until the end of `lastDay`. A wall time is the reading of the
 * wall clock as milliseconds since the reading 1970-01-01 00:00.
 */
export function nextWallTime(
  schedule: Schedule,
  from: number,
  lastDay: number,
): number | undefined {
  // Schedules begin in 1970.
  const minute = Math.max(0, Math.ceil(from / minuteMs));
  const day = Math.floor(minute / 1440);
  const date = schedule.dates.next(day, lastDay);
  if (date === undefined) return undefined;
  if (date > day) return date * dayMs + nextMinuteOfDay(schedule, 0) * minuteMs;

  const minuteOfDay = nextMinuteOfDay(schedule, minute - day * 1440);
  if (minuteOfDay >= 0) return day * dayMs + minuteOfDay * minuteMs;

  const later = schedule.dates.next(day + 1, lastDay);
  if (later === undefined) return undefined;
  return later * dayMs + nextMinuteOfDay(schedule, 0) * minuteMs;
}

/** The first allowed minute of a day at `from` or later, or -1. */
function nextMinuteOfDay({ hours, minutes }: Schedule, from: number): number {
  const hour = Math.floor(from / 60);
  if (hours[hour] === hour) {
    const minute = minutes[from - hour * 60]!;
    if (minute >= 0) return hour * 60 + minute;
  } else if (hours[hour]! >= 0) return hours[hour]! * 60 + minutes[0]!;
  const later = hours[hour + 1]!;
  return later >= 0 ? later * 60 + minutes[0]! : -1;
}

function dateSetOf(text: string, parts: DateParts): DateSet {
  const known = dateSets.get(text);
  if (known) return known;
  const dates = new DateSet(parts);
  dateSets.set(text, dates);
  return dates;
}

function readParts(fields: CronFields): Record<FieldName, readonly Part[]> {
  const parts = {} as Record<FieldName, readonly Part[]>;
  for (const field of fieldNames) {
    const read = readField(field, fields[field]);
    if ("reason" in read) throw new RangeError(`Cron field ${field}: ${read.reason}`);
    parts[field] = read.parts;
  }
  return parts;
}
