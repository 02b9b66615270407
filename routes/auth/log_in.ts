import { Refusal } from "../../scheduler/model/refusal.ts";
import type { SecurityEntry } from "../../scheduler/model/security_entry.ts";
import type { Instant } from "../../scheduler/model/time.ts";
import type { User } from "../../scheduler/model/user.ts";
import type { Database } from "../../scheduler/store/kv/database.ts";
import { StorageFullError } from "../../scheduler/store/kv/faults/failures.ts";
import { UnreadableRecordError } from "../../scheduler/store/kv/faults/unreadable.ts";
import { writeSecurityEntry } from "../../scheduler/store/access/security_log.ts";
import { findUserByName } from "../../scheduler/store/access/users.ts";
import type { AppDeps } from "../deps.ts";
import { securityEntry } from "../logs/security_audit.ts";
import { countFailure, type LogInAttempt, mustNotWait } from "./failed_log_ins.ts";

/**
 * Answers an unknown user and a wrong password alike, after the same work.
 * @throws Refusal `unauthorized`; `too_many_attempts` after too many failures.
 */
export async function logIn(
  { db, clock, passwords }: AppDeps,
  attempt: LogInAttempt,
  password: string,
): Promise<User> {
  await mustNotWait(db, attempt, clock.now());
  const user = await readableUser(db, attempt.username);
  const isRight = await passwords.verify(password, user?.passwordHash);
  if (user === undefined || !isRight) {
    await countFailure(db, attempt, logInEntry(attempt, "failed", clock.now()), clock.now());
    throw new Refusal("unauthorized", "The user name or the password is wrong.");
  }
  // The limit may be reached while this attempt waited: of many guesses at once, only the first ones count.
  await mustNotWait(db, attempt, clock.now());
  await evenIfFull(
    writeSecurityEntry(db, logInEntry(attempt, "succeeded", clock.now()), clock.now()),
  );
  return user;
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

/** On the day when nothing can be stored, users log in to see why. */
async function evenIfFull(write: Promise<void>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (!(error instanceof StorageFullError)) throw error;
  }
}

function logInEntry(
  { username, address }: LogInAttempt,
  event: "failed" | "succeeded",
  now: Instant,
): SecurityEntry {
  const actor = { username: event === "succeeded" ? username : "", address };
  return securityEntry(actor, { kind: "log_in", event, subject: username }, now);
}
