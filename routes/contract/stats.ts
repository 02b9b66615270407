import { z } from "zod";
import type { JobId } from "../../scheduler/model/ids.ts";
import { countOf, idOf, Time, TimeField, TimeOrNothing } from "./common.ts";
import { CategoryFilter } from "./find.ts";
import { JobAnswerFields } from "./job_fields.ts";

export const StatsQuery = z.object({
  time_range_start: TimeField.optional().meta({
    description:
      "From when on; UTC where it names no zone. An hour before the end where it is not " +
      "sent, and of a job its oldest execution that is looked at.",
    example: "2026-11-22T06:00:00.000Z",
  }),
  time_range_end: TimeField.optional().meta({
    description: "Until when; now where it is not sent.",
    example: "2026-11-22T07:00:00.000Z",
  }),
  bucket: z.enum(["minute", "hour", "day"], { error: "must be minute, hour or day" }).optional()
    .meta({
      description:
        "How long one length of time is, in UTC; chosen by the range where it is not sent. " +
        "A range holds at most 1440 minutes, 744 hours or 92 days; minutes are kept for two days.",
      example: "minute",
    }),
  category_id: CategoryFilter,
  job_id: z.string().regex(/^[0-9a-f]{32}$/, "is not the id of a job").transform((id) =>
    id as JobId
  ).optional()
    .meta({
      description: "Only of this job, from its last 500 executions.",
      example: "0193a5f0c4e07b8e9d3f5a6b7c8d9e0f",
    }),
});
export type StatsQuery = z.output<typeof StatsQuery>;

const figures = {
  succeeded: countOf("How many succeeded.", 118),
  failed: countOf("How many failed.", 2),
  timeout: countOf("How many took too long.", 0),
  stopped: countOf("How many were stopped.", 0),
  scheduled_error: countOf("How many never started: missed, skipped, or unknown.", 0),
  success_rate: z.number().min(0).max(1).nullable().meta({
    description: "Of those that succeeded, failed or took too long; null where there are none.",
    example: 0.9833,
  }),
  duration_ms: z.object({
    p50: countOf("Half of them took at most so long.", 120),
    p95: countOf("95 % of them took at most so long.", 480),
    p99: countOf("99 % of them took at most so long.", 900),
  }).nullable().meta({
    description:
      "How long the last attempts took, in milliseconds; null where none started. Estimated, to " +
      "within a factor of two, from counts by order of magnitude; exact for a job.",
    example: { p50: 120, p95: 480, p99: 900 },
  }),
};

export const StatsFigures = z.object(figures).meta({
  id: "StatsFigures",
  description: "How executions ended.",
});

export const StatsBucket = z.object({
  start_time: Time.meta({ description: "When this length of time begins." }),
  ...figures,
}).meta({ id: "StatsBucket", description: "How executions ended in one length of time." });

export const Stats = z.object({
  time_range_start: Time.meta({ description: "When the first length of time begins." }),
  time_range_end: Time.meta({ description: "Until when it was asked for." }),
  bucket: z.enum(["minute", "hour", "day"]).meta({
    description: "How long one length of time is.",
    example: "minute",
  }),
  total: StatsFigures.meta({ description: "Of all lengths of time together." }),
  buckets: z.array(StatsBucket).meta({ description: "Each length of time, oldest first." }),
  queue: z.object({
    ready: countOf("Executions that a worker may take now.", 3),
    later: countOf("Executions whose time comes later: retries, and runs asked for ahead.", 0),
    running: countOf("Executions that workers run.", 5),
    waiting: countOf("Jobs of which an execution waits for another to end.", 0),
  }).meta({ description: "Of the whole service, at this moment; each is counted up to 1,000." }),
  tick: z.object({
    last_tick_time: TimeOrNothing.meta({ description: "When jobs were last fired." }),
    last_tick_age_ms: z.number().nullable().meta({
      description: "How long ago that was; null before the first time.",
      example: 12000,
    }),
    oldest_due_time: TimeOrNothing.meta({
      description: "The fire time that has been due the longest and has not been fired.",
      example: "",
    }),
    lag_ms: countOf("How long it has been due; 0 where none is.", 0),
  }).meta({ description: "Of the whole service: whether jobs are fired in time." }),
  workers: z.array(z.object({
    worker_id: idOf("The worker's id."),
    hostname: z.string().meta({ description: "Where it runs.", example: "worker-1" }),
    pid: z.int().meta({ description: "Its process.", example: 4711 }),
    started_time: Time.meta({ description: "Since when it has work." }),
    lease_until: Time.meta({ description: "How long it keeps its work if it is not heard of." }),
  })).meta({
    description:
      "Workers that have work, up to 100; empty for callers who do not see all categories.",
  }),
  next_fires: z.array(z.object({
    job_id: JobAnswerFields.job_id,
    name: JobAnswerFields.name,
    job_class_string: JobAnswerFields.job_class_string,
    category_id: JobAnswerFields.category_id,
    next_run_time: Time.meta({ description: "When it is due." }),
  })).meta({
    description:
      "The next 10 jobs that are due; of one category those among the next 1,000 of all.",
  }),
}).meta({ id: "Stats" });
export type Stats = z.infer<typeof Stats>;
