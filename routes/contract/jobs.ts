import { z } from "zod";
import { CategoryIdField, nameOf, nextCursor, numberOf, ReadOnly, Time } from "./common.ts";
import { TimeOrNothing } from "./common.ts";

/** Of arguments, from above, as the database keeps them. */
export const mostArgumentBytes = 16 * 1024;

const CronField = z.union([z.string(), z.int()], { error: "must be text or a whole number" })
  .nullable()
  .optional()
  .meta({ description: "A cron field; null is as if it were not there.", example: "*/5" });

const PubArgs = z.union([z.array(z.unknown()), z.string()], {
  error: "must be a JSON array, or text that holds one",
}).nullable().optional().meta({
  description: "The job class's arguments; null is as if it were not there.",
  example: ["first argument", "second argument"],
});

const JobName = nameOf("Several jobs may have the same.", 200);
const JobClassString = z.string().min(1, "must not be empty")
  .max(200, "must not be longer than 200 characters")
  .meta({
    description: "As GET /api/v1/job_classes lists it.",
    example: "simple_scheduler.jobs.sample_job.AwesomeJob",
  });

const cronFields = {
  month: CronField,
  day: CronField,
  week: CronField,
  day_of_week: CronField,
  hour: CronField,
  minute: CronField,
};

const optional = {
  pub_args: PubArgs,
  ...cronFields,
  timezone: z.string().max(100).optional().meta({
    description: "The IANA zone in which the cron fields are read.",
    example: "Asia/Taipei",
  }),
  category_id: CategoryIdField.optional(),
  max_instances: numberOf("How many executions may be under way at once.", 1, 100).optional(),
  overlap: z.enum(["skip", "queue", "replace"], { error: "must be skip, queue or replace" })
    .optional()
    .meta({ description: "What happens to a fire for which no instance is free." }),
  misfire_grace_seconds: numberOf("A later fire is not made up for.", 0, 31 * 86_400)
    .optional(),
  coalesce: z.boolean().optional().meta({
    description: "One run for all missed fires, or one for each.",
  }),
  max_retries: numberOf("How often a failed attempt is tried again.", 0, 25).optional(),
  retry_delay_seconds: numberOf("Before the first retry; it doubles with each.", 0, 86_400)
    .optional(),
  retry_max_delay_seconds: numberOf("The longest wait before a retry.", 0, 86_400)
    .optional(),
  timeout_seconds: numberOf("For one attempt; 0 is without limit.", 0, 86_400).optional(),
};

const readOnly = {
  job_id: ReadOnly,
  next_run_time: ReadOnly,
  paused: ReadOnly,
  version: ReadOnly,
  created_at: ReadOnly,
  updated_at: ReadOnly,
  second: ReadOnly,
  year: ReadOnly,
};

const example = {
  job_class_string: "simple_scheduler.jobs.sample_job.AwesomeJob",
  name: "Hello",
  pub_args: ["first argument", "second argument"],
  minute: "*/5",
  hour: "*",
};

/** At least one cron field is needed; those finer than the finest given get their minimum, the others `*`. */
export const NewJob = z.strictObject({
  job_class_string: JobClassString,
  name: JobName,
  ...optional,
  ...readOnly,
}).meta({ id: "NewJob", example });
export type NewJob = z.output<typeof NewJob>;

/** What is not named stays. */
export const JobEdit = z.strictObject({
  job_class_string: JobClassString.optional(),
  name: JobName.optional(),
  ...optional,
  ...readOnly,
}).meta({ id: "JobEdit", example: { minute: "*/10" } });
export type JobEdit = z.output<typeof JobEdit>;

const textField = z.string();

export const Job = z.object({
  job_id: z.string(),
  job_class_string: z.string(),
  name: z.string(),
  pub_args: z.array(z.unknown()),
  month: textField,
  day: textField,
  week: textField,
  day_of_week: textField,
  hour: textField,
  minute: textField,
  timezone: z.string(),
  next_run_time: TimeOrNothing.meta({
    description: '"" while the job is paused, and when it has no further run.',
  }),
  paused: z.boolean(),
  category_id: z.int(),
  max_instances: z.int(),
  overlap: z.enum(["skip", "queue", "replace"]),
  misfire_grace_seconds: z.int(),
  coalesce: z.boolean(),
  max_retries: z.int(),
  retry_delay_seconds: z.number(),
  retry_max_delay_seconds: z.number(),
  timeout_seconds: z.number(),
  version: z.int(),
  created_at: Time,
  updated_at: Time,
}).meta({ id: "Job" });
export type Job = z.infer<typeof Job>;

export const JobList = z.object({ jobs: z.array(Job), next_cursor: nextCursor })
  .meta({ id: "JobList" });

export const JobRef = z.object({ job_id: z.string() }).meta({
  id: "JobRef",
  example: { job_id: "0193a5f0c4e07b8e9d3f5a6b7c8d9e0f" },
});
