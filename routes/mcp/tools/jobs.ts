import { z } from "zod";
import type { AlarmList } from "../../contract/alarms/alarms.ts";
import type { ExecutionList } from "../../contract/history/executions.ts";
import type { Job, JobList } from "../../contract/jobs/jobs.ts";
import type { SchedulePreview } from "../../contract/jobs/schedules.ts";
import { pathOf } from "../calls.ts";
import { jobInShort, runInShort, scheduleOf } from "../shown.ts";
import { Cursor, defineTool, JobId, limit, reads } from "../tool.ts";

export const listJobs = defineTool({
  name: "list_jobs",
  title: "List jobs",
  description:
    "Lists the jobs that the caller sees, by name, each with its schedule, its next fire time and its last run.",
  annotations: reads,
  input: {
    search: z.string().optional().describe("A text in the name or the class."),
    state: z.string().optional()
      .describe("Only jobs in any of these states, with commas between: active, paused, failing."),
    category_id: z.int().optional().describe("Only this category."),
    limit: limit(50, 100),
    cursor: Cursor,
  },
  async act(api, { search, ...query }) {
    const asked = { q: search, include: "last_executions:1", ...query };
    const { jobs, next_cursor } = await api.get<JobList>("jobs", asked);
    return { jobs: jobs.map(jobInShort), next_cursor };
  },
});

export const explainJob = defineTool({
  name: "explain_job",
  title: "Explain a job",
  description:
    "Tells all of a job: its fields, its schedule in words, when it fires next, its last runs, and its open alarms.",
  annotations: reads,
  input: {
    job_id: JobId,
    count: z.int().min(1).max(50).default(5).describe("How many fires, and how many runs."),
  },
  async act(api, { job_id, count }) {
    const job = await api.get<Job>(pathOf`jobs/${job_id}`);
    const { not_on, only_on, starts_at, ends_at, on_excluded } = job;
    const timing = { not_on, only_on, starts_at, ends_at, on_excluded };
    const [preview, runs, alarms] = await Promise.all([
      api.post<SchedulePreview>("schedules/preview", { ...scheduleOf(job), ...timing, count }),
      api.get<ExecutionList>(pathOf`jobs/${job_id}/executions`, { limit: count }),
      api.get<AlarmList>("alarms", { job_id, state: "open", limit: count }),
    ]);
    return {
      job,
      schedule_in_words: preview.description,
      ...(job.next_run_time === "" || job.paused ? { fires_only_once_resumed: job.paused } : {}),
      next_fires: preview.fires,
      last_runs: runs.executions.map(runInShort),
      open_alarms: alarms.alarms,
    };
  },
});

export const previewSchedule = defineTool({
  name: "preview_schedule",
  title: "Preview a schedule",
  description: "Tells what a schedule means in words, and when it fires. Makes nothing.",
  annotations: reads,
  input: {
    cron: z.string().describe(
      "A crontab expression of five fields, such as */5 9-17 * * mon-fri, or @daily.",
    ),
    timezone: z.string().optional().describe("The IANA zone; without it that of the server."),
    count: z.int().min(1).max(100).default(5).describe("How many fire times."),
    after: z.string().optional().describe(
      "Fire times after this ISO 8601 time; without it, after now.",
    ),
  },
  act: (api, schedule) => api.post("schedules/preview", schedule),
});
