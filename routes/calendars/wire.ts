import type { Calendar, CalendarDraft } from "../../scheduler/model/calendars/calendar.ts";
import { notATimeZone } from "../../scheduler/model/schedule.ts";
import { isTimeZone } from "../../scheduler/cron/mod.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import { day, type Instant } from "../../scheduler/model/time.ts";
import {
  type Calendar as CalendarAnswer,
  type CalendarEdit,
  type NewCalendar,
  weekdays,
} from "../contract/timing/calendars.ts";
import { isoTime, isoTimeOrNothing } from "../http/times.ts";

export function calendarToWire(calendar: Calendar): CalendarAnswer {
  const { id, name, description, timeZone, dates, windows, times } = calendar;
  return {
    id,
    name,
    description,
    timezone: timeZone,
    dates: dates.map(({ from, to, name }) => ({ from: dateText(from), to: dateText(to), name })),
    windows: windows.map(({ days, from, to }) => ({
      days: days.flatMap((weekday) => weekdays[weekday] ?? []),
      from: timeText(from),
      to: timeText(to),
    })),
    times: times.map(({ from, to, name }) => ({ from: isoTime(from), to: isoTime(to), name })),
    known_until: isoTimeOrNothing(calendar.knownUntil),
    version: calendar.version,
    created_at: isoTime(calendar.createdAt),
    updated_at: isoTime(calendar.updatedAt),
  };
}

/**
 * The calendar that a body describes.
 * @param before the value of each field that is not sent.
 * @throws Refusal `invalid` for a zone that is none, or a bad iCalendar text.
 */
export async function understandCalendar(
  body: NewCalendar | CalendarEdit,
  before: CalendarDraft,
  now: Instant,
): Promise<CalendarDraft> {
  const timeZone = body.timezone ?? before.timeZone;
  if (!isTimeZone(timeZone)) {
    throw Refusal.invalid([{ field: "timezone", reason: notATimeZone }]);
  }
  const ics = typeof body.ics === "string" ? await readEvents(body.ics, timeZone, now) : undefined;
  const { dates, times } = partsOf(body, ics === undefined ? before : { dates: [], times: [] });
  const knownUntil = ics === undefined ? before.knownUntil : ics.knownUntil;
  return {
    name: body.name ?? before.name,
    description: body.description ?? before.description,
    timeZone,
    dates: [...dates, ...ics?.dates ?? []],
    windows: windowsOf(body) ?? before.windows,
    times: [...times, ...ics?.times ?? []],
    ...(knownUntil === undefined ? {} : { knownUntil }),
  };
}

/** The library for iCalendar is loaded with the first such text. */
async function readEvents(text: string, timeZone: string, now: Instant) {
  const { readIcs } = await import("../../scheduler/model/calendars/ics.ts");
  return readIcs(text, timeZone, now);
}

function partsOf(
  { dates, times }: CalendarEdit,
  before: Pick<CalendarDraft, "dates" | "times">,
): Pick<CalendarDraft, "dates" | "times"> {
  return {
    dates: dates?.map(({ from, to, name }) => ({ from, to: to ?? from, name: name ?? "" })) ??
      before.dates,
    times: times?.map(({ from, to, name }) => ({ from, to, name: name ?? "" })) ?? before.times,
  };
}

function windowsOf({ windows }: CalendarEdit): CalendarDraft["windows"] | undefined {
  return windows?.map(({ days, from, to }) => ({
    days: [...new Set(days.map((name) => weekdays.indexOf(name)))],
    from: from % 1440,
    to,
  }));
}

function dateText(on: number): string {
  return new Date(on * day).toISOString().slice(0, 10);
}

function timeText(minutes: number): string {
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60];
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}
