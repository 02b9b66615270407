import { z } from "zod";
import type { JobId } from "../../../scheduler/model/ids.ts";
import { CategoryFilter, countOf, idOf, Time, TimeField, TimeOrNothing } from "../common.ts";
import { JobAnswerFields } from "../jobs/job_fields.ts";

export const StatsQuery = z.object({
  time_range_start: TimeField.optional().meta({
    description:
      "The start of the range; UTC where the time names no zone. Without it, the range " +
      "begins an hour before its end, or for a job with its oldest counted execution.",
    example: "2026-11-22T06:00:00.000Z",
  }),
  time_range_end: TimeField.optional().meta({
    description: "The end of the range; now where no time is sent.",
    example: "2026-11-22T07:00:00.000Z",
  }),
  bucket: z.enum(["minute", "hour", "day"], { error: "must be minute, hour or day" }).optional()
    .meta({
      description:
        "The length of one bucket, in UTC; without it, the range decides. A range holds at " +
        "most 1440 minutes, 744 hours or 92 days. Minutes are stored for two days.",
      example: "minute",
    }),
  category_id: CategoryFilter,
  job_id: z.string().regex(/^[0-9a-f]{32}$/, "is not the id of a job").transform((id) =>
    id as JobId
  ).optional()
    .meta({
      description: "Only this job, from its last 500 executions.",
      example: "0193a5f0c4e07b8e9d3f5a6b7c8d9e0f",
    }),
});
export type StatsQuery = z.output<typeof StatsQuery>;

const figures = {
  succeeded: countOf("How many succeeded.", 118),
  failed: countOf("How many failed.", 2),
  timeout: countOf("How many took too long.", 0),
  stopped: countOf("How many were stopped.", 0),
  scheduled_error: countOf("How many never started: missed, skipped, or of an unknown class.", 0),
  success_rate: z.number().min(0).max(1).nullable().meta({
    description:
      "The share of successes among those that succeeded, failed or took too long; null " +
      "without any.",
    example: 0.9833,
  }),
  duration_ms: z.object({
    p50: countOf("Half of the attempts took at most this long.", 120),
    p95: countOf("95 % of the attempts took at most this long.", 480),
    p99: countOf("99 % of the attempts took at most this long.", 900),
  }).nullable().meta({
    description:
      "How long the last attempts took, in milliseconds; null when none started. For one " +
      "job the figures are exact; otherwise they are estimates from counts by order of " +
      "magnitude, right to within a factor of two.",
    example: { p50: 120, p95: 480, p99: 900 },
  }),
};

export const StatsFigures = z.object(figures).meta({
  id: "StatsFigures",
  description: "How executions ended.",
});

export const StatsBucket = z.object({
  start_time: Time.meta({ description: "When the bucket begins." }),
  ...figures,
}).meta({ id: "StatsBucket", description: "How executions ended in one bucket." });

export const Stats = z.object({
  time_range_start: Time.meta({ description: "When the first bucket begins." }),
  time_range_end: Time.meta({ description: "The end of the requested range." }),
  bucket: z.enum(["minute", "hour", "day"]).meta({
    description: "The length of one bucket.",
    example: "minute",
  }),
  total: StatsFigures.meta({ description: "The figures of all buckets together." }),
  buckets: z.array(StatsBucket).meta({ description: "The buckets, oldest first." }),
  // Optional for a dashboard that reads the answers of an older server.
  zone_data_version: z.string().optional().meta({
    description: "The version of the time zone rules that schedules are read by.",
    example: "2026f",
  }),
  clock_skew_ms: z.int().nullable().optional().meta({
    description:
      "How far the clock of this server is ahead of those of other processes (negative: behind); " +
      "null where there is none to compare with.",
    example: 12,
  }),
  queue: z.object({
    ready: countOf("Executions that a worker may take now.", 3),
    later: countOf("Executions whose time comes later: retries, and runs for a later time.", 0),
    running: countOf("Executions that workers run.", 5),
    waiting: countOf("Jobs with an execution that waits for another one to end.", 0),
  }).meta({
    description:
      "The queue of the whole service at this moment; each figure is counted up to 1,000.",
  }),
  tick: z.object({
    last_tick_time: TimeOrNothing.meta({ description: "When a tick last ran." }),
    last_tick_age_ms: z.number().nullable().meta({
      description: "How long ago the last tick was; null before the first tick.",
      example: 12000,
    }),
    oldest_due_time: TimeOrNothing.meta({
      description: "The fire time that has been due the longest and has not been fired.",
      example: "",
    }),
    lag_ms: countOf("How long that fire time has been due; 0 when nothing is due.", 0),
  }).meta({ description: "Whether the whole service fires jobs on time." }),
  workers: z.array(z.object({
    worker_id: idOf("The worker's id."),
    hostname: z.string().meta({ description: "The host of the worker.", example: "worker-1" }),
    pid: z.int().meta({ description: "The process of the worker.", example: 4711 }),
    started_time: Time.meta({ description: "Since when the worker has had work." }),
    lease_until: Time.meta({
      description: "Until when the worker keeps its work without a sign of life.",
    }),
  })).meta({
    description:
      "Workers that have work, up to 100; empty for callers who do not see all categories.",
  }),
  next_fires: z.array(z.object({
    job_id: JobAnswerFields.job_id,
    name: JobAnswerFields.name,
    job_class_string: JobAnswerFields.job_class_string,
    category_id: JobAnswerFields.category_id,
    next_run_time: Time.meta({ description: "When the job is due." }),
  })).meta({
    description:
      "The next 10 jobs that are due; for one category, those among the next 1,000 due " +
      "jobs of all categories.",
  }),
}).meta({ id: "Stats" });
export type Stats = z.infer<typeof Stats>;
