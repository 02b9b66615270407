import { z } from "zod";
import { numberOf, Time, TimeField } from "../common.ts";
import { JobAnswerFields } from "./job_fields.ts";
import { cronFields, Crontab, TimeZoneName } from "./jobs.ts";

export const SchedulePreviewRequest = z.object({
  ...cronFields,
  cron: Crontab,
  timezone: TimeZoneName,
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
  fires: z.array(FireTime).meta({ description: "The next fire times." }),
  note: z.string().meta({
    description: 'Why there are fewer fire times than requested; "" otherwise.',
    example: "",
  }),
}).meta({ id: "SchedulePreview" });
export type SchedulePreview = z.infer<typeof SchedulePreview>;
