import type { SessionId, UserId } from "../../model/ids.ts";
import type { SecurityEntry } from "../../model/security_entry.ts";
import {
  endAll,
  type EndedSessions,
  endOne,
  hasEnded,
  type Session,
} from "../../model/rights/session.ts";
import { hour, type Instant } from "../../model/time.ts";
import type { User } from "../../model/user.ts";
import { Commit, commit } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { addSecurityEntries } from "./security_log.ts";

/** The least time between two notes that a session was seen. */
export const noteEveryMs = hour;

/** A list shows no more: a program that logs in for each call may have thousands. */
const mostListed = 200;

export async function addSession(db: Database, session: Session, now: Instant): Promise<void> {
  await commit(db, withSession(new Commit(), session, now), now);
}

function withSession(work: Commit, session: Session, now: Instant): Commit {
  const expireIn = Math.max(1, session.expiresAt - now);
  return work.set(keys.session.at(session.userId, session.id), session, { expireIn });
}

/** The user's sessions that have not ended, newest first, at most 200. */
export async function listSessions(db: Database, user: User, now: Instant): Promise<Session[]> {
  const [rows, ended] = await Promise.all([
    db.list(keys.session.allOf(user.id), { limit: mostListed, newestFirst: true }),
    db.get(keys.session.ended(user.id)),
  ]);
  return rows.map(({ value }) => value).filter((one) =>
    one.tokenVersion === user.tokenVersion && one.expiresAt > now && !hasEnded(ended.value, one.id)
  );
}

/** Writes that a session was seen, unless any process wrote so less than an hour ago. */
export async function noteSessionSeen(
  db: Database,
  { userId, id }: Pick<Session, "userId" | "id">,
  now: Instant,
): Promise<void> {
  const entry = await db.get(keys.session.at(userId, id));
  if (entry.value === undefined || now - entry.value.lastSeenAt < noteEveryMs) return;
  // A failed check means that another process wrote it, or that the session has ended.
  await commit(
    db,
    withSession(new Commit().check(entry), { ...entry.value, lastSeenAt: now }, now),
    now,
  );
}

/** What the end of sessions needs beside their ids. */
export interface SessionEnd {
  readonly userId: UserId;
  /** Makes the entry of the security log; it gets the sessions that are known by name. */
  readonly told: (ended: readonly Session[]) => SecurityEntry;
  /** How long a token is good at most: for sessions of which nothing else is known. */
  readonly lifetimeMs: number;
}

/** Ends a session: its token is refused from now on. A session that nobody knows is ended all the same. */
export async function endSession(
  db: Database,
  id: SessionId,
  { userId, told, lifetimeMs }: SessionEnd,
  now: Instant,
): Promise<void> {
  for (;;) {
    const [ended, row] = await Promise.all([
      db.get(keys.session.ended(userId)),
      db.get(keys.session.at(userId, id)),
    ]);
    const until = row.value?.expiresAt ?? now + lifetimeMs;
    const work = new Commit().check(ended).delete(keys.session.at(userId, id));
    setEnded(work, userId, endOne(ended.value, id, until, now), Math.max(until - now, lifetimeMs));
    addSecurityEntries(work, [told(row.value === undefined ? [] : [row.value])]);
    if (await commit(db, work, now) !== undefined) return;
  }
}

/**
 * Ends all sessions of a user except `kept`, also those that are too many for a list.
 * @returns how many of the list have ended.
 */
export async function endSessions(
  db: Database,
  user: User,
  kept: SessionId | undefined,
  { userId, told, lifetimeMs }: SessionEnd,
  now: Instant,
): Promise<number> {
  for (;;) {
    const ended = await db.get(keys.session.ended(userId));
    const others = (await listSessions(db, user, now)).filter(({ id }) => id !== kept);
    const work = new Commit().check(ended);
    for (const { id } of others) work.delete(keys.session.at(userId, id));
    setEnded(work, userId, endAll(ended.value, kept, others, now), lifetimeMs);
    addSecurityEntries(work, [told(others)]);
    if (await commit(db, work, now) !== undefined) return others.length;
  }
}

/** The record goes when the last of its tokens has expired; an hour more, since clocks differ. */
function setEnded(work: Commit, userId: UserId, ended: EndedSessions, lastsMs: number): void {
  work.set(keys.session.ended(userId), ended, { expireIn: lastsMs + hour });
}
