import { z } from "zod";
import { CategoryIdField, nameOf, nextCursor, ReadOnly, Time } from "../common.ts";
import { countOf, TimeOrNothing } from "../common.ts";
import { AlarmRules, AlarmRulesAnswer } from "../alarms/alarm_rules.ts";
import { LastExecution } from "../find.ts";
import { JobAnswerFields } from "./job_fields.ts";
import { pausedAnswer, pausedFields, timingAnswer, timingRequest } from "./job_timing.ts";
import { jobPolicyAnswer, jobPolicyRequest } from "./job_policy.ts";

const CronField = z.union([z.string(), z.int().meta({ minimum: 0, maximum: 59 })], {
  error: "must be text or a whole number",
})
  .nullable()
  .optional()
  .meta({ description: "A cron field; null means not sent.", example: "*/5" });

export const PubArgs = z.union([z.array(z.unknown()), z.string()], {
  error: "must be a JSON array, or text that holds one",
}).nullable().optional().meta({
  description: "The arguments of the job class; null means not sent.",
  example: ["first argument", "second argument"],
});

const JobName = nameOf("The name of the job; several jobs may have the same name.", 200, "Hello");
const JobClassString = z.string().min(1, "must not be empty")
  .max(200, "must not be longer than 200 characters")
  .meta({
    description: "A class from GET /api/v1/job_classes.",
    example: "simple_scheduler.jobs.sample_job.AwesomeJob",
  });

export const cronFields = {
  month: CronField,
  day: CronField,
  week: CronField,
  day_of_week: CronField,
  hour: CronField,
  minute: CronField,
};

export const Crontab = z.string().max(256, "must not be longer than 256 characters")
  .nullable()
  .optional()
  .meta({
    description:
      "A crontab expression, such as `@daily`, in place of all cron fields. Sunday is 0. " +
      "An expression that cron fields cannot express is refused.",
    example: "*/5 9-17 * * mon-fri",
  });

export const TimeZoneName = z.string().max(100).nullish().meta({
  description: "The IANA zone in which the cron fields are read.",
  example: "Asia/Taipei",
});

const optional = {
  pub_args: PubArgs,
  ...cronFields,
  cron: Crontab,
  timezone: TimeZoneName,
  category_id: CategoryIdField.nullish(),
  ...jobPolicyRequest,
  alarms: AlarmRules.nullish(),
  ...timingRequest,
};

type PausedReadOnly = Record<(typeof pausedFields)[number], typeof ReadOnly>;

const readOnly = {
  job_id: ReadOnly,
  next_run_time: ReadOnly,
  next_run_note: ReadOnly,
  paused: ReadOnly,
  ...Object.fromEntries(pausedFields.map((name) => [name, ReadOnly])) as PausedReadOnly,
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
  month: "*",
  day_of_week: "*",
  day: "*",
  hour: "*",
};

/**
 * A job needs at least one cron field. Fields that are finer than the finest sent field get their minimum; the
 * other fields get `*`.
 */
export const NewJob = z.object({
  job_class_string: JobClassString,
  name: JobName,
  ...optional,
  ...readOnly,
}).meta({ id: "NewJob", example });
export type NewJob = z.output<typeof NewJob>;

/** A field that is not sent keeps its value. */
export const JobEdit = z.object({
  job_class_string: JobClassString.optional(),
  name: JobName.optional(),
  ...optional,
  ...readOnly,
}).meta({ id: "JobEdit", example: { ...example, name: "Hello again", minute: "*/10" } });
export type JobEdit = z.output<typeof JobEdit>;

export const Job = z.object({
  ...JobAnswerFields,
  next_run_time: TimeOrNothing.meta({
    description: 'The next fire time; "" for a paused job and for a job that does not fire again.',
    example: "2026-11-22T06:05:00.000Z",
  }),
  next_run_note: z.string().default("").meta({
    description: 'Why there is no next fire time, or why it is held; "" otherwise.',
    example: "",
  }),
  paused: z.boolean().meta({
    description: "Whether somebody paused the job itself.",
    example: false,
  }),
  ...pausedAnswer,
  ...timingAnswer,
  ...jobPolicyAnswer,
  alarms: AlarmRulesAnswer.optional(),
  version: countOf("The version, which each change raises by one.", 1),
  created_at: Time,
  updated_at: Time,
}).meta({ id: "Job" });
export type Job = z.infer<typeof Job>;

/** A job on a list. */
export const ListedJob = Job.extend({
  last_executions: z.array(LastExecution).optional().meta({
    description: "The last executions, newest first; only where `include` asks for them.",
  }),
}).meta({ id: "ListedJob", description: "A job on a list." });

export const JobList = z.object({
  jobs: z.array(ListedJob).meta({ description: "The whole list, or the page." }),
  next_cursor: nextCursor,
})
  .meta({ id: "JobList" });
export type JobList = z.infer<typeof JobList>;

export const JobRef = z.object({ job_id: JobAnswerFields.job_id }).meta({
  id: "JobRef",
  example: { job_id: "0193a5f0c4e07b8e9d3f5a6b7c8d9e0f" },
});
