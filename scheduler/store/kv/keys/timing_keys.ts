import { z } from "zod";
import { Calendar } from "../../../model/calendars/calendar.ts";
import { Pause } from "../../../model/firing/pause.ts";
import type { CalendarId, CategoryId, JobId } from "../../../model/ids.ts";
import type { Instant } from "../../../model/time.ts";
import { aNumber, indexKey, indexTable, key, table } from "./key_makers.ts";
import { DueRow } from "../records.ts";

/** How far the jobs of a changed calendar have been looked at: those up to this id have. */
export const ReplanCursor = z.object({ upTo: z.string() });

/** The keys of calendars and pauses. */
export const timingKeys = {
  calendar: {
    at: (id: CalendarId) => key(Calendar, "calendar", id),
    all: table(Calendar, "calendar"),
    byName: (nameKey: string) => key(aNumber, "calendar_by_name", nameKey),
    /** Written with each change of any calendar. A commit that relies on calendars checks it, and nothing else of them. */
    head: { ...key(aNumber, "calendar_head"), instead: 0 },
    /** Written whenever a job begins to use the calendar, so that a deletion at the same time fails its check. */
    use: (id: CalendarId) => indexKey("calendar_use", id),
    /** The jobs that use a calendar. */
    job: (id: CalendarId, job: JobId) => indexKey("job_by_calendar", id, job),
    allJobs: (id: CalendarId) => indexTable("job_by_calendar", id),
    /** There while jobs of a changed calendar are still to be looked at. */
    replan: (id: CalendarId) => ({
      ...key(ReplanCursor, "calendar_replan", id),
      instead: { upTo: "" },
    }),
    allReplans: { ...table(ReplanCursor, "calendar_replan"), instead: { upTo: "" } },
  },
  /** Pauses of categories and of everything; jobs have theirs in their own records. */
  pause: {
    at: (scope: CategoryId) => ({ ...key(Pause, "pause", scope), isCommon: true as const }),
    all: table(Pause, "pause"),
    /** Pauses that have ended, by their end. They are kept for a day, for the agenda. */
    past: (until: Instant, scope: CategoryId) => key(Pause, "pause_past", until, scope),
    allPast: table(Pause, "pause_past"),
  },
  /** Jobs that are to be resumed by themselves, by the time. */
  resume: {
    at: (at: Instant, id: JobId) => indexKey("resume", at, id),
    all: indexTable("resume"),
  },
  /** Rows of the due index whose jobs are held by a pause, by category: they wait here until the pause ends. */
  held: {
    at: (category: CategoryId, at: Instant, id: string) => key(DueRow, "held", category, at, id),
    allOf: (category: CategoryId) => table(DueRow, "held", category),
    all: table(DueRow, "held"),
  },
};
