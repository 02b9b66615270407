import { wallTime } from "../../scheduler/cron/mod.ts";
import { describeSchedule } from "../../scheduler/cron/words/describe.ts";
import type { Schedule } from "../../scheduler/model/schedule.ts";
import type { Instant } from "../../scheduler/model/time.ts";
import type { SchedulePreview } from "../contract/jobs/schedules.ts";
import { isoTime } from "../http/times.ts";

export function scheduleToWire({ month, day, week, dayOfWeek, hour, minute, timeZone }: Schedule) {
  return { month, day, week, day_of_week: dayOfWeek, hour, minute, timezone: timeZone };
}

/** @param count how many fire times the client asked for; a schedule may have fewer. */
export function previewToWire(
  schedule: Schedule,
  fires: readonly Instant[],
  count: number,
  locale: "en" | "zh-TW",
): SchedulePreview {
  const descriptions = {
    en: describeSchedule(schedule, "en"),
    "zh-TW": describeSchedule(schedule, "zh-TW"),
  };
  return {
    ...scheduleToWire(schedule),
    description: descriptions[locale],
    descriptions,
    fires: fires.map((at) => ({
      time: isoTime(at),
      local_time: wallTime(schedule.timeZone, at),
    })),
    note: fires.length === count
      ? ""
      : fires.length === 0
      ? "It never fires: there is no such time within 100 years."
      : "It fires no more often: there is no further time within 100 years.",
  };
}
