import { z } from "zod";
import { type Instant, minute } from "../time.ts";

/** In each minute a channel sends this many messages. What comes beyond waits, and becomes one message. */
export const mostInMinute = 5;

/** The most notices of one message: its execution holds them all, in a record of at most 64 KiB. */
export const mostInMessage = 40;

/** The minute that began with a message of a channel. */
export const MessageWindow = z.object({
  startedAt: z.number(),
  sent: z.number(),
  /** More came than may be sent in this minute: all that waits at its end becomes one message. */
  isFull: z.boolean(),
});
export type MessageWindow = z.infer<typeof MessageWindow>;

/** What a channel sends now. */
export interface MessagePlan<Notice> {
  readonly messages: readonly (readonly Notice[])[];
  readonly window: MessageWindow;
  /** When to look again for what waits; absent where nothing waits. */
  readonly lookAt?: Instant;
}

/**
 * Makes messages of the notices that wait for a channel. Up to five in a minute have a message each; with more, all that
 * wait become one message.
 * @param before the channel's last window.
 * @returns `undefined` where nothing changes.
 */
export function planMessages<Notice>(
  waiting: readonly Notice[],
  before: MessageWindow | undefined,
  now: Instant,
): MessagePlan<Notice> | undefined {
  if (waiting.length === 0) return undefined;
  const endsAt = (before?.startedAt ?? -Infinity) + minute;
  // A window that begins in the future was written by a clock that was ahead: it counts as over.
  const isOpen = before !== undefined && now < endsAt && before.startedAt <= now;
  if (!isOpen) {
    const isOne = before?.isFull === true || waiting.length > mostInMinute;
    const messages = isOne ? joined(waiting) : waiting.map((notice) => [notice]);
    return { messages, window: { startedAt: now, sent: messages.length, isFull: false } };
  }
  if (!before.isFull && before.sent + waiting.length <= mostInMinute) {
    const messages = waiting.map((notice) => [notice]);
    return { messages, window: { ...before, sent: before.sent + messages.length } };
  }
  return { messages: [], window: { ...before, isFull: true }, lookAt: endsAt };
}

function joined<Notice>(notices: readonly Notice[]): Notice[][] {
  const messages: Notice[][] = [];
  for (let i = 0; i < notices.length; i += mostInMessage) {
    messages.push(notices.slice(i, i + mostInMessage));
  }
  return messages;
}
