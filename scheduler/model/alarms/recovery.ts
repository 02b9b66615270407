/** What raises an alarm by the end of an execution, and what closes one: pure. */
import type { Ended } from "../execution.ts";
import { isFailure, isSuccess } from "../execution_state.ts";
import { channelOf } from "../channels/delivery.ts";
import type { ExecutionId } from "../ids.ts";
import { cutText } from "../json.ts";
import { type Instant, second } from "../time.ts";
import type { Alarm, AlarmSubject } from "./alarm.ts";
import type { AlarmKind } from "./alarm_kind.ts";
import type { WholeAlarmRules } from "./alarm_rules.ts";

/** The most bytes of a reason. */
const reasonLimit = 500;

/** An ended execution in short, as the index of a job's executions has it. */
export interface ShortEnd extends Pick<Ended, "id" | "state" | "endedAt"> {
  /** Absent where it never started. */
  readonly startedAt?: number;
  /** Absent for a run that a person asked for: it has no fire time. */
  readonly fireAt?: number;
}

export function shortEnd(ended: Ended): ShortEnd {
  const { id, state, endedAt, trigger, scheduledAt } = ended;
  const startedAt = firstStart(ended);
  return {
    ...{ id, state, endedAt },
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(trigger === "schedule" ? { fireAt: scheduledAt } : {}),
  };
}

/** When the first attempt started: a retry does not make an execution late. */
function firstStart({ attempts, startedAt }: Ended): Instant | undefined {
  return attempts[0]?.startedAt ?? startedAt;
}

/** How late an execution started, in milliseconds; `undefined` for one that has no fire time or never started. */
export function lateMs({ fireAt, startedAt }: ShortEnd): number | undefined {
  return fireAt === undefined || startedAt === undefined ? undefined : startedAt - fireAt;
}

/** The same of an execution that ended. */
export function lateMsOfEnd(ended: Ended): number | undefined {
  const startedAt = firstStart(ended);
  if (ended.trigger !== "schedule" || startedAt === undefined) return undefined;
  return startedAt - ended.scheduledAt;
}

/** Which kind of alarm an end may raise. A fire that a pause skipped raises none. */
export function kindOfEnd(
  { state, trigger, isPaused }: Ended,
): "failed" | "missed" | "unsent" | undefined {
  if (isFailure(state)) return trigger === "notification" ? "unsent" : "failed";
  const hasTime = trigger === "schedule" || trigger === "ping";
  return state === "scheduled error" && hasTime && !isPaused ? "missed" : undefined;
}

/** What the alarms of an execution are about. */
export function subjectOfEnd(ended: Ended): Omit<AlarmSubject, "name"> {
  const { trigger, job: { id } } = ended;
  if (trigger === "notification") return { kind: "channel", id: channelOf(ended) ?? id };
  return { kind: trigger === "ping" ? "monitor" : "job", id };
}

export function reasonOfEnd({ description, state }: Ended): string {
  return cutText(description === "" ? state : description, reasonLimit);
}

export function lateReason(lateByMs: number, hasStarted: boolean): string {
  const seconds = Math.round(lateByMs / second);
  return hasStarted
    ? `started ${seconds} s after its fire time`
    : `has not started ${seconds} s after its fire time`;
}

/** Whether an alarm is closed by this end of an execution of its job. */
export function isRecoveredBy(alarm: Alarm, end: ShortEnd, rules: WholeAlarmRules): boolean {
  const isLater = isAfter(end.id, alarm.lastExecutionId);
  const recovers: Record<AlarmKind, () => boolean> = {
    failed: () => isSuccess(end.state) && end.endedAt >= alarm.lastAt,
    missed: () => isSuccess(end.state) && isLater,
    overdue: () => isSuccess(end.state),
    // The run that took long is over, or a later one is. The run of a monitor has no execution before it ends.
    long: () =>
      alarm.lastExecutionId === undefined
        ? end.endedAt > alarm.lastAt
        : end.id === alarm.lastExecutionId || isLater,
    late: () => {
      const late = lateMs(end);
      return isLater && late !== undefined && rules.late !== false &&
        late <= rules.late.seconds * second;
    },
    // No end of a job does that: a message that gets through closes it.
    unsent: () => false,
  };
  return recovers[alarm.kind]();
}

/** Ids of executions begin with their time. */
function isAfter(id: ExecutionId, last: ExecutionId | undefined): boolean {
  return last === undefined || id > last;
}

/** A note on the end of an alarm. */
export function recoveryNote(alarm: Alarm, { id, state }: ShortEnd): string {
  if (alarm.kind === "long") return `the execution ${id} ended: ${state}`;
  return alarm.kind === "late"
    ? `the execution ${id} started in time`
    : `the execution ${id} succeeded`;
}

/** How many failures the newest ends have, one after the other. @param ends in any order; only counted ones matter. */
export function failuresInARow(ends: readonly ShortEnd[]): ShortEnd[] {
  const newestFirst = ends.filter(({ state }) => isSuccess(state) || isFailure(state))
    .toSorted((a, b) => b.endedAt - a.endedAt || (a.id < b.id ? 1 : -1));
  const success = newestFirst.findIndex(({ state }) => isSuccess(state));
  return success < 0 ? newestFirst : newestFirst.slice(0, success);
}
