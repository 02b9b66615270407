import { wallTime } from "../../scheduler/cron/mod.ts";
import { describeSchedule } from "../../scheduler/cron/words/describe.ts";
import type { Preview } from "../../scheduler/model/calendars/preview.ts";
import type { Schedule } from "../../scheduler/model/schedule.ts";
import type { Instant } from "../../scheduler/model/time.ts";
import type { SchedulePreview } from "../contract/jobs/schedules.ts";
import { isoTime, isoTimeOrNothing } from "../http/times.ts";
import { timingToWire } from "../jobs/timing_wire.ts";

export function scheduleToWire({ month, day, week, dayOfWeek, hour, minute, timeZone }: Schedule) {
  return { month, day, week, day_of_week: dayOfWeek, hour, minute, timezone: timeZone };
}

/** @param count how many fire times the client asked for; a schedule may have fewer. */
export function previewToWire(
  schedule: Schedule,
  { timing, fires, excluded, years }: Preview,
  count: number,
  locale: "en" | "zh-TW",
): SchedulePreview {
  const timed = (at: Instant) => ({
    time: isoTime(at),
    local_time: wallTime(schedule.timeZone, at),
  });
  const descriptions = {
    en: describeSchedule(schedule, "en"),
    "zh-TW": describeSchedule(schedule, "zh-TW"),
  };
  const bound = timing?.endsAt === undefined ? `within ${years} years` : "before its end";
  return {
    ...scheduleToWire(schedule),
    description: descriptions[locale],
    descriptions,
    ...timingToWire(timing),
    fires: fires.map(({ at, movedFrom }) => ({
      ...timed(at),
      moved_from: isoTimeOrNothing(movedFrom),
    })),
    excluded: excluded.map(({ at, calendar, movedTo }) => ({
      ...timed(at),
      calendar: calendar?.name ?? "",
      moved_to: isoTimeOrNothing(movedTo),
    })),
    note: fires.length === count
      ? ""
      : fires.length === 0
      ? `It never fires: there is no such time ${bound}.`
      : `It fires no more often: there is no further time ${bound}.`,
  };
}
