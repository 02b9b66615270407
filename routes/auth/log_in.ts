import { addressGroup, type LogInAttempt } from "../../scheduler/auth/login_guard.ts";
import type { LogInTurns } from "../../scheduler/auth/log_in_turns.ts";
import { lowestId, newId, type SessionId } from "../../scheduler/model/ids.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import type { SecurityEntry } from "../../scheduler/model/security_entry.ts";
import { hasEnded, type Session } from "../../scheduler/model/rights/session.ts";
import type { Instant } from "../../scheduler/model/time.ts";
import type { User } from "../../scheduler/model/user.ts";
import type { Database } from "../../scheduler/store/kv/database.ts";
import { asStorageFull } from "../../scheduler/store/kv/faults/failures.ts";
import { UnreadableRecordError } from "../../scheduler/store/kv/faults/unreadable.ts";
import { writeSecurityEntry } from "../../scheduler/store/access/security_log.ts";
import { addSession } from "../../scheduler/store/access/sessions.ts";
import { readAccess } from "../../scheduler/store/access/known_users.ts";
import { findUserByName } from "../../scheduler/store/access/users.ts";
import type { AppDeps } from "../deps.ts";
import { securityEntry } from "../logs/security_audit.ts";
import { readBcrypt } from "../../scheduler/auth/bcrypt_hash.ts";
import {
  forgetImportedCost,
  importedCost,
  renewHash,
} from "../../scheduler/store/access/imported_passwords.ts";
import { countFailure, mustNotWait } from "./failed_log_ins.ts";

/** What a client sends to log in, and from where. */
export interface SentLogIn {
  readonly username: string;
  readonly password: string;
  readonly address: string;
  /** The `Authorization` header: an old token of the same user makes the client a known device. */
  readonly authorization: string | undefined;
}

/**
 * Answers an unknown user and a wrong password alike, after the same work.
 * @throws Refusal `unauthorized`; `too_many_attempts` after too many failures, or with too many at once.
 */
export async function logIn(deps: AppDeps, turns: LogInTurns, sent: SentLogIn): Promise<User> {
  return await turns.take(addressGroup(sent.address), async () => {
    const user = await readableUser(deps.db, sent.username);
    const device = await knownDevice(deps, sent.authorization, user);
    const { username, address } = sent;
    const attempt = { username, address, ...(device === undefined ? {} : { device }) };
    return await checkPassword(deps, attempt, user, sent.password);
  });
}

async function checkPassword(
  deps: AppDeps,
  attempt: LogInAttempt,
  user: User | undefined,
  password: string,
): Promise<User> {
  const { db, clock, passwords } = deps;
  await mustNotWait(db, attempt, clock.now());
  const cost = await importedCost(db);
  const isRight = await passwords.verify(password, user?.passwordHash, cost);
  if (user === undefined || !isRight) {
    await countFailure(db, attempt, logInEntry(attempt, "failed", clock.now()), clock.now());
    throw new Refusal("unauthorized", "The user name or the password is wrong.");
  }
  // The limit may be reached while this attempt waited: of many guesses at once, only the first ones count.
  await mustNotWait(db, attempt, clock.now());
  await evenIfFull(
    writeSecurityEntry(db, logInEntry(attempt, "succeeded", clock.now()), clock.now()),
  );
  if (cost !== undefined) await evenIfFull(renewImported(deps, user, password));
  return user;
}

/** At the first log-in of an imported user, a hash of our own takes the place of the hash of the other system. */
async function renewImported(
  { db, clock, passwords }: AppDeps,
  { id, passwordHash: before }: User,
  password: string,
): Promise<void> {
  if (isImported(before)) {
    const after = await passwords.hash(password);
    await renewHash(db, id, { before, after }, clock.now());
  }
  await forgetImportedCost(db, isImported, clock.now());
}

function isImported(hash: string): boolean {
  return readBcrypt(hash) !== undefined;
}

/** The most characters of a `User-Agent` that are kept. */
const longestUserAgent = 200;

/** The session of a new log-in. On a full disk it goes on without a row in the list of log-ins. */
export async function openSession(
  { db, clock, tokens }: AppDeps,
  { id: userId, tokenVersion }: User,
  seen: Pick<Session, "address" | "userAgent">,
): Promise<Session> {
  const now = clock.now();
  const session: Session = {
    id: newId<SessionId>(now),
    userId,
    tokenVersion,
    createdAt: now,
    lastSeenAt: now,
    expiresAt: now + tokens.lifetimeMs,
    address: seen.address,
    userAgent: seen.userAgent.toWellFormed().slice(0, longestUserAgent),
  };
  await evenIfFull(addSession(db, session, now));
  return session;
}

/** The device that got this token. `undefined` unless the token is of this user and nobody has ended it. */
async function knownDevice(
  { db, tokens }: AppDeps,
  authorization = "",
  user: User | undefined,
): Promise<string | undefined> {
  const token = /^Bearer +(\S+)$/i.exec(authorization.trim())?.[1];
  if (token === undefined || user === undefined) return undefined;
  const known = await tokens.recognise(token);
  const { id, tokenVersion } = user;
  if (known?.subject.userId !== id || known.subject.tokenVersion !== tokenVersion) return undefined;
  const sessionId = known.subject.sessionId ?? lowestId<SessionId>(known.issuedAt);
  if (hasEnded((await readAccess(db, id))?.endedSessions, sessionId)) return undefined;
  return String(known.issuedAt);
}

/** A user whose record cannot be read is no user: nobody logs in as this user before the record is mended. */
async function readableUser(db: Database, username: string): Promise<User | undefined> {
  try {
    return await findUserByName(db, username);
  } catch (error) {
    if (error instanceof UnreadableRecordError) return undefined;
    throw error;
  }
}

/** While the storage takes no writes, users must be able to log in to see why. */
async function evenIfFull(write: Promise<void>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (asStorageFull(error) === undefined) throw error;
  }
}

export function logInEntry(
  { username, address }: LogInAttempt,
  event: "failed" | "succeeded",
  now: Instant,
): SecurityEntry {
  const actor = { username: event === "succeeded" ? username : "", address };
  return securityEntry(actor, { kind: "log_in", event, subject: username }, now);
}
