import { allCategories } from "../category.ts";
import type { Calendars } from "../calendars/exclusion.ts";
import type { Pause } from "../firing/pause.ts";
import type { CategoryId } from "../ids.ts";
import type { Instant } from "../time.ts";
import type { AuditEntry } from "../audit_entry.ts";
import type { PlannedJob } from "./upcoming.ts";

/** A stretch of time in which jobs do not fire. */
export interface Closed {
  readonly kind: "calendar" | "pause";
  /** The name of the calendar, the reason of the pause, or the name of the job that was paused alone. */
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

/**
 * When single jobs were paused between two moments, by what the audit log says of that time. A pause that began before it and
 * went on after it has no entry there, and is not told.
 * @param entries that begin and end pauses, oldest first.
 */
export function closedByJobPauses(
  entries: Iterable<AuditEntry>,
  from: Instant,
  to: Instant,
): Closed[] {
  const closed: Closed[] = [];
  const paused = new Map<string, AuditEntry>();
  const seen = new Set<string>();
  const end = ({ jobName, categoryId }: AuditEntry, at: Instant, until: Instant) => {
    if (at < until) closed.push({ kind: "pause", name: jobName, categoryId, from: at, to: until });
  };
  for (const entry of entries) {
    const begun = paused.get(entry.jobId);
    if (entry.event === "paused") {
      // A pause that gets other words goes on.
      if (begun === undefined) paused.set(entry.jobId, entry);
    } else {
      const isKnown = begun !== undefined;
      // The first entry of a job ends a pause that began before the range. Jobs are deleted without a pause too.
      if (isKnown || (entry.event === "resumed" && !seen.has(entry.jobId))) {
        end(entry, begun?.createdAt ?? from, entry.createdAt);
      }
      paused.delete(entry.jobId);
    }
    seen.add(entry.jobId);
  }
  for (const entry of paused.values()) end(entry, entry.createdAt, to);
  return closed;
}
