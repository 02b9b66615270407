import { z } from "zod";
import { alarmSubjects } from "../alarms/alarm_kind.ts";
import { CategoryId } from "../ids.ts";

/** What a notice tells. `test` is a message that an admin asked for. */
export const toldKinds = ["opened", "repeated", "closed", "test"] as const;
export type ToldKind = typeof toldKinds[number];

/**
 * A notice of an alarm on its way to one channel, with the alarm as it was then: what is sent must not change while the
 * execution that sends it is tried again.
 */
export const ChannelNotice = z.object({
  /** A unique id, by which a receiver knows a notice that comes twice. */
  id: z.string(),
  what: z.enum(toldKinds),
  at: z.number(),
  alarmId: z.string(),
  /** The kind of the alarm, such as `failed` or `missed`. */
  cause: z.string(),
  /** Quiet hours do not hold it back. */
  isUrgent: z.boolean(),
  /** Why, in a sentence. */
  reason: z.string(),
  openedAt: z.number(),
  closedAt: z.number().exactOptional(),
  /** How the alarm was closed: by recovery, by a person, and so on. */
  closedBy: z.string().exactOptional(),
  /** How often its cause was seen. */
  count: z.number(),
  subject: z.object({ kind: z.enum(alarmSubjects), id: z.string(), name: z.string() }),
  categoryId: CategoryId,
  /** The zone of the job's schedule: times are shown in it. */
  timeZone: z.string(),
  /** The fire time of the newest execution that it is about. */
  fireAt: z.number().exactOptional(),
  /** The newest execution that it is about. Its output is part of the text. */
  executionId: z.string().exactOptional(),
});
export type ChannelNotice = z.infer<typeof ChannelNotice>;
