import { z } from "zod";
import { numberOf, Time, TimeField, TimeOrNothing } from "../common.ts";
import { JobAnswerFields } from "./job_fields.ts";
import { jobPolicyRequest } from "./job_policy.ts";
import { timingAnswer, timingRequest } from "./job_timing.ts";
import { cronFields, Crontab, TimeZoneName } from "./jobs.ts";

export const SchedulePreviewRequest = z.object({
  ...cronFields,
  cron: Crontab,
  timezone: TimeZoneName,
  ...timingRequest,
  on_excluded: jobPolicyRequest.on_excluded,
  count: numberOf("The number of fire times.", 1, 100, 5).nullish(),
  after: TimeField.nullish().meta({
    description: "Fire times after this moment; without it, after now.",
    example: "2026-11-22T06:00:00Z",
  }),
  locale: z.enum(["en", "zh-TW"], { error: "must be en or zh-TW" }).nullish().meta({
    description: "The language of `description`.",
    example: "en",
  }),
}).meta({
  id: "SchedulePreviewRequest",
  example: { cron: "*/5 9-17 * * mon-fri", timezone: "Asia/Taipei", count: 3 },
});
export type SchedulePreviewRequest = z.output<typeof SchedulePreviewRequest>;

const { month, day, week, day_of_week, hour, minute, timezone } = JobAnswerFields;

export const FireTime = z.object({
  time: Time,
  local_time: z.string().meta({
    description: "The same time in the zone of the schedule, with its offset.",
    example: "2026-11-22T14:00:00+08:00",
  }),
});

const words = z.string().meta({
  description: "The schedule in words.",
  example: "at 09:00, Monday to Friday",
});

export const Descriptions = z.object({
  en: words,
  "zh-TW": words.meta({
    description: "The schedule in words, in Traditional Chinese.",
    example: "週一至週五 09:00",
  }),
}).meta({ description: "In each language." });

export const SchedulePreview = z.object({
  month,
  day,
  week,
  day_of_week,
  hour,
  minute,
  timezone,
  description: words,
  descriptions: Descriptions,
  ...timingAnswer,
  fires: z.array(FireTime.extend({
    moved_from: TimeOrNothing.default("").meta({
      description: 'The excluded fire time that is moved here; "" for one that is not moved.',
      example: "",
    }),
  })).meta({ description: "The next fire times." }),
  excluded: z.array(FireTime.extend({
    calendar: z.string().meta({
      description: 'The calendar of `not_on` that excludes it; "" where `only_on` does.',
      example: "Holidays",
    }),
    moved_to: TimeOrNothing.meta({
      description:
        'Where it is moved to; "" where it is skipped, or the day has a fire of its own.',
      example: "",
    }),
  })).default([]).meta({
    description:
      "The fire times until the last of `fires` that the calendars exclude; at most 100.",
  }),
  note: z.string().meta({
    description: 'Why there are fewer fire times than requested; "" otherwise.',
    example: "",
  }),
}).meta({ id: "SchedulePreview" });
export type SchedulePreview = z.infer<typeof SchedulePreview>;
