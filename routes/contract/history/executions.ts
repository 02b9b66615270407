import { z } from "zod";
import { attemptOutcomes, executionStates, executionTriggers } from "../facts.ts";
import { JobAnswerFields } from "../jobs/job_fields.ts";
import { countOf, idOf, nextCursor, Time, TimeOrNothing } from "../common.ts";

export const ExecutionState = z.enum(executionStates);

/** The job as it was when the execution was made. */
export const ExecutedJob = z.object({
  ...JobAnswerFields,
}).meta({
  id: "ExecutedJob",
  description: "The job as it was when the execution was made.",
});

/** An attempt that did not succeed. */
export const Attempt = z.object({
  attempt: countOf("The number of the attempt; the first is 1.", 1),
  started_time: Time,
  ended_time: Time,
  outcome: z.enum(attemptOutcomes)
    .meta({ description: "How the attempt ended.", example: "failed" }),
  error: z.string().meta({ description: "Why it did not succeed.", example: "HTTP status 502" }),
}).meta({ id: "Attempt" });

/** An attempt that was given back. */
export const GivenBack = z.object({
  time: Time,
  hostname: z.string().meta({ description: "The machine that gave it back.", example: "worker-1" }),
  pid: z.int().meta({ description: "The process that gave it back.", example: 42 }),
}).meta({ id: "GivenBack" });

export const Execution = z.object({
  execution_id: idOf("The execution's id."),
  state: ExecutionState.meta({ description: "The state of the execution.", example: "succeeded" }),
  description: z.string().meta({
    description: "The reason of the state; may be empty.",
    example: "",
  }),
  result: z.string().meta({
    description: 'The result of the job, as text; "" without a result.',
    example: '["first argument","second argument"]',
  }),
  job: ExecutedJob,
  trigger: z.enum(executionTriggers).meta({
    description: "What made the execution: the schedule, a person, a person who ran another " +
      "execution again, an alarm of which a channel tells, or a ping of a monitor.",
    example: "schedule",
  }),
  reason: z.string().meta({
    description: 'Why a person ran the job; "" without a reason.',
    example: "",
  }),
  retry_of: z.string().meta({
    description: 'The id of the execution that this one runs again; "" for none.',
    pattern: "^$|^[0-9a-f]{32}$",
    example: "",
  }),
  attempt: countOf("How many attempts were started.", 1),
  max_attempts: countOf("The most attempts that the execution may have.", 1),
  attempts: z.array(Attempt).meta({
    description: "The attempts that did not succeed.",
    example: [],
  }),
  given_back: z.array(GivenBack).meta({
    description:
      "The attempts that a server gave back when it shut down, oldest first; the newest 20. " +
      "They do not count as attempts.",
    example: [],
  }),
  coalesced: countOf(
    "How many fire times the execution stands for besides its own; counting ends at 10,000.",
    0,
  ),
  coalesced_since: TimeOrNothing.meta({
    description: 'The first of these fire times; "" for none.',
    example: "",
  }),
  hostname: z.string().meta({
    description: "The machine that runs the execution.",
    example: "worker-1",
  }),
  pid: z.int().meta({
    description: "The process that runs the execution; -1 for none.",
    example: 42,
  }),
  task_id: z.string().meta({ description: 'Always ""; kept for older clients.', example: "" }),
  scheduled_time: Time,
  created_time: Time,
  started_time: TimeOrNothing,
  ended_time: TimeOrNothing,
  updated_time: Time,
  duration_ms: z.number().nullable().meta({
    description: "How long the last attempt took; null before its end.",
    example: 1250,
  }),
}).meta({ id: "Execution" });
export type Execution = z.infer<typeof Execution>;

export const ExecutionList = z.object({
  executions: z.array(Execution).meta({ description: "The whole range, or the page." }),
  next_cursor: nextCursor,
}).meta({ id: "ExecutionList" });
export type ExecutionList = z.infer<typeof ExecutionList>;

export const ExecutionRef = z.object({ execution_id: idOf("The execution's id.") }).meta({
  id: "ExecutionRef",
  example: { execution_id: "0193a5f0c4e07b8e9d3f5a6b7c8d9e0f" },
});
