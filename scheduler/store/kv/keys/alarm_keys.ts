import { Alarm, AlarmNotice } from "../../../model/alarms/alarm.ts";
import type { AlarmKind } from "../../../model/alarms/alarm_kind.ts";
import { AlarmWatch } from "../../../model/alarms/alarm_watch.ts";
import { AlarmId, type AlarmNoticeId, type JobId } from "../../../model/ids.ts";
import { indexKey, indexTable, key, table } from "./key_makers.ts";

/** The keys of alarms, a part of all keys. */
export const alarmKeys = {
  alarm: {
    at: (id: AlarmId) => key(Alarm, "alarm", id),
    all: table(Alarm, "alarm"),
    /** The one open alarm of a kind that a subject has. @param subject its kind and its id. */
    open: (subject: Alarm["subject"]["kind"], id: string, kind: AlarmKind) =>
      key(AlarmId, "alarm_open", subject, id, kind),
    allOpen: table(AlarmId, "alarm_open"),
    bySubject: (subject: string, id: AlarmId) => indexKey("alarm_by_subject", subject, id),
    allBySubject: (subject: string) => indexTable("alarm_by_subject", subject),
    /**
     * Written with each change of alarms, and checked by it. One check for all alarms of a commit: a commit may change
     * more alarms than it can check one by one.
     */
    turn: indexKey("alarm_turn"),
  },
  /** What the duties have to know of a job whose alarms need more than its ends: see store/watching/. */
  alarmWatch: {
    at: (job: JobId) => key(AlarmWatch, "alarm_watch", job),
    all: table(AlarmWatch, "alarm_watch"),
  },
  /** What is to be told about alarms. Whoever has told it removes the row. */
  alarmNotice: {
    at: (id: AlarmNoticeId) => key(AlarmNotice, "alarm_notice", id),
    all: table(AlarmNotice, "alarm_notice"),
  },
};
