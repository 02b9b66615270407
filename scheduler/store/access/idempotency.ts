import { type Caller, callerId } from "../../model/caller.ts";
import { day, type Instant } from "../../model/time.ts";
import type { Commit } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { type Answered, keys } from "../kv/keys.ts";

/** How long an answer is remembered. */
const retentionMs = day;

/** Another request under the same key was quicker: it has done what this one was about to do. */
export class AnsweredAlready extends Error {
  override readonly name = "AnsweredAlready";
}

/** @param hash of the key under which the caller sent the request. */
export async function findAnswered(
  db: Database,
  caller: Caller,
  hash: string,
  now: Instant,
): Promise<Answered | undefined> {
  const { value } = await db.get(keyOf(caller, hash));
  return isFresh(value, now) ? value : undefined;
}

/**
 * Remembers an answer in the commit of what it tells of: of several requests at once one is done.
 * @throws AnsweredAlready when there is an answer by now.
 */
export async function addAnswered(
  db: Database,
  work: Commit,
  caller: Caller,
  hash: string,
  answered: Answered,
): Promise<void> {
  const entry = await db.get(keyOf(caller, hash));
  if (isFresh(entry.value, answered.at)) throw new AnsweredAlready();
  work.check(entry).set(keyOf(caller, hash), answered, { expireIn: retentionMs });
}

/** The database may keep for longer what it is told to forget. */
function isFresh(answered: Answered | undefined, now: Instant): answered is Answered {
  return answered !== undefined && now - answered.at < retentionMs;
}

function keyOf(caller: Caller, hash: string) {
  return keys.answered(caller.kind, callerId(caller), hash);
}
