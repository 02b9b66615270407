import { defaultCategory } from "../../scheduler/model/category.ts";
import { type JobId, newId } from "../../scheduler/model/ids.ts";
import { draftJob, type Job, type JobDraft } from "../../scheduler/model/job.ts";
import type { JobPolicy } from "../../scheduler/model/job_policy.ts";
import { defaultJobPolicy } from "../../scheduler/model/job_policy_fields.ts";
import { draftSchedule } from "../../scheduler/model/schedule.ts";
import type { Instant } from "../../scheduler/model/time.ts";
import type { UserDraft } from "../../scheduler/store/access/users.ts";

export const aPolicy: JobPolicy = defaultJobPolicy;

/** A valid job, due each minute unless the test says otherwise. */
export function aJob(
  now: Instant,
  given: Partial<Omit<JobDraft, "policy">> & { policy?: Partial<JobPolicy> } = {},
): Job {
  return draftJob(newId<JobId>(now), {
    name: "a job",
    jobClass: "simple_scheduler.jobs.sample_job.AwesomeJob",
    pubArgs: [],
    schedule: draftSchedule({ minute: "*" }, "UTC"),
    categoryId: defaultCategory,
    ...given,
    policy: { ...aPolicy, ...given.policy },
  }, now);
}

/** A user who may change what is in the default category. */
export function aUserDraft(given: Partial<UserDraft> = {}): UserDraft {
  return {
    username: "kim",
    passwordHash: "hash",
    categoryId: defaultCategory,
    isAdmin: false,
    isPermission: true,
    ...given,
  };
}
