/** When a job is overdue, and when a run takes long: pure. */
import { isSuccess } from "../execution_state.ts";
import { draftSchedule, nextFire } from "../schedule.ts";
import { day, type Instant, second } from "../time.ts";
import type { AlarmRules, Deadline, WholeAlarmRules } from "./alarm_rules.ts";
import type { ShortEnd } from "./recovery.ts";

/** A job that had no success in time. */
export interface Overdue {
  /** Since when it is overdue. */
  readonly at: Instant;
  readonly reason: string;
}

/** Whether a job is overdue, and until when it is sure not to be, without a look at its history. */
export type Punctuality =
  | { readonly overdue: Overdue }
  | { readonly overdue?: never; readonly fineUntil: Instant };

/** A success before a deadline counts for it when it is no older than this. */
const deadlineReachMs = day;

/**
 * Whether a job is overdue by its rule.
 * @param lastSuccessAt the end of its last success.
 * @param since what was before this does not count: the rule was set then, or a person closed the last alarm.
 */
export function punctuality(
  rule: Exclude<AlarmRules["overdue"], false | undefined>,
  lastSuccessAt: Instant | undefined,
  since: Instant,
  now: Instant,
): Punctuality {
  const last = lastSuccessAt === undefined
    ? "no success yet"
    : `the last success was at ${iso(lastSuccessAt)}`;
  if ("seconds" in rule) {
    const at = Math.max(lastSuccessAt ?? 0, since) + rule.seconds * second;
    if (now <= at) return { fineUntil: at };
    return { overdue: { at, reason: `no success for ${rule.seconds} s; ${last}` } };
  }
  const { last: deadline, next } = deadlinesAround(rule, now);
  const isMet = deadline === undefined || deadline <= since ||
    (lastSuccessAt ?? 0) > deadline - deadlineReachMs;
  if (isMet) return { fineUntil: next };
  const reason = `no success by ${rule.by} (${rule.timeZone}); ${last}`;
  return { overdue: { at: deadline, reason } };
}

/** The last deadline at `now` or before, within 8 days, and the next one. */
function deadlinesAround(
  { by, timeZone, days = [1, 2, 3, 4, 5, 6, 7] }: Deadline,
  now: Instant,
): { readonly last: Instant | undefined; readonly next: Instant } {
  const [hour, minute] = by.split(":").map((part) => String(Number(part)));
  // In cron, 0 is Monday.
  const dayOfWeek = days.map((one) => one - 1).join(",");
  const schedule = draftSchedule(
    { hour: hour ?? "0", minute: minute ?? "0", dayOfWeek },
    timeZone,
  );
  let last: Instant | undefined;
  for (let at = now - 8 * day;;) {
    const next = nextFire(schedule, at);
    if (next === undefined) return { last, next: now + day };
    if (next > now) return { last, next };
    last = at = next;
  }
}

/** Few runs say nothing about what is usual. */
const fewestRuns = 5;
const mostRuns = 50;

/**
 * How long a run may take, in milliseconds; `undefined` where no rule says so, or too few successful runs are known.
 * @param ends of the job's newest executions.
 */
export function longestRunMs(
  rule: WholeAlarmRules["long"],
  ends: () => readonly ShortEnd[],
): number | undefined {
  if (rule === false) return undefined;
  if ("seconds" in rule) return rule.seconds * second;
  const took = ends().flatMap(({ state, startedAt, endedAt }) =>
    isSuccess(state) && startedAt !== undefined ? [endedAt - startedAt] : []
  ).slice(0, mostRuns).toSorted((a, b) => a - b);
  const p95 = took[Math.ceil(0.95 * took.length) - 1];
  return p95 === undefined || took.length < fewestRuns
    ? undefined
    : Math.max(second, rule.timesP95 * p95);
}

function iso(at: Instant): string {
  return new Date(at).toISOString();
}
