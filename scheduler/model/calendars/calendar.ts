import { z } from "zod";
import { CalendarId } from "../ids.ts";

/** Whole days of a calendar, in its zone. */
export const DateRange = z.object({
  /** Day numbers, both included; 0 is 1970-01-01. */
  from: z.number(),
  to: z.number(),
  name: z.string(),
});
export type DateRange = z.infer<typeof DateRange>;

/** A stretch of each week, in the zone of the calendar. */
export const WeeklyWindow = z.object({
  /** Weekdays on which the window begins; 0 is Monday. */
  days: z.array(z.number()),
  /** Minutes since midnight. A window whose end is not later than its start goes on until the next day. */
  from: z.number(),
  to: z.number(),
});
export type WeeklyWindow = z.infer<typeof WeeklyWindow>;

/** A stretch of time, in epoch milliseconds. */
export const TimeRange = z.object({
  from: z.number(),
  /** Not included. */
  to: z.number(),
  name: z.string(),
});
export type TimeRange = z.infer<typeof TimeRange>;

/** A named set of days and times. It covers what any of its parts covers. */
export const Calendar = z.object({
  id: CalendarId,
  name: z.string(),
  description: z.string(),
  timeZone: z.string(),
  dates: z.array(DateRange),
  windows: z.array(WeeklyWindow),
  times: z.array(TimeRange),
  /** The repeated events of an ICS text are known up to here, in epoch milliseconds; absent where none repeats for ever. */
  knownUntil: z.number().exactOptional(),
  version: z.number(),
  createdAt: z.number(),
  updatedAt: z.number(),
});
export type Calendar = z.infer<typeof Calendar>;

/** The part of a calendar that an admin decides. */
export type CalendarDraft = Omit<Calendar, "id" | "version" | "createdAt" | "updatedAt">;

/** The most calendars of a service: each tick of a process keeps all of them in memory. */
export const mostCalendars = 200;
/** The most bytes of a calendar's record, of the 64 KiB of a value. */
export const calendarBytes = 56 * 1024;
