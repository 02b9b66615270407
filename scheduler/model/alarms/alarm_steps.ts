/** The steps in the life of an alarm: pure. */
import {
  type AlarmId,
  type AlarmNoticeId,
  type CategoryId,
  type ExecutionId,
  newId,
} from "../ids.ts";
import { hour, type Instant } from "../time.ts";
import type { Alarm, AlarmNotice, AlarmStep, AlarmSubject } from "./alarm.ts";
import type { AlarmKind, AlarmNoticeKind } from "./alarm_kind.ts";
import type { WholeAlarmRules } from "./alarm_rules.ts";

/** Something that raises an alarm. */
export interface AlarmCause {
  readonly subject: AlarmSubject;
  readonly categoryId: CategoryId;
  readonly kind: AlarmKind;
  readonly at: Instant;
  /** When the cause came about, where it is found later: of each such moment one alarm is raised or counted up once. */
  readonly dueAt?: Instant;
  readonly reason: string;
  readonly executionId?: ExecutionId;
}

/** An alarm after a step, and what is to be told of it. */
export interface AlarmChange {
  readonly alarm: Alarm;
  readonly notice?: AlarmNotice;
}

/** So many steps of its history an alarm keeps: the first, and the newest of the others. */
const mostSteps = 20;

/** @param count how many causes raise it together, the given one included. @param first the execution of the first. */
export function openAlarm(
  { at, executionId, dueAt: _, ...cause }: AlarmCause,
  { repeatHours, urgent, channels }: WholeAlarmRules,
  { count = 1, first = executionId }: { readonly count?: number; readonly first?: ExecutionId } =
    {},
): AlarmChange {
  return told(
    {
      ...cause,
      id: newId<AlarmId>(at),
      state: "open",
      openedAt: at,
      lastAt: at,
      count,
      ...(first === undefined ? {} : { firstExecutionId: first }),
      ...(executionId === undefined ? {} : { lastExecutionId: executionId }),
      repeatHours,
      urgent,
      ...(channels === undefined ? {} : { channels }),
      notices: 0,
      noticedAt: at,
      history: [{ at, what: "opened", note: "" }],
    },
    "opened",
    at,
  );
}

/** The cause of an open alarm was seen again. Nobody is told: repeatAlarm() does that in its time. */
export function countAlarm(alarm: Alarm, cause: AlarmCause): Alarm {
  const { subject, categoryId, reason, at, executionId } = cause;
  return {
    ...alarm,
    subject,
    categoryId,
    reason,
    lastAt: Math.max(alarm.lastAt, at),
    count: alarm.count + 1,
    ...(executionId === undefined ? {} : { lastExecutionId: executionId }),
  };
}

/** Closes an open alarm. */
export function closeAlarm(
  alarm: Alarm,
  closedBy: NonNullable<Alarm["closedBy"]>,
  note: string,
  at: Instant,
): AlarmChange {
  const by = typeof closedBy === "object" ? { by: closedBy.person } : {};
  const closed = withStep({ ...alarm, state: "closed", closedAt: at, closedBy }, {
    at,
    what: "closed",
    ...by,
    note,
  });
  return told(closed, "closed", at);
}

/** Somebody looks after the alarm: no notice repeats it from now on. */
export function acknowledgeAlarm(alarm: Alarm, by: string, note: string, at: Instant): Alarm {
  const acknowledged = { by, at, note };
  return withStep({ ...alarm, acknowledged }, { at, what: "acknowledged", by, note });
}

/** No notice repeats the alarm until then. */
export function snoozeAlarm(
  alarm: Alarm,
  by: string,
  until: Instant | "recovery",
  note: string,
  at: Instant,
): Alarm {
  return withStep({ ...alarm, snoozed: { by, until } }, { at, what: "snoozed", by, note });
}

/** Whether an open alarm is to be told again: its time has come, and nobody looks after it. */
export function isToRepeat(alarm: Alarm, now: Instant): boolean {
  const { state, acknowledged, snoozed, repeatHours, noticedAt } = alarm;
  if (state !== "open" || acknowledged !== undefined) return false;
  if (snoozed?.until === "recovery") return false;
  const wakes = snoozed?.until;
  if (wakes !== undefined && now < wakes) return false;
  // The end of a snooze is told at once: that is what it was for.
  if (wakes !== undefined && noticedAt < wakes) return true;
  return repeatHours > 0 && now - noticedAt >= repeatHours * hour;
}

export function repeatAlarm(alarm: Alarm, now: Instant): AlarmChange {
  return told(alarm, "repeated", now);
}

function told(alarm: Alarm, what: AlarmNoticeKind, at: Instant): AlarmChange {
  const number = alarm.notices + 1;
  return {
    alarm: { ...alarm, notices: number, noticedAt: at },
    notice: { id: newId<AlarmNoticeId>(at), alarmId: alarm.id, what, at, number },
  };
}

function withStep(alarm: Alarm, step: AlarmStep): Alarm {
  const history = [...alarm.history, step];
  const [first = step] = history;
  return {
    ...alarm,
    history: history.length > mostSteps ? [first, ...history.slice(1 - mostSteps)] : history,
  };
}
