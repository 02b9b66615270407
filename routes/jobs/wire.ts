import type { Job } from "../../scheduler/model/job.ts";
import { jobPolicyToWire } from "../../scheduler/model/job_policy_fields.ts";
import type { Schedule } from "../../scheduler/model/schedule.ts";
import type { Job as JobAnswer } from "../contract/jobs.ts";
import { isoTime, isoTimeOrNothing } from "../http/wire.ts";

export function jobToWire(job: Job): JobAnswer {
  return {
    job_id: job.id,
    job_class_string: job.jobClass,
    name: job.name,
    pub_args: [...job.pubArgs],
    ...scheduleToWire(job.schedule),
    next_run_time: isoTimeOrNothing(job.nextRunAt),
    paused: job.paused,
    category_id: job.categoryId,
    ...jobPolicyToWire(job.policy),
    version: job.version,
    created_at: isoTime(job.createdAt),
    updated_at: isoTime(job.updatedAt),
  };
}

export function scheduleToWire({ month, day, week, dayOfWeek, hour, minute, timeZone }: Schedule) {
  return { month, day, week, day_of_week: dayOfWeek, hour, minute, timezone: timeZone };
}
