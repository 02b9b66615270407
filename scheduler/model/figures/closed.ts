import { allCategories } from "../category.ts";
import type { Calendars } from "../calendars/exclusion.ts";
import type { Pause } from "../firing/pause.ts";
import type { CategoryId } from "../ids.ts";
import type { Instant } from "../time.ts";
import type { PlannedJob } from "./upcoming.ts";

/** A stretch of time in which jobs do not fire. */
export interface Closed {
  readonly kind: "calendar" | "pause";
  /** The name of the calendar, or the reason of the pause. */
  readonly name: string;
  /** The paused category; 0 for everything, and for a calendar. */
  readonly categoryId: CategoryId;
  readonly from: Instant;
  /** Not included. */
  readonly to: Instant;
}

/** The most stretches of one answer. */
export const mostClosed = 200;

/** What the calendars of `not_on` of these jobs exclude between two moments, each calendar once. */
export function closedByCalendars(
  jobs: Iterable<PlannedJob>,
  calendars: Calendars,
  from: Instant,
  to: Instant,
): Closed[] {
  const ids = new Set(Array.from(jobs, ({ timed }) => timed?.timing?.notOn ?? []).flat());
  return [...ids].sort((a, b) => a - b).flatMap((id) =>
    calendars.coveredBy(id, from, to).map((stretch): Closed => ({
      kind: "calendar",
      name: calendars.at(id)?.name ?? "",
      categoryId: allCategories,
      ...stretch,
    }))
  );
}

/** The pauses that are in force between two moments. @param category only what concerns this category. */
export function closedByPauses(
  pauses: Iterable<Pause>,
  from: Instant,
  to: Instant,
  category?: CategoryId,
): Closed[] {
  return Array.from(pauses)
    .filter(({ scope }) => category === undefined || scope === allCategories || scope === category)
    .map(({ scope, reason, at, until }): Closed => ({
      kind: "pause",
      name: reason,
      categoryId: scope,
      from: Math.max(from, at),
      to: Math.min(to, until ?? to),
    }))
    .filter((stretch) => stretch.from < stretch.to);
}
