import assert from "node:assert/strict";
import {
  compileSchedule,
  type CronFields,
  type FieldError,
  type FieldName,
  nextRun,
  parseFields,
  type Schedule,
} from "../../../scheduler/cron/mod.ts";
import { describeSchedule, type ScheduleLocale } from "../../../scheduler/cron/words/describe.ts";
import { daysCompared, runsCompared } from "./vixie.ts";

const day = 86_400_000;

export type Given = Partial<Record<FieldName, string>>;

export function accept(given: Given): CronFields {
  const result = parseFields(given);
  assert.ok(result.ok, `${JSON.stringify(given)} is refused: ${JSON.stringify(result)}`);
  return result.fields;
}

export function refuse(given: Given): readonly FieldError[] {
  const result = parseFields(given);
  assert.ok(!result.ok, `${JSON.stringify(given)} is accepted`);
  return result.errors;
}

export function scheduleOf(given: Given): Schedule {
  return compileSchedule(accept(given));
}

/** The first `count` fires after a moment, such as `2026-01-01T00:30Z`. */
export function runsAfter(given: Given, timeZone: string, after: string, count: number): string[] {
  const schedule = scheduleOf(given);
  const runs: string[] = [];
  let last: number | undefined = Date.parse(after);
  assert.ok(Number.isFinite(last), after);
  while (runs.length < count) {
    last = nextRun(schedule, timeZone, last);
    if (last === undefined) break;
    runs.push(isoText(last));
  }
  return runs;
}

/** The fires in the days that {@link readAsCron} compares, from the day number `firstDay` on. */
export function firstRuns(given: Given, firstDay: number, timeZone = "UTC"): number[] {
  const schedule = scheduleOf(given);
  const end = (firstDay + daysCompared) * day;
  const runs: number[] = [];
  let run = nextRun(schedule, timeZone, firstDay * day - 1);
  while (run !== undefined && run < end && runs.length < runsCompared) {
    runs.push(run);
    run = nextRun(schedule, timeZone, run);
  }
  return runs;
}

export function inWords(given: Given, locale: ScheduleLocale): string {
  return describeSchedule(accept(given), locale);
}

/** The fires from one moment to another, both included. */
export function runsWithin(given: Given, timeZone: string, from: string, until: string): string[] {
  const schedule = scheduleOf(given);
  const runs: string[] = [];
  let run = nextRun(schedule, timeZone, Date.parse(from) - 1);
  while (run !== undefined && run <= Date.parse(until)) {
    runs.push(isoText(run));
    run = nextRun(schedule, timeZone, run);
  }
  return runs;
}

export function isoText(instant: number): string {
  return new Date(instant).toISOString().replace(/(:00)?\.000Z$/, "Z");
}

/** The fields of one line, in the order month, day, week, dayOfWeek, hour, minute. */
export function fieldsOf(line: string): CronFields {
  const [month = "", day = "", week = "", dayOfWeek = "", hour = "", minute = ""] = line.split(" ");
  return { month, day, week, dayOfWeek, hour, minute };
}
