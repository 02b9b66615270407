import { z } from "zod";
import { AuditEvent } from "../../scheduler/model/audit_entry.ts";
import { executionStates, executionTriggers, jobStates } from "./facts.ts";
import type { JobId } from "../../scheduler/model/ids.ts";
import {
  CategoryFilter,
  idOf,
  PageQuery,
  RangeQuery,
  Time,
  TimeField,
  TimeOrNothing,
} from "./common.ts";
import { Execution, ExecutionState } from "./history/executions.ts";

const exampleHexId = "0193a5f0c4e07b8e9d3f5a6b7c8d9e0f";
const order = (what: string, otherwise: "asc" | "desc") =>
  z.enum(["asc", "desc"], { error: "must be asc or desc" }).default(otherwise)
    .meta({ description: what, example: otherwise });

const JobIdFilter = z.string().regex(/^[0-9a-f]{32}$/, "is not the id of a job").transform((id) =>
  id as JobId
)
  .optional().meta({ description: "Only this job, which may be deleted.", example: exampleHexId });

/** A text that is looked for. */
export const textFilter = (where: string) =>
  z.string().max(200, "must not be longer than 200 characters")
    .refine((text) => text.isWellFormed(), "must be valid Unicode")
    .optional().meta({
      description: `Text in ${where}; upper and lower case count as the same.`,
      maxLength: 200,
      example: "backup",
    });

/** A list of `states`, with commas between. A repeated parameter is read as a list too. */
export function listOf<S extends string>(states: readonly S[], what: string) {
  const message = `must be of ${states.join(", ")}; several with commas between`;
  const one = states.join("|").replaceAll(" ", "[ _]");
  return z.string().max(300, message).transform((text, context): ReadonlySet<S> => {
    const named = text.split(",").map((name) => name.trim().replaceAll("_", " "));
    const known = states.filter((state) => named.includes(state));
    if (named.every((name) => (states as readonly string[]).includes(name))) return new Set(known);
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  }).optional().meta({
    description: what,
    pattern: `^ *(${one}) *(, *(${one}) *)*$`,
    example: states.slice(0, 2).join(","),
  });
}

/** The filters of the executions of a job. */
export const JobExecutionQuery = RangeQuery.extend({
  state: listOf(
    executionStates,
    "Only executions in these states, with commas between. `scheduled error` may be " +
      "written `scheduled_error`.",
  ),
  trigger: z.enum(executionTriggers, {
    error: `must be one of ${executionTriggers.join(", ")}`,
  }).optional().meta({ description: "Only executions with this trigger.", example: "manual" }),
  q: textFilter("the job's name, the description or the result"),
  updated_range_start: TimeField.optional().meta({
    description: "Only executions that changed at this time or later.",
    example: "2026-11-22T06:00:00.000Z",
  }),
  updated_range_end: TimeField.optional().meta({
    description: "Only executions that changed at this time or earlier.",
    example: "2026-11-22T07:00:00.000Z",
  }),
  order: order("The order by scheduled time: `desc` is newest first, `asc` oldest first.", "desc"),
});
export type JobExecutionQuery = z.output<typeof JobExecutionQuery>;

export const ExecutionQuery = JobExecutionQuery.extend({
  job_id: JobIdFilter,
  category_id: CategoryFilter,
});
export type ExecutionQuery = z.output<typeof ExecutionQuery>;

const mostLast = 20;
const includeError = `must be last_executions, or last_executions:n with n from 1 to ${mostLast}`;

export const JobQuery = PageQuery.extend({
  q: textFilter("the name or the class"),
  job_class_string: z.string().max(200, "must not be longer than 200 characters").optional().meta({
    description: "Only jobs of this class.",
    example: "simple_scheduler.jobs.sample_job.AwesomeJob",
  }),
  category_id: CategoryFilter,
  state: listOf(
    jobStates,
    "Only jobs in any of these states, with commas between. `failing`: the last " +
      "execution that ran to an end of its own failed or took too long.",
  ),
  order: order("The order by name.", "asc"),
  include: z.string().regex(/^last_executions(?::(?:[1-9]|1\d|20))?$/, includeError)
    .transform((text) => Number(text.split(":")[1] ?? 5)).optional().meta({
      description: "`last_executions:n` adds the last n executions of each job in short, up to " +
        `${mostLast} (5 without a number). A page then has at most 100 jobs.`,
      example: "last_executions:12",
    }),
});
export type JobQuery = z.output<typeof JobQuery>;

/** An execution in short. */
export const LastExecution = z.object({
  execution_id: idOf("The execution's id."),
  state: ExecutionState.meta({ description: "The state of the execution.", example: "succeeded" }),
  scheduled_time: Time,
  started_time: TimeOrNothing,
  ended_time: TimeOrNothing,
  duration_ms: Execution.shape.duration_ms,
  // Optional for a dashboard that reads the answers of an older server.
  description: z.string().optional().meta({
    description:
      "Why it ended so; at most 200 characters. The newest execution of a job that did not " +
      "succeed and its newest failure have it; older ones may lack it.",
    example: "exit status 1",
  }),
}).meta({ id: "LastExecution", description: "An execution in short." });
export type LastExecution = z.infer<typeof LastExecution>;

export const LogQuery = RangeQuery.extend({
  user: z.string().max(300, "must not be longer than 300 characters")
    .refine((text) => text.isWellFormed(), "must be valid Unicode")
    .optional().meta({ description: "Only what this user did.", maxLength: 300, example: "admin" }),
  event: z.enum(AuditEvent.options, { error: `must be one of ${AuditEvent.options.join(", ")}` })
    .optional().meta({ description: "Only this event.", example: "modified" }),
  job_id: JobIdFilter,
  order: order("The order by time: `desc` is newest first, `asc` oldest first.", "desc"),
});
export type LogQuery = z.output<typeof LogQuery>;
