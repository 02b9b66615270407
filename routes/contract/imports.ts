import { z } from "zod";
import { AuditEvent } from "../../scheduler/model/audit_entry.ts";
import type { ExecutionId, JobId, UserId } from "../../scheduler/model/ids.ts";
import { NewCategory } from "./access/categories.ts";
import { Username } from "./access/users.ts";
import {
  CategoryIdField,
  hexId,
  isWholeText,
  numberOf,
  textOf,
  TimeField,
  yesOrNoOf,
} from "./common.ts";
import { endStates, executionTriggers } from "./facts.ts";
import { cronFields, NewJob, PubArgs, TimeZoneName } from "./jobs/jobs.ts";

/** The most records of one kind in a request. */
export const mostImported = 1000;

const idError = "must be 32 lower-case hex digits";
const JobIdField = z.string().regex(hexId, idError).transform((id) => id as JobId);
const highestId = Number.MAX_SAFE_INTEGER;
/** Texts that other systems wrote are taken as they are; the server cuts long ones. */
const AnyText = z.string().refine(isWholeText, "must be valid Unicode");

export const ImportedCategory = NewCategory.extend({ id: CategoryIdField });

export const ImportedUser = z.object({
  id: numberOf("The number.", 0, highestId).transform((id) => id as UserId),
  username: Username,
  password_hash: z.string().nullish(),
  category_id: CategoryIdField,
  is_admin: yesOrNoOf("May do everything.", false),
  is_permission: yesOrNoOf("May change jobs.", true),
});

export const ImportedJob = NewJob.extend({
  job_id: JobIdField,
  paused: yesOrNoOf("Whether the job is paused.", false).nullish(),
});
export type ImportedJob = z.output<typeof ImportedJob>;

export const ImportedExecution = z.object({
  execution_id: z.string().regex(hexId, idError).transform((id) => id as ExecutionId),
  job_id: JobIdField,
  name: AnyText.nullish(),
  job_class_string: AnyText.nullish(),
  pub_args: PubArgs,
  ...cronFields,
  timezone: TimeZoneName,
  category_id: CategoryIdField.nullish(),
  state: z.enum(endStates, { error: `must be one of ${endStates.join(", ")}` }),
  trigger: z.enum(executionTriggers).nullish(),
  scheduled_time: TimeField,
  ended_time: TimeField,
  description: AnyText.nullish(),
  result: AnyText.nullish(),
  hostname: AnyText.nullish(),
  pid: z.int().nullish(),
});
export type ImportedExecution = z.output<typeof ImportedExecution>;

export const ImportedLog = z.object({
  job_id: JobIdField,
  job_name: AnyText,
  event: AuditEvent,
  user: AnyText.nullish(),
  category_id: CategoryIdField.nullish(),
  description: AnyText.nullish(),
  created_time: TimeField,
});
export type ImportedLog = z.output<typeof ImportedLog>;

function part(what: string) {
  return z.array(z.unknown(), { error: "must be a list" })
    .max(mostImported, `must not hold more than ${mostImported} records`)
    .nullish()
    .meta({ description: what });
}

export const ImportRequest = z.object({
  source: textOf("The system that the records come from.", 100, "ndscheduler")
    .min(1, "must not be empty"),
  dry_run: yesOrNoOf("Writes nothing: the answer says what an import would do.", true).nullish(),
  categories: part("Categories: `id`, `name`, `description`."),
  users: part(
    "Users: `id`, `username`, `category_id`, `is_admin`, `is_permission`, and `password_hash`, a bcrypt hash.",
  ),
  jobs: part("Jobs: the fields of a new job, `job_id`, and `paused`."),
  executions: part(
    "Ended executions: `execution_id`, `job_id`, `state`, `scheduled_time`, `ended_time`; `trigger`, `description`, " +
      "`result`, `hostname`, `pid`, and fields of the job where the job is not here.",
  ),
  logs: part(
    "Entries of the audit log: `job_id`, `job_name`, `event`, `user`, `category_id`, `description`, `created_time`.",
  ),
}).meta({
  id: "ImportRequest",
  example: {
    source: "ndscheduler",
    dry_run: true,
    categories: [{ id: 2, name: "Reports", description: "" }],
  },
});
export type ImportRequest = z.output<typeof ImportRequest>;

export const ImportResult = z.object({
  kind: z.enum(["category", "user", "job", "execution", "log"]).meta({
    description: "What the record is.",
  }),
  index: z.int().meta({ description: "Its place in the list of its kind, from 0.", minimum: 0 }),
  id: z.string().meta({ description: 'Its id as text; "" where it has none.', example: "2" }),
  outcome: z.enum(["created", "changed", "same", "refused"]).meta({
    description: "What became of it; `same`: it is here already.",
  }),
  reason: z.string().meta({ description: 'Why it was refused; "" where it was not.' }),
  notes: z.array(z.string()).meta({ description: "What to know about the record." }),
}).meta({ id: "ImportResult" });
export type ImportResult = z.infer<typeof ImportResult>;

export const ImportAnswer = z.object({
  dry_run: z.boolean().meta({ description: "Whether nothing was written.", example: true }),
  results: z.array(ImportResult).meta({ description: "One for each record, in their order." }),
}).meta({ id: "ImportAnswer" });
export type ImportAnswer = z.infer<typeof ImportAnswer>;
