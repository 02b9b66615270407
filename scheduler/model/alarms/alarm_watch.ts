import { z } from "zod";
import { CategoryId, JobId } from "../ids.ts";
import type { Job } from "../job.ts";
import type { Instant } from "../time.ts";
import { AlarmRules } from "./alarm_rules.ts";

/**
 * What is watched of a job at each tick: the row stays when the job is deleted, so that its absence is noticed as well.
 */
export const AlarmWatch = z.object({
  jobId: JobId,
  name: z.string(),
  categoryId: CategoryId,
  rules: AlarmRules,
  /** When the rules were set, or a person closed the last alarm: what was before does not count. */
  since: z.number(),
  deletedAt: z.number().exactOptional(),
});
export type AlarmWatch = z.infer<typeof AlarmWatch>;

/** @returns `undefined` for a job whose own rules need no watch. */
export function watchOf(job: Job, since: Instant): AlarmWatch | undefined {
  const { late, long, overdue } = job.alarms ?? {};
  if (!late && !long && !overdue) return undefined;
  const { id: jobId, name, categoryId } = job;
  return { jobId, name, categoryId, rules: job.alarms ?? {}, since };
}

/** Whether both jobs have the same watch. */
export function isWatchedAlike(before: Job | undefined, after: Job): boolean {
  const [a, b] = [before, after].map((job) => job && watchOf(job, 0));
  return JSON.stringify(a) === JSON.stringify(b);
}
