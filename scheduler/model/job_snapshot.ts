import type { z } from "zod";
import { Job } from "./job.ts";

/** The part of a job that its execution keeps, because the job may change or be deleted later. */
export const JobSnapshot = Job.pick({
  id: true,
  name: true,
  jobClass: true,
  pubArgs: true,
  schedule: true,
  categoryId: true,
  policy: true,
  approvedByAdmin: true,
});
export type JobSnapshot = z.infer<typeof JobSnapshot>;

export function snapshotOf(job: Job): JobSnapshot {
  const { id, name, jobClass, pubArgs, schedule, categoryId, policy, approvedByAdmin } = job;
  const snapshot = { id, name, jobClass, pubArgs, schedule, categoryId, policy };
  return approvedByAdmin === undefined ? snapshot : { ...snapshot, approvedByAdmin };
}
