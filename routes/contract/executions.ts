import { z } from "zod";
import { nextCursor, Time, TimeOrNothing } from "./common.ts";

export const ExecutionState = z.enum([
  "scheduled",
  "running",
  "stopping",
  "stopped",
  "failed",
  "succeeded",
  "timeout",
  "scheduled error",
]);

/** The job as it was when the execution was made. */
export const ExecutedJob = z.object({
  job_id: z.string(),
  job_class_string: z.string(),
  name: z.string(),
  pub_args: z.array(z.unknown()),
  month: z.string(),
  day: z.string(),
  week: z.string(),
  day_of_week: z.string(),
  hour: z.string(),
  minute: z.string(),
  timezone: z.string(),
  category_id: z.int(),
}).meta({ id: "ExecutedJob" });

/** An attempt that did not succeed. */
export const Attempt = z.object({
  attempt: z.int(),
  started_time: Time,
  ended_time: Time,
  outcome: z.enum(["failed", "timeout", "worker lost"]),
  error: z.string(),
}).meta({ id: "Attempt" });

export const Execution = z.object({
  execution_id: z.string(),
  state: ExecutionState,
  description: z.string().meta({
    description: "Why it is as it is, where there is anything to say.",
  }),
  result: z.string().meta({ description: 'What the job returned, as text; "" where it did not.' }),
  job: ExecutedJob,
  trigger: z.enum(["schedule", "manual"]),
  attempt: z.int().meta({ description: "How many attempts were started." }),
  max_attempts: z.int(),
  attempts: z.array(Attempt),
  hostname: z.string(),
  pid: z.int().meta({ description: "-1 while no process has it." }),
  task_id: z.string(),
  scheduled_time: Time,
  created_time: Time,
  started_time: TimeOrNothing,
  ended_time: TimeOrNothing,
  updated_time: Time,
  duration_ms: z.number().nullable().meta({ description: "Of the last attempt, once it ended." }),
}).meta({ id: "Execution" });
export type Execution = z.infer<typeof Execution>;

export const ExecutionList = z.object({
  executions: z.array(Execution),
  next_cursor: nextCursor,
}).meta({ id: "ExecutionList" });

export const ExecutionRef = z.object({ execution_id: z.string() }).meta({
  id: "ExecutionRef",
  example: { execution_id: "0193a5f0c4e07b8e9d3f5a6b7c8d9e0f" },
});
