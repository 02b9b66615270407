import {
  compileSchedule,
  instantOfWall,
  isScheduledDay,
  localDay,
  nextRun,
  timesOfDay,
} from "../../cron/mod.ts";
import { type Schedule, textOfSchedule } from "../schedule.ts";
import { day, type Instant } from "../time.ts";
import type { Timing } from "./timing.ts";
import type { Calendars, Verdict } from "./exclusion.ts";

/** What becomes of a fire time that the calendars exclude. */
export type OnExcluded = "skip" | "next_working_day" | "previous_working_day";

/** How far ahead a fire is looked for. */
export const searchYears = 20;
const searchMs = searchYears * 366 * day;

/** A fire is moved by at most this many days. Where no day in between is allowed, it is skipped. */
export const mostDaysMoved = 92;

/** When a schedule with calendars fires. */
export interface CalendarRule {
  readonly schedule: Schedule;
  readonly timing: Timing;
  readonly onExcluded: OnExcluded;
  readonly calendars: Calendars;
}

export interface CalendarFire {
  readonly at: Instant;
  /** The excluded fire time that was moved here. */
  readonly movedFrom?: Instant;
}

const mostRemembered = 10_000;

/**
 * The first fire later than `after`, within {@link searchYears} years. A fire time that is excluded is skipped, or moved to
 * the same wall time on the next or previous day on which that time is allowed. A moved fire is dropped when the schedule has an
 * allowed fire of its own on that day; several that are moved to one moment are one fire.
 */
export function nextCalendarFire(rule: CalendarRule, after: Instant): CalendarFire | undefined {
  const last = after + searchMs;
  const own = nextAllowed(rule, after, last);
  if (rule.onExcluded === "skip") return own === undefined ? undefined : { at: own };
  const moved = nextMoved(rule, after, own, last);
  if (moved !== undefined) return moved;
  return own === undefined ? undefined : { at: own };
}

/** The same time alone. Jobs that share schedule and calendars are answered from memory. */
export function nextCalendarTime(rule: CalendarRule, after: Instant): Instant | undefined {
  const { memory } = rule.calendars;
  const { notOn, onlyOn } = rule.timing;
  const text = `${textOfSchedule(rule.schedule)}|${notOn}|${onlyOn}|${rule.onExcluded}`;
  const known = memory.get(text);
  if (known !== undefined && known.after <= after && after < known.next && known.next < Infinity) {
    return known.next;
  }
  // That there is none takes the longest to find out.
  if (known?.next === Infinity && Math.abs(after - known.after) < 366 * day) return undefined;
  const next = nextCalendarFire(rule, after)?.at;
  if (memory.size >= mostRemembered) memory.clear();
  memory.set(text, { after, next: next ?? Infinity });
  return next;
}

/** Where an excluded fire time is moved to; `undefined` where it is skipped or dropped. */
export function movedTo(rule: CalendarRule, from: Instant): Instant | undefined {
  if (rule.onExcluded === "skip") return undefined;
  const { timeZone } = rule.schedule;
  const start = localDay(timeZone, from);
  const step = rule.onExcluded === "next_working_day" ? 1 : -1;
  const own = momentsOf(rule, start).find(({ at }) => at === from);
  if (own === undefined) return undefined;
  for (let days = 1; days <= mostDaysMoved; days++) {
    const at = instantOfWall(timeZone, (start + step * days) * day + own.time);
    if (verdictAt(rule, at).isExcluded) continue;
    return hasOwnFire(rule, start + step * days) ? undefined : at;
  }
  return undefined;
}

function nextOwn({ schedule }: CalendarRule, after: Instant): Instant | undefined {
  return nextRun(compileSchedule(schedule), schedule.timeZone, after);
}

function verdictAt({ calendars, timing }: CalendarRule, at: Instant): Verdict {
  return calendars.verdict(timing, at);
}

/** The first fire time of the schedule itself that is allowed. */
function nextAllowed(rule: CalendarRule, after: Instant, last: Instant): Instant | undefined {
  for (let at = nextOwn(rule, after); at !== undefined && at <= last;) {
    const { isExcluded, until } = verdictAt(rule, at);
    if (!isExcluded) return at;
    at = nextOwn(rule, Math.max(at, until - 1));
  }
  return undefined;
}

/** @param own the first allowed fire of the schedule itself: no fire is moved to its day. */
function nextMoved(
  rule: CalendarRule,
  after: Instant,
  own: Instant | undefined,
  last: Instant,
): CalendarFire | undefined {
  const { timeZone } = rule.schedule;
  const end = own === undefined ? localDay(timeZone, last) : localDay(timeZone, own) - 1;
  let first = localDay(timeZone, after);
  if (first <= end && hasOwnFire(rule, first)) first++;
  for (let to = first; to <= end; to++) {
    const found = movedInto(rule, to, after);
    if ("at" in found) return found;
    to = Math.max(to, localDay(timeZone, Math.min(found.excludedUntil, last)) - 1);
  }
  return undefined;
}

/** The first fire later than `after` that is moved to a day; otherwise until when the end of the day is excluded at least. */
function movedInto(
  rule: CalendarRule,
  to: number,
  after: Instant,
): CalendarFire | { readonly excludedUntil: Instant } {
  const { schedule: { timeZone } } = rule;
  let excludedUntil = -Infinity;
  for (const { at, time } of momentsOf(rule, to)) {
    if (at <= after || at < excludedUntil) continue;
    const { isExcluded, until } = verdictAt(rule, at);
    if (isExcluded) {
      excludedUntil = until;
      continue;
    }
    const from = sourceOf(rule, to, time);
    if (from !== undefined) {
      return { at, movedFrom: instantOfWall(timeZone, from * day + time) };
    }
  }
  return { excludedUntil };
}

/** The times of day of the schedule on a day, by the order in which they come. */
function momentsOf({ schedule }: CalendarRule, to: number) {
  return timesOfDay(compileSchedule(schedule))
    .map((time) => ({ time, at: instantOfWall(schedule.timeZone, to * day + time) }))
    .sort((a, b) => a.at - b.at);
}

/** The nearest day from which the fire of this time of day is moved to the day `to`, where the time is allowed. */
function sourceOf(rule: CalendarRule, to: number, time: number): number | undefined {
  const { schedule, onExcluded } = rule;
  const compiled = compileSchedule(schedule);
  const step = onExcluded === "next_working_day" ? -1 : 1;
  for (let days = 1; days <= mostDaysMoved; days++) {
    const from = to + step * days;
    const at = instantOfWall(schedule.timeZone, from * day + time);
    if (!verdictAt(rule, at).isExcluded) return undefined;
    if (isScheduledDay(compiled, from)) return from;
  }
  return undefined;
}

/** Whether the schedule itself has an allowed fire on a day of its zone. */
function hasOwnFire(rule: CalendarRule, on: number): boolean {
  const { timeZone } = rule.schedule;
  const start = instantOfWall(timeZone, on * day);
  const at = nextAllowed(rule, start - 1, start + 2 * day);
  return at !== undefined && localDay(timeZone, at) === on;
}
