import { allCategories } from "../category.ts";
import { type Job, nextFireOf } from "../job.ts";
import type { Instant } from "../time.ts";
import {
  type DueTimes,
  dueTimes,
  type FireRules,
  firesUpTo,
  type Others,
  othersBetween,
} from "./fire_times.ts";
import type { Pauses } from "./pause.ts";

/** A fire time that gets an execution of its own. */
export interface DueFire {
  readonly at: Instant;
  readonly description: string;
  readonly others: Others & { readonly isPaused?: true };
  /** Why the execution ends without a start; absent where it is to run. */
  readonly skipped?: string;
}

/** What a fire makes of the fire times that are due, before it looks at executions that are under way. */
export interface DueFires {
  readonly fires: readonly DueFire[];
  /** Whether several fire times are made up for: their executions wait, whatever the overlap rule says. */
  readonly mustRun: boolean;
  /** The newest fire time of them. */
  readonly firedUntil: Instant;
  readonly next: Instant | undefined;
}

/** Whether two jobs of one schedule that are due at the same time have the same fires, where each has one fire time. */
export function haveSameFires(a: Pick<Job, "categoryId" | "policy">, b: typeof a): boolean {
  return a.policy === b.policy && a.categoryId === b.categoryId;
}

/**
 * Fire times within the misfire grace run: one execution for all of them (`coalesce`) or one for each. Later fire times are
 * recorded as missed, and those of a pause as skipped.
 */
export function dueFires(
  job: Job & { readonly nextRunAt: Instant },
  now: Instant,
  rules: FireRules,
): DueFires {
  const next = (after: Instant) => nextFireOf(job, after, rules.calendars);
  const due = dueTimes(job, next, firesUpTo(job, rules, now) ?? job.nextRunAt);
  const { misfireGraceSeconds, coalesce } = job.policy;
  const pausedText = (at: Instant) => pauseText(rules.pauses, job, at);
  const pausedAt = (at: Instant) => pausedText(at) === undefined ? {} : { isPaused: true as const };
  const isMissed = (at: Instant) =>
    now - at > Math.max(1, misfireGraceSeconds) * 1000 || pausedText(at) !== undefined;

  const fires: DueFire[] = [];
  if (due.olderFrom !== undefined && (isMissed(due.olderFrom) || !coalesce)) {
    const at = due.olderFrom;
    const others = { ...othersBetween(next, at + 1, due.times[0] ?? now), ...pausedAt(at) };
    fires.push({ at, description: "", others, skipped: olderText(due) });
  }
  for (const at of due.times) {
    if (!isMissed(at)) continue;
    const skipped = pausedText(at) ?? missedText(at, misfireGraceSeconds, now);
    fires.push({ at, description: "", others: pausedAt(at), skipped });
  }
  const inTime = due.times.filter((at) => !isMissed(at));
  const last = inTime.at(-1);
  if (coalesce && last !== undefined) {
    const older = due.olderFrom !== undefined && !isMissed(due.olderFrom);
    const since = (older ? due.olderFrom : inTime[0]) ?? last;
    const description = since < last ? `stands for all fire times since ${iso(since)}` : "";
    fires.push({ at: last, description, others: othersBetween(next, since, last) });
  } else for (const at of inTime) fires.push({ at, description: "", others: {} });

  return {
    fires,
    mustRun: !coalesce && inTime.length > 1,
    firedUntil: due.times.at(-1) ?? job.nextRunAt,
    next: due.next,
  };
}

/** Why a fire time is skipped that lies in a pause; `undefined` where it does not. */
function pauseText(pauses: Pauses, { categoryId }: Job, at: Instant): string | undefined {
  const pause = pauses.skips(categoryId, at);
  if (pause === undefined) return undefined;
  const what = pause.scope === allCategories ? "everything" : "its category";
  return `skipped: ${what} was paused by ${pause.by}: ${pause.reason}`;
}

function olderText(due: DueTimes): string {
  const until = due.times[0] === undefined ? "" : ` until before ${iso(due.times[0])}`;
  return `missed: this stands for all fire times from ${iso(due.olderFrom ?? 0)}${until}; ` +
    `only the newest ${due.times.length} fire times of a downtime have a record each`;
}

/** @param grace in seconds. */
export function missedText(at: Instant, grace: number, now: Instant): string {
  const late = Math.round((now - at) / 1000);
  return `missed: ${late} s late, and the grace of this job is ${grace} s`;
}

function iso(at: Instant): string {
  return new Date(at).toISOString();
}
