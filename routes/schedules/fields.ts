import { fromCrontab, isTimeZone } from "../../scheduler/cron/mod.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import { draftSchedule, notATimeZone, type Schedule } from "../../scheduler/model/schedule.ts";

/** The fields of a body that describe a schedule. */
interface SentSchedule {
  readonly month?: CronField;
  readonly day?: CronField;
  readonly week?: CronField;
  readonly day_of_week?: CronField;
  readonly hour?: CronField;
  readonly minute?: CronField;
  readonly cron?: string | null | undefined;
  readonly timezone?: string | null | undefined;
}

type CronField = string | number | null | undefined;
type CronFields = Partial<Record<Exclude<keyof Schedule, "timeZone">, string>>;

/**
 * The schedule that a body describes, in cron fields or as a crontab expression, which sets all of them.
 * @param before the values of the fields that are not sent.
 * @throws Refusal `invalid` that names each bad field.
 */
export function understandSchedule(
  body: SentSchedule,
  timeZone: string,
  before: CronFields = {},
): Schedule {
  const given = givenFields(body);
  const { cron } = body;
  if (cron === undefined || cron === null) {
    return draftSchedule({ ...before, ...given }, timeZone);
  }
  if (Object.keys(given).length > 0) {
    throw badCron("stands for all cron fields: send it or them, not both", timeZone);
  }
  const translated = fromCrontab(cron);
  if (!translated.ok) throw badCron(translated.reason, timeZone);
  return draftSchedule(translated.fields, timeZone);
}

function givenFields(body: SentSchedule): CronFields {
  const sent = {
    month: body.month,
    day: body.day,
    week: body.week,
    dayOfWeek: body.day_of_week,
    hour: body.hour,
    minute: body.minute,
  };
  const given: CronFields = {};
  for (const field of Object.keys(sent) as (keyof typeof sent)[]) {
    const value = sent[field];
    if (value !== undefined && value !== null) given[field] = String(value);
  }
  return given;
}

function badCron(reason: string, timeZone: string): Refusal {
  const badZone = { field: "timezone", reason: notATimeZone };
  return Refusal.invalid([{ field: "cron", reason }, ...(isTimeZone(timeZone) ? [] : [badZone])]);
}
