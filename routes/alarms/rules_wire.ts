import type { AlarmRules } from "../../scheduler/model/alarms/alarm_rules.ts";
import { isTimeZone } from "../../scheduler/cron/mod.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import { notATimeZone } from "../../scheduler/model/schedule.ts";
import type { AlarmRules as SentRules, AlarmRulesAnswer } from "../contract/alarms/alarm_rules.ts";
import { given } from "../http/given.ts";

/** @param timeZone of a deadline that names none. @throws Refusal `invalid` for a zone that does not exist. */
export function alarmRulesFromWire(sent: SentRules, timeZone = "UTC"): AlarmRules {
  const { failed, missed, late, long, overdue, repeat_hours, urgent, channels } = sent;
  return {
    ...given("failed", failed),
    ...given("missed", missed),
    ...given("late", late),
    ...given("long", long && "times_p95" in long ? { timesP95: long.times_p95 } : long),
    ...given("overdue", overdue && "by" in overdue ? deadline(overdue, timeZone) : overdue),
    ...given("repeatHours", repeat_hours),
    ...given("urgent", urgent),
    ...given("channels", channels),
  };
}

function deadline(
  { by, timezone, days }: {
    by: string;
    timezone?: string | undefined;
    days?: number[] | undefined;
  },
  otherwise: string,
) {
  const timeZone = timezone ?? otherwise;
  if (!isTimeZone(timeZone)) {
    throw Refusal.invalid([{ field: "alarms.overdue.timezone", reason: notATimeZone }]);
  }
  return { by, timeZone, ...given("days", days && [...new Set(days)].toSorted()) };
}

/** The rules of a job after an edit: what is not sent stays, and `{}` removes them. */
export function editedRules(
  sent: SentRules | null | undefined,
  before: AlarmRules | undefined,
  timeZone: string,
): AlarmRules | undefined {
  if (sent === undefined || sent === null) return before;
  const rules = alarmRulesFromWire(sent, timeZone);
  return Object.keys(rules).length === 0 ? undefined : rules;
}

export function alarmRulesToWire(rules: AlarmRules): AlarmRulesAnswer {
  const { long, overdue, repeatHours, ...rest } = rules;
  const deadline = () => {
    if (!overdue || !("by" in overdue)) return overdue;
    const { timeZone, ...others } = overdue;
    return { ...others, timezone: timeZone };
  };
  return {
    ...rest,
    ...given("long", long && "timesP95" in long ? { times_p95: long.timesP95 } : long),
    ...given("overdue", deadline()),
    ...given("repeat_hours", repeatHours),
  };
}
