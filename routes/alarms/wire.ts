import type { Alarm } from "../../scheduler/model/alarms/alarm.ts";
import type { Alarm as AlarmAnswer } from "../contract/alarms/alarms.ts";
import { isoTime, isoTimeOrNothing } from "../http/times.ts";

export function alarmToWire(alarm: Alarm): AlarmAnswer {
  const { acknowledged, snoozed, closedBy, history } = alarm;
  const until = snoozed?.until;
  return {
    alarm_id: alarm.id,
    kind: alarm.kind,
    state: alarm.state,
    subject: alarm.subject,
    category_id: alarm.categoryId,
    opened_time: isoTime(alarm.openedAt),
    last_time: isoTime(alarm.lastAt),
    count: alarm.count,
    reason: alarm.reason,
    first_execution_id: alarm.firstExecutionId ?? "",
    last_execution_id: alarm.lastExecutionId ?? "",
    acknowledged: acknowledged === undefined
      ? null
      : { user: acknowledged.by, time: isoTime(acknowledged.at), note: acknowledged.note },
    snoozed_until: typeof until === "number" ? isoTime(until) : until ?? "",
    closed_time: isoTimeOrNothing(alarm.closedAt),
    closed_by: typeof closedBy === "object" ? closedBy.person : closedBy ?? "",
    urgent: alarm.urgent,
    notices: alarm.notices,
    history: history.map(({ at, what, by = "", note }) => (
      { time: isoTime(at), event: what, user: by, note }
    )),
  };
}
