import { z } from "zod";
import { AlarmId, AlarmNoticeId, CategoryId, ExecutionId } from "../ids.ts";
import {
  alarmEvents,
  alarmKinds,
  alarmNoticeKinds,
  alarmStates,
  alarmSubjects,
} from "./alarm_kind.ts";

/** What an alarm is about. The name is that of the moment when the alarm was last raised. */
export const AlarmSubject = z.object({
  kind: z.enum(alarmSubjects),
  id: z.string(),
  name: z.string(),
});
export type AlarmSubject = z.infer<typeof AlarmSubject>;

/** A step in the life of an alarm. Times in epoch milliseconds. */
export const AlarmStep = z.object({
  at: z.number(),
  what: z.enum(alarmEvents),
  /** The user name; absent where no person did it. */
  by: z.string().exactOptional(),
  note: z.string(),
});
export type AlarmStep = z.infer<typeof AlarmStep>;

export const Alarm = z.object({
  id: AlarmId,
  subject: AlarmSubject,
  categoryId: CategoryId,
  kind: z.enum(alarmKinds),
  state: z.enum(alarmStates),
  openedAt: z.number(),
  /** When its cause was last seen. */
  lastAt: z.number(),
  /** How often its cause was seen: for `failed`, the failures one after the other. */
  count: z.number(),
  /** Why, in a sentence: of the latest cause. */
  reason: z.string(),
  /** The executions that raised it first and last; absent for a cause without an execution. */
  firstExecutionId: ExecutionId.exactOptional(),
  lastExecutionId: ExecutionId.exactOptional(),
  acknowledged: z.object({ by: z.string(), at: z.number(), note: z.string() }).exactOptional(),
  /** No notice repeats it until this time, or until it is closed. */
  snoozed: z.object({ by: z.string(), until: z.union([z.number(), z.literal("recovery")]) })
    .exactOptional(),
  closedAt: z.number().exactOptional(),
  /** A person's user name; `recovery`, `deletion` of the job, or a change of the `rules` in other cases. */
  closedBy: z.union([
    z.object({ person: z.string() }),
    z.literal(["recovery", "deletion", "rules"]),
  ]).exactOptional(),
  /** Notices repeat it after so many hours; 0: never. From the rules at the time when it was opened. */
  repeatHours: z.number(),
  /** Quiet hours do not hold its notices back. */
  urgent: z.boolean(),
  /** The ids of the channels that its rules name; absent: those of its category or of the server. */
  channels: z.array(z.string()).exactOptional(),
  /** How many notices it has had, and when the last one was written. */
  notices: z.number(),
  noticedAt: z.number(),
  /** Oldest first. */
  history: z.array(AlarmStep),
});
export type Alarm = z.infer<typeof Alarm>;

/**
 * Something to be told about an alarm. The row is written in the commit that changes the alarm, and whoever has told it
 * removes the row. The alarm itself says the rest.
 */
export const AlarmNotice = z.object({
  id: AlarmNoticeId,
  alarmId: AlarmId,
  what: z.enum(alarmNoticeKinds),
  at: z.number(),
  /** Of the notices of this alarm, from 1: with the alarm's id it is the same for no other notice. */
  number: z.number(),
});
export type AlarmNotice = z.infer<typeof AlarmNotice>;
