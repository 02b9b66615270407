import { z } from "zod";
import { CalendarId } from "../ids.ts";

/** What a job's schedule has besides its cron fields. Absent in a job that has nothing of it. */
export const Timing = z.object({
  /** Calendars that exclude the fire times which they cover. */
  notOn: z.array(CalendarId),
  /** Where it is not empty, a fire time that none of these calendars covers is excluded. */
  onlyOn: z.array(CalendarId),
  /** The first moment at which the job may fire. */
  startsAt: z.number().exactOptional(),
  /** The job does not fire at this moment or later. */
  endsAt: z.number().exactOptional(),
});
export type Timing = z.infer<typeof Timing>;

/** The most calendars that one job names. */
export const mostCalendarsOfJob = 20;

/** The calendars that a job names, each once. */
export function calendarsOf(timing: Timing | undefined): CalendarId[] {
  return timing === undefined ? [] : [...new Set([...timing.notOn, ...timing.onlyOn])];
}
