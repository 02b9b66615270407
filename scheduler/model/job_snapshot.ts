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
  /** An admin saved the job, or asked for the run, with this class and these arguments. */
  approvedByAdmin: z.literal(true).exactOptional(),
});
export type JobSnapshot = z.infer<typeof JobSnapshot>;

export function snapshotOf(job: Job): JobSnapshot {
  const { id, name, jobClass, pubArgs, schedule, categoryId, policy, approvedByAdmin } = job;
  const approval = approvedByAdmin === undefined ? {} : { approvedByAdmin };
  return { id, name, jobClass, pubArgs, schedule, categoryId, policy, ...approval };
}
