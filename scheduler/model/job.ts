import { z } from "zod";
import { AlarmRules } from "./alarms/alarm_rules.ts";
import { CategoryId, ExecutionId, JobId, PackId } from "./ids.ts";
import { Json } from "./json.ts";
import { JobPolicy } from "./job_policy.ts";
import { firstFire, nextFire, Schedule } from "./schedule.ts";
import { day, type Instant } from "./time.ts";

export const Job = z.object({
  id: JobId,
  name: z.string(),
  jobClass: z.string(),
  pubArgs: z.array(Json),
  schedule: Schedule,
  categoryId: CategoryId,
  policy: JobPolicy,
  /** What raises alarms; absent: what the category and the server say. */
  alarms: AlarmRules.exactOptional(),
  /**
   * An admin saved the job, or asked for the run, with this class and these arguments. Only jobs that run programs have it.
   */
  approvedByAdmin: z.literal(true).exactOptional(),
  paused: z.boolean(),
  /** Absent while the job is paused, and when the schedule has no further fire. The due index has an entry for it. */
  nextRunAt: z.number().exactOptional(),
  /** No fire time up to this one is fired again, even when the clock is set back or the schedule is edited. */
  firedUntil: z.number().exactOptional(),
  /**
   * Executions that count as instances, oldest first. The next fire drops those that have ended, so that the
   * end of an execution does not have to write the job.
   */
  active: z.array(ExecutionId),
  /**
   * The pack in which the job fires together with others. Such a record has no `nextRunAt`, no `firedUntil` and no `active`
   * executions: the pack has them for all its jobs, so that a fire does not write the job.
   */
  pack: PackId.exactOptional(),
  /** Counts the changes by users. A fire does not count. */
  version: z.number(),
  createdAt: z.number(),
  updatedAt: z.number(),
});
export type Job = z.infer<typeof Job>;

/** The part of a job that a user decides. */
export type JobDraft = Pick<
  Job,
  | "name"
  | "jobClass"
  | "pubArgs"
  | "schedule"
  | "categoryId"
  | "policy"
  | "alarms"
  | "approvedByAdmin"
>;

export function draftJob(id: JobId, draft: JobDraft, now: Instant): Job {
  return scheduled(
    { ...draft, id, paused: false, active: [], version: 1, createdAt: now, updatedAt: now },
    now,
  );
}

/** A changed job. Its next fire time stays, unless the schedule changed. */
export function editJob(job: Job, draft: JobDraft, now: Instant): Job {
  const { approvedByAdmin: _, alarms: _a, ...rest } = job;
  const edited: Job = { ...rest, ...draft, version: job.version + 1, updatedAt: now };
  return sameSchedule(job.schedule, draft.schedule) ? edited : scheduled(edited, now);
}

export function pauseJob(job: Job, now: Instant): Job {
  const { nextRunAt: _, ...rest } = job;
  return { ...rest, paused: true, version: job.version + 1, updatedAt: now };
}

/** A resumed job starts from now: fire times during the pause are not missed. */
export function resumeJob(job: Job, now: Instant): Job {
  return scheduled({ ...job, paused: false, version: job.version + 1, updatedAt: now }, now);
}

/** A job whose next fire time is not known, as if its schedule began now. */
export function rescheduleJob(job: Job, now: Instant): Job {
  return scheduled(job, now);
}

function scheduled(job: Job, now: Instant): Job {
  const { nextRunAt: _, ...rest } = job;
  if (job.paused) return rest;
  const nextRunAt = firstFire(job.schedule, Math.max(now, firedUntil(job, now) + 1));
  return nextRunAt === undefined ? rest : { ...rest, nextRunAt };
}

/** A job of a pack with its next fire time. @param dueAt the time of the pack; absent where nobody can read it. */
export function withoutPack(
  { pack: _, ...job }: Job,
  dueAt: Instant | undefined,
  now: Instant,
): Job {
  const nextRunAt = dueAt ?? nextFire(job.schedule, now);
  return nextRunAt === undefined ? job : { ...job, nextRunAt };
}

/**
 * A `firedUntil` further ahead than this comes from a clock that was wrong. It is ignored when somebody resumes
 * the job or changes its schedule, so that the job is not held back for ever.
 */
const credibleMs = day;

function firedUntil(job: Job, now: Instant): Instant {
  const until = job.firedUntil ?? 0;
  return until > now + credibleMs ? 0 : until;
}

function sameSchedule(a: Schedule, b: Schedule): boolean {
  return (Object.keys(a) as (keyof Schedule)[]).every((key) => a[key] === b[key]);
}
