import { z } from "zod";
import type { AlarmId } from "../../../scheduler/model/ids.ts";
import {
  CategoryFilter,
  countOf,
  exampleHexId,
  hexId,
  idOf,
  nextCursor,
  PageQuery,
  textOf,
  Time,
  TimeField,
  TimeOrNothing,
} from "../common.ts";
import { alarmEvents, alarmKinds, alarmStates, alarmSubjects } from "../facts.ts";

const kind = z.enum(alarmKinds, { error: `must be one of ${alarmKinds.join(", ")}` });
const state = z.enum(alarmStates, { error: "must be open or closed" });
const ExecutionOfAlarm = (what: string) =>
  z.string().meta({ description: what, pattern: "^$|^[0-9a-f]{32}$", example: exampleHexId });

export const AlarmPath = z.object({
  alarm_id: z.string().regex(hexId, "There is no such alarm.").transform((id) => id as AlarmId)
    .meta({ description: "The alarm's id.", example: exampleHexId }),
});

export const AlarmQuery = PageQuery.extend({
  state: state.optional().meta({
    description: "Only alarms that are open, or closed.",
    example: "open",
  }),
  job_id: z.string().regex(hexId, "is not the id of a job").optional()
    .meta({ description: "Only this job, which may be deleted.", example: exampleHexId }),
  category_id: CategoryFilter,
  kind: kind.optional().meta({ description: "Only alarms of this kind.", example: "failed" }),
});

export const AlarmStep = z.object({
  time: Time,
  event: z.enum(alarmEvents).meta({ description: "What happened to it.", example: "acknowledged" }),
  user: z.string().meta({ description: 'Who did it; "" where no person did.', example: "admin" }),
  note: z.string().meta({ description: "The note.", example: "the disk was full" }),
});

export const Alarm = z.object({
  alarm_id: idOf("The alarm's id."),
  kind: kind.meta({ description: "What raised it.", example: "failed" }),
  state: state.meta({ description: "Whether it is open.", example: "open" }),
  subject: z.object({
    kind: z.enum(alarmSubjects).meta({
      description: "A job, a monitor, or a channel whose messages do not get through.",
      example: "job",
    }),
    id: idOf("Its id."),
    name: z.string().meta({ description: "Its name when it last raised.", example: "Hello" }),
  }).meta({ description: "What it is about." }),
  category_id: countOf("The category of the job.", 1),
  opened_time: Time,
  last_time: Time.meta({ description: "When its cause was last seen: ISO 8601 in UTC." }),
  count: countOf("How often its cause was seen.", 4),
  reason: z.string().meta({
    description: "Why it was last raised, in a sentence.",
    example: "exit status 1",
  }),
  first_execution_id: ExecutionOfAlarm('The execution that raised it first; "" for none.'),
  last_execution_id: ExecutionOfAlarm('The execution that raised it last; "" for none.'),
  acknowledged: z.object({
    user: z.string().meta({ description: "Who looks after it.", example: "admin" }),
    time: Time,
    note: z.string().meta({ description: "The note.", example: "I look after it" }),
  }).nullable().meta({ description: "Who looks after it; null: nobody yet." }),
  snoozed_until: z.string().meta({
    description:
      'Until when nobody is told again: a time, or `recovery`; "" where it is not snoozed.',
    example: "",
  }),
  closed_time: TimeOrNothing,
  closed_by: z.string().meta({
    description:
      'Who or what closed it: a user, or `recovery`, `deletion` of the job, or `rules` that no longer raise it; "" while it is open.',
    example: "",
  }),
  urgent: z.boolean().meta({
    description: "Whether quiet hours do not hold it back.",
    example: false,
  }),
  notices: countOf("How often somebody was to be told of it.", 1),
  history: z.array(AlarmStep).meta({
    description: "What happened to it, oldest first: the opening, and the last 19 steps.",
  }),
}).meta({ id: "Alarm" });
export type Alarm = z.infer<typeof Alarm>;

export const AlarmList = z.object({
  alarms: z.array(Alarm).meta({ description: "The whole list, or the page." }),
  next_cursor: nextCursor,
}).meta({ id: "AlarmList" });
export type AlarmList = z.infer<typeof AlarmList>;

const Note = textOf("A note for others.", 500, "the disk was full").optional();

export const AlarmNote = z.object({ note: Note }).meta({
  id: "AlarmNote",
  example: { note: "the disk was full" },
});

export const SnoozeRequest = z.object({
  until: z.union([z.literal("recovery"), TimeField], {
    error: "must be a time such as 2026-11-22T06:00:00Z, or recovery",
  }).meta({
    description: "Until when: a time of the next 366 days, or `recovery`.",
    example: "2026-11-22T06:00:00.000Z",
  }),
  note: Note,
}).meta({ id: "SnoozeRequest", example: { until: "recovery", note: "waits for a new disk" } });
