import { z } from "zod";
import { compileSchedule, type CronFields, isTimeZone, nextRun, parseFields } from "../cron/mod.ts";
import { Refusal } from "./refusal.ts";
import type { Instant } from "./time.ts";

/** All cron fields of a job as normalised text, and the time zone in which they are read. */
export const Schedule = z.object({
  month: z.string(),
  day: z.string(),
  week: z.string(),
  dayOfWeek: z.string(),
  hour: z.string(),
  minute: z.string(),
  timeZone: z.string(),
});
export type Schedule = z.infer<typeof Schedule>;

/** Why a text is refused where a time zone is wanted. */
export const notATimeZone = "is not the name of an IANA time zone";

/** The API's name of each field, for messages. */
const wireNames: Record<keyof CronFields, string> = {
  month: "month",
  day: "day",
  week: "week",
  dayOfWeek: "day_of_week",
  hour: "hour",
  minute: "minute",
};

/** The schedule in one line: equal texts mean equal fire times. */
export function textOfSchedule(schedule: Schedule): string {
  const { month, day, week, dayOfWeek, hour, minute, timeZone } = schedule;
  return [minute, hour, day, month, dayOfWeek, week, timeZone].join(" ");
}

/**
 * Makes a schedule from the given fields. APScheduler's rule fills in the others: see docs/decisions/0003.
 * @throws Refusal `invalid` that names each bad field.
 */
export function draftSchedule(
  given: Partial<Record<keyof CronFields, string>>,
  timeZone: string,
): Schedule {
  const parsed = parseFields(given);
  const details = parsed.ok
    ? []
    : parsed.errors.map(({ field, reason }) => ({ field: wireNames[field], reason }));
  if (!isTimeZone(timeZone)) {
    details.push({ field: "timezone", reason: notATimeZone });
  }
  if (!parsed.ok || details.length > 0) throw Refusal.invalid(details);
  return { ...parsed.fields, timeZone };
}

let lastNext: {
  readonly schedule: Schedule;
  readonly after: Instant;
  readonly next: Instant | undefined;
} | undefined;

/** The first fire time later than `after`; `undefined` when there is none within 100 years. */
export function nextFire(schedule: Schedule, after: Instant): Instant | undefined {
  // The jobs of a pack share the object of their schedule, and fire one after the other.
  if (lastNext?.schedule !== schedule || lastNext.after !== after) {
    const next = nextRun(compileSchedule(schedule), schedule.timeZone, after);
    lastNext = { schedule, after, next };
  }
  return lastNext.next;
}

/** The first fire time at `now` or later, for a schedule that starts. */
export function firstFire(schedule: Schedule, now: Instant): Instant | undefined {
  return nextFire(schedule, now - 1);
}
