import { z } from "zod";
import { AlarmRules } from "./alarms/alarm_rules.ts";
import { CategoryId, ExecutionId, JobId, PackId } from "./ids.ts";
import { Json } from "./json.ts";
import { JobKey } from "./records/job_key.ts";
import { JobPolicy } from "./job_policy.ts";
import { nextCalendarTime } from "./calendars/calendar_fires.ts";
import { type Calendars, noCalendars } from "./calendars/exclusion.ts";
import { JobPause } from "./firing/pause.ts";
import { nextFire, Schedule } from "./schedule.ts";
import { day, type Instant } from "./time.ts";
import { Timing } from "./calendars/timing.ts";

export const Job = z.object({
  id: JobId,
  name: z.string(),
  /** By which documents know the job; unique in its category. Absent in a job that no document and no client gave one. */
  key: JobKey.exactOptional(),
  /** The owner of the document that made the job; absent in a job that a person made. */
  owner: z.string().exactOptional(),
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
  /** Calendars, start and end of the schedule. A job that has it is in no pack. */
  timing: Timing.exactOptional(),
  /** The versions of the job's calendars by which `nextRunAt` was computed; "" without calendars. */
  plannedBy: z.string().exactOptional(),
  paused: z.boolean(),
  /** Who paused the job, why and until when; absent in jobs that earlier versions paused, and in jobs that are not paused. */
  pause: JobPause.exactOptional(),
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
  /** The first fire time that the job has in its pack. Absent where an earlier version put the job into it. */
  packFrom: z.number().exactOptional(),
  /** Counts the changes by users. A fire does not count. */
  version: z.number(),
  createdAt: z.number(),
  updatedAt: z.number(),
});
export type Job = z.infer<typeof Job>;

/** The part of a job that a user decides. */
export type JobDraft =
  & Pick<Job, "name" | "jobClass" | "pubArgs" | "schedule" | "categoryId" | "policy">
  & Pick<Job, "approvedByAdmin" | "alarms" | "timing" | "key" | "owner">;

export function draftJob(
  id: JobId,
  draft: JobDraft,
  now: Instant,
  calendars: Calendars = noCalendars,
): Job {
  return scheduled(
    { ...draft, id, paused: false, active: [], version: 1, createdAt: now, updatedAt: now },
    now,
    calendars,
  );
}

/** A changed job. Its next fire time stays, unless the schedule or its calendars changed. */
export function editJob(
  job: Job,
  draft: JobDraft,
  now: Instant,
  calendars: Calendars = noCalendars,
): Job {
  const { approvedByAdmin: _, alarms: _a, timing: _t, ...rest } = job;
  const edited: Job = { ...rest, ...draft, version: job.version + 1, updatedAt: now };
  return firesAlike(job, edited) ? edited : scheduled(edited, now, calendars);
}

/** @param pause who pauses the job, and what becomes of the fire times until it goes on. */
export function pauseJob(job: Job, now: Instant, pause?: JobPause): Job {
  const { nextRunAt: _, pause: _p, ...rest } = job;
  const told = pause === undefined ? {} : { pause };
  return { ...rest, ...told, paused: true, version: job.version + 1, updatedAt: now };
}

/**
 * A resumed job starts from now, or from the end of its pause: fire times during the pause are not missed. Where the pause said
 * that they are made up for, the job is due at the first of them, and the misfire rule decides.
 */
export function resumeJob(job: Job, now: Instant, calendars: Calendars = noCalendars): Job {
  const { pause, ...rest } = job;
  const resumed = { ...rest, paused: false, version: job.version + 1, updatedAt: now };
  const from = pause?.fires === "make_up" ? pause.at : Math.min(now, pause?.until ?? now);
  return scheduled(resumed, from, calendars, now);
}

/** A job whose next fire time is not known, as if its schedule began now. */
export function rescheduleJob(
  job: Job,
  now: Instant,
  calendars: Calendars = noCalendars,
): Job {
  return scheduled(job, now, calendars);
}

/** Whether the next fire time was computed by the calendars as they are. */
export function isPlannedBy(job: Job, calendars: Calendars): boolean {
  return job.timing === undefined || job.paused ||
    (job.plannedBy ?? "") === calendars.versionsOf(job.timing);
}

/** A job whose calendars changed. Fire times that are due and not fired yet are looked at again, by the new calendars. */
export function replanJob(job: Job, now: Instant, calendars: Calendars): Job {
  return scheduled(job, Math.min(job.nextRunAt ?? now, now), calendars, now);
}

/** @param from the first moment that may be the next fire time. */
function scheduled(job: Job, from: Instant, calendars: Calendars, now: Instant = from): Job {
  const { nextRunAt: _, plannedBy: _p, ...rest } = job;
  if (job.paused) return rest;
  const nextRunAt = nextFireOf(job, Math.max(from - 1, firedUntil(job, now)), calendars);
  return {
    ...rest,
    ...(job.timing === undefined ? {} : { plannedBy: calendars.versionsOf(job.timing) }),
    ...(nextRunAt === undefined ? {} : { nextRunAt }),
  };
}

/**
 * The first fire time of a job later than `after`. This is the one place where cron fields, calendars, start and end come
 * together.
 */
export function nextFireOf(
  { schedule, timing, policy }: Pick<Job, "schedule" | "timing" | "policy">,
  after: Instant,
  calendars: Calendars,
): Instant | undefined {
  if (timing === undefined) return nextFire(schedule, after);
  const { startsAt = -Infinity, endsAt = Infinity } = timing;
  const from = Math.max(after, startsAt - 1);
  const rule = { schedule, timing, calendars, onExcluded: policy.onExcluded };
  const hasCalendars = timing.notOn.length + timing.onlyOn.length > 0;
  const next = hasCalendars ? nextCalendarTime(rule, from) : nextFire(schedule, from);
  return next !== undefined && next < endsAt ? next : undefined;
}

/** A job of a pack with its next fire time. @param dueAt the time of the pack; absent where nobody can read it. */
export function withoutPack(
  { pack: _, packFrom: _f, ...job }: Job,
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

export function firedUntil(job: Job, now: Instant): Instant {
  const until = job.firedUntil ?? 0;
  return until > now + credibleMs ? 0 : until;
}

function firesAlike(a: Job, b: Job): boolean {
  const sameFields = (Object.keys(a.schedule) as (keyof Schedule)[])
    .every((key) => a.schedule[key] === b.schedule[key]);
  return sameFields && a.policy.onExcluded === b.policy.onExcluded &&
    JSON.stringify(a.timing) === JSON.stringify(b.timing);
}
