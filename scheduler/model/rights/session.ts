import { z } from "zod";
import { SessionId, timeOf, UserId } from "../ids.ts";
import type { Instant } from "../time.ts";

/** A log-in of a user, for as long as its token is good. Times in epoch milliseconds. */
export const Session = z.object({
  id: SessionId,
  userId: UserId,
  /** A new password raises the user's number, which ends the session. */
  tokenVersion: z.number(),
  createdAt: z.number(),
  /** To the hour. */
  lastSeenAt: z.number(),
  expiresAt: z.number(),
  /** As the server saw them at the log-in. */
  address: z.string(),
  userAgent: z.string(),
});
export type Session = z.infer<typeof Session>;

/** Which sessions of a user have ended before their tokens expire. */
export const EndedSessions = z.object({
  /** Single ones, each with the time at which its token expires. */
  until: z.record(z.string(), z.number()),
  /** Every session that was made before this moment has ended, except `kept`. */
  before: z.number(),
  kept: SessionId.exactOptional(),
});
export type EndedSessions = z.infer<typeof EndedSessions>;

/** The most sessions that are named one by one: the record is read for each user once a second. */
export const mostNamed = 500;

const none: EndedSessions = { until: {}, before: 0 };

export function hasEnded(ended: EndedSessions | undefined, id: SessionId): boolean {
  if (ended === undefined) return false;
  if (Object.hasOwn(ended.until, id)) return true;
  return timeOf(id) < ended.before && id !== ended.kept;
}

/**
 * Ends one session. When too many have a name already, the oldest half lose theirs, and all sessions from before that
 * time end with them.
 * @param until when the token of the session expires at the latest.
 */
export function endOne(
  { until: named, before, kept }: EndedSessions = none,
  id: SessionId,
  until: Instant,
  now: Instant,
): EndedSessions {
  const open = Object.entries({ ...named, [id]: until }).filter(([, end]) => end > now);
  const stays = kept === undefined || kept === id ? {} : { kept };
  if (open.length <= mostNamed) return { until: Object.fromEntries(open), before, ...stays };
  const sorted = open.toSorted(([a], [b]) => a < b ? -1 : 1);
  const dropped = sorted.splice(0, mostNamed / 2);
  const last = dropped.at(-1)?.[0] ?? id;
  return {
    until: Object.fromEntries(sorted),
    before: Math.max(before, timeOf(last) + 1),
    ...stays,
  };
}

/**
 * Ends all sessions of a user except `kept`.
 * @param others known ones; those that are not older than `now` get a name: clocks differ.
 */
export function endAll(
  { until: named }: EndedSessions = none,
  kept: SessionId | undefined,
  others: readonly Pick<Session, "id" | "expiresAt">[],
  now: Instant,
): EndedSessions {
  const later = others.filter(({ id }) => id !== kept && timeOf(id) >= now)
    .map(({ id, expiresAt }) => [id, expiresAt] as const);
  const open = Object.entries(named).filter(([id, end]) => end > now && timeOf(id) >= now);
  return {
    until: Object.fromEntries([...open, ...later].slice(0, mostNamed)),
    before: now,
    ...(kept === undefined ? {} : { kept }),
  };
}
