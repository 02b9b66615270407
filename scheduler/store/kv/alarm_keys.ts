import { Alarm, AlarmNotice } from "../../model/alarms/alarm.ts";
import type { AlarmKind } from "../../model/alarms/alarm_kind.ts";
import { AlarmId, type AlarmNoticeId, type CategoryId } from "../../model/ids.ts";
import { indexKey, indexTable, key, table } from "./key_makers.ts";

/** The keys of alarms, a part of all keys. */
export const alarmKeys = {
  alarm: {
    at: (id: AlarmId) => key(Alarm, "alarm", id),
    all: table(Alarm, "alarm"),
    /** The one open alarm of a kind that a subject has. @param subject its kind and its id. */
    open: (subject: "job" | "monitor", id: string, kind: AlarmKind) =>
      key(AlarmId, "alarm_open", subject, id, kind),
    allOpen: table(AlarmId, "alarm_open"),
    /** Open alarms by the time at which they were opened. */
    openAt: (id: AlarmId) => indexKey("alarm_open_at", id),
    allOpenAt: indexTable("alarm_open_at"),
    bySubject: (subject: string, id: AlarmId) => indexKey("alarm_by_subject", subject, id),
    allBySubject: (subject: string) => indexTable("alarm_by_subject", subject),
    byCategory: (category: CategoryId, id: AlarmId) => indexKey("alarm_by_category", category, id),
    allByCategory: (category: CategoryId) => indexTable("alarm_by_category", category),
  },
  /** What is to be told about alarms. Whoever has told it removes the row. */
  alarmNotice: {
    at: (id: AlarmNoticeId) => key(AlarmNotice, "alarm_notice", id),
    all: table(AlarmNotice, "alarm_notice"),
  },
};
