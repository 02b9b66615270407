import { z } from "zod";
import { CategoryId, ExecutionId, JobId } from "./ids.ts";
import { Json } from "./json.ts";
import { JobPolicy } from "./job_policy.ts";
import { firstFire, Schedule } from "./schedule.ts";
import { day, type Instant } from "./time.ts";

export const Job = z.object({
  id: JobId,
  name: z.string(),
  jobClass: z.string(),
  pubArgs: z.array(Json),
  schedule: Schedule,
  categoryId: CategoryId,
  policy: JobPolicy,
  paused: z.boolean(),
  /** Absent while paused, and when the schedule never comes again. With it goes a due entry. */
  nextRunAt: z.number().exactOptional(),
  /** No fire time at or before this one is ever fired (again), whatever the clock or an edit does. */
  firedUntil: z.number().exactOptional(),
  /**
   * Executions that may still be under way, oldest first. Ended ones are dropped at the next fire,
   * so that an execution's end does not have to write its job.
   */
  active: z.array(ExecutionId),
  /** Counts the changes that users make; a fire is none. */
  version: z.number(),
  createdAt: z.number(),
  updatedAt: z.number(),
});
export type Job = z.infer<typeof Job>;

/** What a user says of a job. */
export type JobDraft = Pick<
  Job,
  "name" | "jobClass" | "pubArgs" | "schedule" | "categoryId" | "policy"
>;

export function draftJob(id: JobId, draft: JobDraft, now: Instant): Job {
  return scheduled(
    { ...draft, id, paused: false, active: [], version: 1, createdAt: now, updatedAt: now },
    now,
  );
}

/** A changed job. Its next fire stays as it is unless its schedule changed. */
export function editJob(job: Job, draft: JobDraft, now: Instant): Job {
  const edited = { ...job, ...draft, version: job.version + 1, updatedAt: now };
  return sameSchedule(job.schedule, draft.schedule) ? edited : scheduled(edited, now);
}

export function pauseJob(job: Job, now: Instant): Job {
  const { nextRunAt: _, ...rest } = job;
  return { ...rest, paused: true, version: job.version + 1, updatedAt: now };
}

/** A resumed job starts from now: what it would have fired while it was paused is not missed. */
export function resumeJob(job: Job, now: Instant): Job {
  return scheduled({ ...job, paused: false, version: job.version + 1, updatedAt: now }, now);
}

function scheduled(job: Job, now: Instant): Job {
  const { nextRunAt: _, ...rest } = job;
  if (job.paused) return rest;
  const nextRunAt = firstFire(job.schedule, Math.max(now, firedUntil(job, now) + 1));
  return nextRunAt === undefined ? rest : { ...rest, nextRunAt };
}

/**
 * A clock that was wrong by more than this has been set right since: what was fired by it does not
 * hold a job back for ever, once somebody resumes it or gives it another schedule.
 */
const credibleMs = day;

function firedUntil(job: Job, now: Instant): Instant {
  const until = job.firedUntil ?? 0;
  return until > now + credibleMs ? 0 : until;
}

function sameSchedule(a: Schedule, b: Schedule): boolean {
  return (Object.keys(a) as (keyof Schedule)[]).every((key) => a[key] === b[key]);
}
