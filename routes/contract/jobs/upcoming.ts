import { z } from "zod";
import { CategoryFilter, countOf, numberOf, Time, TimeField } from "../common.ts";
import { JobAnswerFields } from "./job_fields.ts";

export const UpcomingQuery = z.object({
  from: TimeField.optional().meta({
    description: "The start of the range; now where no time is sent.",
    example: "2026-11-22T06:00:00.000Z",
  }),
  to: TimeField.optional().meta({
    description: "The end of the range, not included; ten minutes after the start where no time " +
      "is sent. A range is at most 24 hours long.",
    example: "2026-11-22T06:10:00.000Z",
  }),
  category_id: CategoryFilter,
  names: numberOf(
    "How many of the jobs of each minute are named; 3 where no number is sent. More than 3 are " +
      "allowed for a range of at most 10 minutes.",
    1,
    500,
    3,
  ).optional(),
  only: z.enum(["closed"], { error: "must be closed" }).optional().meta({
    description: "`closed`: only what calendars and pauses close is told, and no fires are " +
      "counted. It is for a range that is past.",
    example: "closed",
  }),
});
export type UpcomingQuery = z.output<typeof UpcomingQuery>;

const { job_id, name, category_id } = JobAnswerFields;

const NamedJob = z.object({ job_id, name });

export const Upcoming = z.object({
  time_range_start: Time.meta({ description: "The start of the range." }),
  time_range_end: Time.meta({
    description: "Up to here the fires are counted. It is before the requested end where the " +
      "range holds very many fires of different schedules.",
  }),
  fires: countOf("How many fires the range holds.", 107),
  jobs: countOf("How many jobs fire in the range.", 58),
  minutes: z.array(z.object({
    start_time: Time.meta({ description: "When the minute begins." }),
    fires: countOf("How many fires the minute holds.", 49),
    jobs: z.array(NamedJob).meta({
      description:
        "The first of the jobs that fire in this minute, by name; as many as `names` says.",
    }),
  })).meta({ description: "The minutes that have fires, soonest first." }),
  heaviest: z.array(NamedJob.extend({
    category_id,
    fires: countOf("How often the job fires in the range.", 10),
  })).meta({ description: "The 10 jobs that fire most often, the most frequent first." }),
  // Optional for a dashboard that reads the answers of an older server.
  closed: z.array(z.object({
    kind: z.enum(["calendar", "pause"]).meta({
      description: "What keeps jobs from firing: a calendar of their `not_on`, or a pause.",
      example: "calendar",
    }),
    name: z.string().meta({
      description:
        "The name of the calendar, the reason of the pause, or the name of a job that was paused alone.",
      example: "Holidays",
    }),
    category_id: countOf(
      "The paused category, or that of the paused job; 0 for everything, and for a calendar.",
      0,
    ),
    start_time: Time.meta({ description: "When it begins, within the range." }),
    end_time: Time.meta({ description: "When it ends, not included, within the range." }),
  })).optional().meta({
    description: "Stretches of the requested range in which some jobs do not fire, by calendars " +
      "and pauses; at most 200. Pauses that have ended are told for a day; those of single jobs " +
      "where `only` is `closed`.",
  }),
}).meta({ id: "Upcoming" });
export type Upcoming = z.infer<typeof Upcoming>;
