import { type Calendars, noCalendars } from "../calendars/exclusion.ts";
import type { Scheduled } from "../execution.ts";
import type { Job } from "../job.ts";
import { storedSize } from "../json.ts";
import { noPauses, type Pauses } from "./pause.ts";
import { hour, type Instant } from "../time.ts";

/**
 * How many missed fire times of a job get a record each; all older ones share one record. Fewer for a job
 * with large arguments, because all records have to fit into one atomic operation.
 */
export function makeUpCap(job: Job): number {
  return Math.max(1, Math.min(100, Math.floor(400_000 / storedSize(job))));
}

/** What decides about fires besides the job itself. A tick reads it once. */
export interface FireRules {
  readonly calendars: Calendars;
  readonly pauses: Pauses;
}

export const plainRules: FireRules = { calendars: noCalendars, pauses: noPauses };

/**
 * The newest fire time that a tick may fire. A pause whose fires are made up for holds all fire times from its start on.
 * @returns `undefined` when the due fire time of the job itself is held.
 */
export function firesUpTo(
  { categoryId, nextRunAt }: Pick<Job, "categoryId"> & { readonly nextRunAt: Instant },
  { pauses }: FireRules,
  now: Instant,
): Instant | undefined {
  const heldFrom = pauses.heldFrom(categoryId, now);
  if (heldFrom === undefined) return now;
  return nextRunAt < heldFrom ? Math.min(now, heldFrom - 1) : undefined;
}

/** The fire times that an execution stands for besides its own. */
export type Others = Pick<Scheduled, "coalesced" | "coalescedSince">;

/** Counting ends here, so that a tick after a long downtime stays short: one fire time a minute for a week. */
const mostCoalesced = 10_000;

/** The fire times from `from`, included, to `before`, not included. */
export function othersBetween(next: NextFire, from: Instant, before: Instant): Others {
  if (from >= before) return {};
  const first = next(from - 1);
  if (first === undefined || first >= before) return {};
  let coalesced = 0;
  for (
    let at: Instant | undefined = first;
    at !== undefined && at < before && coalesced < mostCoalesced;
    at = next(at)
  ) coalesced++;
  return { coalesced, coalescedSince: first };
}

export interface DueTimes {
  /** The newest due fire times, oldest first. */
  readonly times: readonly Instant[];
  /** The first due fire time before `times`; absent when `times` holds all of them. */
  readonly olderFrom?: Instant;
  readonly next: Instant | undefined;
}

/** The first fire time of a job later than a moment. */
type NextFire = (after: Instant) => Instant | undefined;

export function dueTimes(
  job: Job & { readonly nextRunAt: Instant },
  nextFire: NextFire,
  now: Instant,
): DueTimes {
  const first = job.nextRunAt;
  const next = nextFire(first);
  if (next === undefined || next > now) return { times: [first], next };
  const cap = makeUpCap(job);
  const forward = timesFrom(nextFire, first, now, cap);
  if (forward.complete) return forward;
  // After a long downtime, look back from now in growing windows to find the newest fire times.
  for (let window = hour;; window *= 4) {
    const from = nextFire(Math.max(first, now - window) - 1);
    const newest = timesFrom(nextFire, from, now, Infinity);
    if (newest.times.length >= cap || window > now - first) {
      return { times: newest.times.slice(-cap), olderFrom: first, next: newest.next };
    }
  }
}

function timesFrom(
  nextFire: NextFire,
  first: Instant | undefined,
  now: Instant,
  limit: number,
) {
  const times: Instant[] = [];
  let next = first;
  while (next !== undefined && next <= now && times.length < limit) {
    times.push(next);
    next = nextFire(next);
  }
  return { times, next, complete: next === undefined || next > now };
}
