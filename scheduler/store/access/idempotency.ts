import { type Caller, callerId } from "../../model/caller.ts";
import { day, type Instant } from "../../model/time.ts";
import type { Commit } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import type { IdempotentAnswer } from "../kv/records.ts";

/** How long an answer is kept, in milliseconds. */
const retentionMs = day;

/** Another request with the same key was quicker, and has done what this one was about to do. */
export class AnsweredAlready extends Error {
  override readonly name = "AnsweredAlready";
}

/** The answer to an earlier request. @param hash the hash of the `Idempotency-Key`. */
export async function findIdempotentAnswer(
  db: Database,
  caller: Caller,
  hash: string,
  now: Instant,
): Promise<IdempotentAnswer | undefined> {
  const { value } = await db.get(keyOf(caller, hash));
  return isFresh(value, now) ? value : undefined;
}

/**
 * Adds an answer to the commit of what the request makes: of several requests at the same time, one is done.
 * @throws AnsweredAlready when there is an answer already.
 */
export async function addIdempotentAnswer(
  db: Database,
  work: Commit,
  caller: Caller,
  hash: string,
  answered: IdempotentAnswer,
): Promise<void> {
  const entry = await db.get(keyOf(caller, hash));
  if (isFresh(entry.value, answered.at)) throw new AnsweredAlready();
  work.check(entry).set(keyOf(caller, hash), answered, { expireIn: retentionMs });
}

/** Checked here too, because the database may keep expired records for longer. */
function isFresh(
  answered: IdempotentAnswer | undefined,
  now: Instant,
): answered is IdempotentAnswer {
  return answered !== undefined && now - answered.at < retentionMs;
}

function keyOf(caller: Caller, hash: string) {
  return keys.idempotentAnswer(caller.kind, callerId(caller), hash);
}
