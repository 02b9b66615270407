import { z } from "zod";
import { CategoryId, JobId } from "./ids.ts";
import type { Job } from "./job.ts";
import { JobPolicy } from "./job_policy.ts";
import { Json } from "./json.ts";
import { Schedule } from "./schedule.ts";

/** The part of a job that its execution keeps, because the job may change or be deleted later. */
export const JobSnapshot = z.object({
  id: JobId,
  name: z.string(),
  jobClass: z.string(),
  pubArgs: z.array(Json),
  schedule: Schedule,
  categoryId: CategoryId,
  policy: JobPolicy,
});
export type JobSnapshot = z.infer<typeof JobSnapshot>;

export function snapshotOf(job: Job): JobSnapshot {
  const { id, name, jobClass, pubArgs, schedule, categoryId, policy } = job;
  return { id, name, jobClass, pubArgs, schedule, categoryId, policy };
}
