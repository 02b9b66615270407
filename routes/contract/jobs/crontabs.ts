import { z } from "zod";
import { textOf, yesOrNoOf } from "../common.ts";
import { JobAnswerFields } from "./job_fields.ts";
import { jobPolicyRequest } from "./job_policy.ts";
import { TimeZoneName } from "./jobs.ts";
import { longestCrontab } from "../facts.ts";
import { Descriptions, FireTime } from "./schedules.ts";

export const CrontabRequest = z.object({
  text: z.string().max(longestCrontab, `must not be longer than ${longestCrontab} characters`)
    .meta({
      description: "The crontab; CR, LF and CRLF end a line.",
      example: "0 2 * * * /opt/backup\n",
    }),
  form: z.enum(["auto", "user", "system"], { error: "must be auto, user or system" }).nullish()
    .meta({
      description: "`system` has a user before each command, as /etc/crontab; " +
        "`auto` finds out by `path`, comments and lines.",
      example: "auto",
    }),
  path: textOf("Where the text comes from.", 4096, "/etc/cron.d/app").nullish(),
  timezone: TimeZoneName,
  other_users: yesOrNoOf(
    "Takes lines of other users than the one that runs commands on the server.",
    false,
  ).nullish(),
}).meta({ id: "CrontabRequest" });
export type CrontabRequest = z.output<typeof CrontabRequest>;

const { jitter_seconds } = jobPolicyRequest;
const { name, job_class_string, pub_args, month, day, week, day_of_week, hour, minute, timezone } =
  JobAnswerFields;

export const CrontabJob = z.object({
  job: z.object({
    ...{ name, job_class_string, pub_args, month, day, week, day_of_week, hour, minute, timezone },
    jitter_seconds,
  }).meta({ description: "The body that makes the job with POST /api/v1/jobs." }),
  user: z.string().meta({ description: 'The user of the line; "" if it names none.' }),
  key: z.string().meta({
    description: "Equal in each import of the same schedule, user and command.",
    example: "5f1d7a84db00d2fce00b31a7fc73224f",
  }),
  existing_job_id: z.string().meta({
    description: 'A job that an import made of the same line before; "" if there is none.',
  }),
  descriptions: Descriptions,
  next_fire: FireTime.meta({ description: "When the job fires next." }),
}).meta({ id: "CrontabJob" });

export const CrontabLine = z.object({
  line: z.int().meta({ description: "Its number, from 1." }),
  kind: z.enum(["job", "refused", "variable", "comment", "blank"]).meta({
    description: "Each line is exactly one of these.",
  }),
  reason: z.string().meta({ description: 'Why the line becomes no job; "" if it is not refused.' }),
  field: z.string().meta({ description: 'The field at fault; "" if no single field is.' }),
  notes: z.array(z.string()).meta({ description: "What the reader should know about the line." }),
  jobs: z.array(CrontabJob).meta({
    description: "One job, or two where cron joins day and weekday by OR.",
  }),
}).meta({ id: "CrontabLine" });

export const CrontabAnswer = z.object({
  form: z.enum(["user", "system"]).meta({ description: "The form in which the text was read." }),
  lines: z.array(CrontabLine).meta({ description: "As many as the text has lines." }),
}).meta({ id: "Crontab" });
export type CrontabAnswer = z.infer<typeof CrontabAnswer>;
