import type { Job } from "../../../routes/contract/jobs/jobs.ts";
import type { Term } from "../../components/filter.ts";
import type { State } from "../../state.ts";
import { runningByJob } from "../../state/selectors.ts";
import type { Past } from "../../state/server/executions.ts";
import { localZone, momentOf, zoneOf } from "../../texts/format.ts";
import {
  type Calendar,
  calendarOf,
  comingDay,
  dayNamed,
  isComingDay,
  isDay,
  type Stretch,
} from "../executions/days.ts";
import { spanMs } from "../executions/query.ts";

/** The fields of the filter of jobs that are about time: its runs, and its next fire. */
export const timeFields = ["since", "on", "next"] as const;

export type TimeField = typeof timeFields[number];

export function isTimeField(field: string): field is TimeField {
  return (timeFields as readonly string[]).includes(field);
}

/** Whether the field knows the value. A part of a time in UTC (`2026-11-22t14`) is text to `next:`. */
export function isTimeValue(field: TimeField, value: string): boolean {
  switch (field) {
    case "since":
      return spanMs(value) !== undefined;
    case "on":
      return isDay(value);
    case "next":
      return spanMs(value) !== undefined || isComingDay(value) || /^[\dt:.z-]+$/.test(value);
  }
}

/** The values that are offered while the user types. */
export const offeredTimes = {
  since: ["30m", "1h", "24h", "7d"],
  on: ["today", "yesterday", "sun", "mon", "tue", "wed", "thu", "fri", "sat"],
  next: ["10m", "1h", "24h", "today", "tomorrow"],
} as const satisfies Record<TimeField, readonly string[]>;

type JobTest = (job: Job) => boolean;

/**
 * Whether a job ran since, or on a day, or fires next within a time or on a day. The runs are the last 20 that the dashboard
 * knows of each job, and what runs now.
 * @returns `undefined`: the values are no times, so the term is one about text.
 */
export function timeTest(state: State, term: Pick<Term, "field" | "values" | "isNot">) {
  const { field, values, isNot } = term;
  if (!isTimeField(field)) return undefined;
  const calendar = calendarOf(state.now, zoneOf(state.prefs.timeMode, localZone));
  const tests = values.map((value) => testOf(state, field, value, calendar));
  if (tests.includes(undefined)) return undefined;
  return (job: Job): boolean => tests.some((test) => test?.(job) === true) !== isNot;
}

function testOf(
  state: State,
  field: TimeField,
  value: string,
  calendar: Calendar,
): JobTest | undefined {
  const { now } = state;
  const ms = field === "on" ? undefined : spanMs(value);
  if (field === "next") {
    const stretch = ms === undefined ? comingDay(value, calendar) : { from: 0, to: now + ms };
    return stretch === undefined ? undefined : (job) => firesWithin(job, stretch);
  }
  const stretch = field === "on"
    ? dayNamed(value, calendar)
    : ms === undefined
    ? undefined
    : { from: now - ms, to: Number.POSITIVE_INFINITY };
  if (stretch === undefined) return undefined;
  const running = runningByJob(state.executions.byId);
  return ({ job_id }) => {
    const past = state.executions.history.get(job_id) ?? [];
    if (past.some((one) => ranWithin(one, stretch))) return true;
    return stretch.to > now && running.has(job_id);
  };
}

function firesWithin({ next_run_time }: Job, { from, to }: Stretch): boolean {
  const at = momentOf(next_run_time);
  return at !== undefined && at >= from && at < to;
}

/** A run counts from its due time to its end. What never started is no run. */
function ranWithin({ state, at, ended }: Past, { from, to }: Stretch): boolean {
  if (state === "scheduled error" || state === "scheduled") return false;
  const due = momentOf(at);
  return due !== undefined && due < to && (momentOf(ended) ?? due) >= from;
}
