import type { Calendars } from "../calendars/exclusion.ts";
import { draftExecution, type Ended, endUnstarted } from "../execution.ts";
import { fireId } from "../ids.ts";
import { firedUntil, type Job, nextFireOf, resumeJob } from "../job.ts";
import type { Instant } from "../time.ts";
import { othersBetween } from "./fire_times.ts";

/** A job that goes on after a pause, and what is recorded of the fire times that the pause skipped. */
export interface Resumed {
  readonly job: Job;
  readonly made: readonly Ended[];
}

/** Resumes a job. One record stands for all fire times that a pause of kind `skip` has skipped. */
export function resumed(paused: Job, now: Instant, calendars: Calendars): Resumed {
  const job = resumeJob(paused, now, calendars);
  const { pause } = paused;
  if (pause?.fires !== "skip") return { job, made: [] };
  const end = Math.min(now, pause.until ?? now);
  const next = (after: Instant) => nextFireOf(paused, after, calendars);
  const first = next(Math.max(pause.at - 1, firedUntil(paused, now)));
  if (first === undefined || first >= end) return { job, made: [] };
  const others = othersBetween(next, first + 1, end);
  const given = {
    id: fireId(job.id, first),
    job,
    trigger: "schedule",
    scheduledAt: first,
    isPaused: true,
  } as const;
  const all = others.coalesced === undefined ? "" : "; this stands for all fire times of the pause";
  const reason = `skipped: the job was paused by ${pause.by}: ${pause.reason}${all}`;
  const draft = draftExecution({ ...given, ...others }, now);
  return { job, made: [endUnstarted(draft, "scheduled error", reason, now)] };
}
