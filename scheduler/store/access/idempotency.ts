import type { UserId } from "../../model/ids.ts";
import { day, type Instant } from "../../model/time.ts";
import type { Commit } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import type { IdempotentAnswer } from "../kv/records.ts";

/** How long an answer is remembered. */
const retentionMs = day;

/** Another request under the same key was quicker: it has done what this one was about to do. */
export class AnsweredAlready extends Error {
  override readonly name = "AnsweredAlready";
}

/** @param hash of the key under which the caller sent the request. */
export async function findIdempotentAnswer(
  db: Database,
  caller: UserId,
  hash: string,
  now: Instant,
): Promise<IdempotentAnswer | undefined> {
  const { value } = await db.get(keys.idempotentAnswer(caller, hash));
  return isFresh(value, now) ? value : undefined;
}

/**
 * Remembers an answer in the commit of what it tells of: of several requests at once one is done.
 * @throws AnsweredAlready when there is an answer by now.
 */
export async function addIdempotentAnswer(
  db: Database,
  work: Commit,
  caller: UserId,
  hash: string,
  answered: IdempotentAnswer,
): Promise<void> {
  const entry = await db.get(keys.idempotentAnswer(caller, hash));
  if (isFresh(entry.value, answered.at)) throw new AnsweredAlready();
  work.check(entry).set(keys.idempotentAnswer(caller, hash), answered, { expireIn: retentionMs });
}

/** The database may keep for longer what it is told to forget. */
function isFresh(
  answered: IdempotentAnswer | undefined,
  now: Instant,
): answered is IdempotentAnswer {
  return answered !== undefined && now - answered.at < retentionMs;
}
