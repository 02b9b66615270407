import { isTimeZone } from "../../scheduler/cron/mod.ts";
import type { Caller } from "../../scheduler/model/caller.ts";
import type { Monitor, MonitorDraft, Rhythm } from "../../scheduler/model/monitors/monitor.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import { notATimeZone } from "../../scheduler/model/schedule.ts";
import { editedRules } from "../alarms/rules_wire.ts";
import type { MonitorEdit, NewMonitor } from "../contract/monitors/monitors.ts";
import { given } from "../http/given.ts";
import { editedCategory, newCategory } from "../jobs/fields.ts";
import { understandSchedule } from "../schedules/fields.ts";

/** The grace of a monitor that names none. */
export const usualGraceSeconds = 3600;

/** @throws Refusal `invalid` that names the field, `forbidden` for another category than the caller's own. */
export function understandNewMonitor(
  body: NewMonitor,
  caller: Caller,
  zone: string,
): MonitorDraft {
  const timeZone = zoneOf(body.timezone ?? zone);
  return {
    name: body.name,
    categoryId: newCategory(body.category_id, caller, "a monitor"),
    rhythm: rhythmOf(body, timeZone, undefined),
    timeZone,
    graceSeconds: body.grace_seconds ?? usualGraceSeconds,
    ...given("alarms", editedRules(body.alarms, undefined, timeZone)),
    manualResume: body.manual_resume ?? false,
  };
}

/** The monitor after an edit: a field that is not sent keeps its value. @throws Refusal, as understandNewMonitor(). */
export function understandMonitorEdit(
  body: MonitorEdit,
  monitor: Monitor,
  caller: Caller,
): MonitorDraft {
  const timeZone = zoneOf(body.timezone ?? monitor.timeZone);
  return {
    name: body.name ?? monitor.name,
    categoryId: editedCategory(body.category_id, monitor.categoryId, caller, "a monitor"),
    rhythm: rhythmOf(body, timeZone, monitor.rhythm),
    timeZone,
    graceSeconds: body.grace_seconds ?? monitor.graceSeconds,
    ...given("alarms", editedRules(body.alarms, monitor.alarms, timeZone)),
    manualResume: body.manual_resume ?? monitor.manualResume,
  };
}

/** @throws Refusal `invalid` for both a period and cron fields, and for neither. */
function rhythmOf(
  body: NewMonitor | MonitorEdit,
  timeZone: string,
  before: Rhythm | undefined,
): Rhythm {
  const { period_seconds: periodSeconds, cron, month, day, week, day_of_week, hour, minute } = body;
  const isCron = [cron, month, day, week, day_of_week, hour, minute]
    .some((field) => field !== undefined && field !== null);
  if (periodSeconds !== undefined && periodSeconds !== null) {
    if (!isCron) return { periodSeconds };
    throw badPeriod("stands for cron fields: send it or them, not both");
  }
  if (isCron || (before !== undefined && "schedule" in before)) {
    const { timeZone: _, ...fields } = before !== undefined && "schedule" in before
      ? before.schedule
      : { timeZone };
    return { schedule: understandSchedule(body, timeZone, fields) };
  }
  if (before === undefined) throw badPeriod("is needed, or cron fields");
  return before;
}

function zoneOf(timeZone: string): string {
  if (isTimeZone(timeZone)) return timeZone;
  throw Refusal.invalid([{ field: "timezone", reason: notATimeZone }]);
}

function badPeriod(reason: string): Refusal {
  return Refusal.invalid([{ field: "period_seconds", reason }]);
}
