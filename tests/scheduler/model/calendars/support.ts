import type { Calendar, CalendarDraft } from "../../../../scheduler/model/calendars/calendar.ts";
import type {
  CalendarRule,
  OnExcluded,
} from "../../../../scheduler/model/calendars/calendar_fires.ts";
import { Calendars } from "../../../../scheduler/model/calendars/exclusion.ts";
import type { CalendarId } from "../../../../scheduler/model/ids.ts";
import { draftSchedule } from "../../../../scheduler/model/schedule.ts";
import { day } from "../../../../scheduler/model/time.ts";

export function dayNumber(text: string): number {
  return Date.parse(text) / day;
}

/** Days of a calendar by their dates: `2026-02-14` or `2026-02-14/2026-02-20`. */
export function datesOf(texts: readonly string[]): Calendar["dates"] {
  return texts.map((text) => {
    const [from = "", to = from] = text.split("/");
    return { from: dayNumber(from), to: dayNumber(to), name: "" };
  });
}

export function aCalendarDraft(given: Partial<CalendarDraft> = {}): CalendarDraft {
  return {
    name: "holidays",
    description: "",
    timeZone: "UTC",
    dates: [],
    windows: [],
    times: [],
    ...given,
  };
}

export function aCalendar(id: number, given: Partial<CalendarDraft> = {}): Calendar {
  const draft = aCalendarDraft({ name: `calendar ${id}`, ...given });
  return { ...draft, id: id as CalendarId, version: 1, createdAt: 0, updatedAt: 0 };
}

export const weekend = [{ days: [5, 6], from: 0, to: 1440 }];
export const workHours = [{ days: [0, 1, 2, 3, 4], from: 9 * 60, to: 17 * 60 }];

/** The rule of a job that names these calendars. */
export function aRule(
  fields: Parameters<typeof draftSchedule>[0],
  timeZone: string,
  { not = [], only = [], onExcluded = "skip" }: {
    readonly not?: readonly Calendar[];
    readonly only?: readonly Calendar[];
    readonly onExcluded?: OnExcluded;
  },
): CalendarRule {
  const ids = (calendars: readonly Calendar[]) => calendars.map(({ id }) => id);
  return {
    schedule: draftSchedule(fields, timeZone),
    timing: { notOn: ids(not), onlyOn: ids(only) },
    onExcluded,
    calendars: new Calendars([...not, ...only]),
  };
}
