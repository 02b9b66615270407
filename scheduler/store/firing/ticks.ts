import { type Instant, minute, second } from "../../model/time.ts";
import { Commit, commit } from "../kv/commit.ts";
import { anything, type Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";

/** Of several processes that tick at the same time, one writes the tick. */
const notedAlreadyMs = 20 * second;

/** Writes the time of a tick, at most every 20 s for all processes together. */
export async function noteTick(db: Database, now: Instant): Promise<void> {
  const last = await lastTick(db);
  // After a clock is set back, a tick from the future must not stay.
  if (last !== undefined && last <= now && now - last < notedAlreadyMs) return;
  await commit(db, new Commit().set(keys.lastTick, now), now);
}

/** A minute that lies further ahead than this was written by a clock that was set back. */
const mostMinutesAhead = 2;

/**
 * Takes the call of a minute on. Of several processes that ask in the same minute, one takes it.
 * @returns whether this process calls.
 */
export async function takeHeartbeat(db: Database, now: Instant): Promise<boolean> {
  const ofMinute = Math.floor(now / minute);
  const entry = await db.read(keys.heartbeat);
  const taken = entry.value ?? -1;
  if (taken >= ofMinute && taken - ofMinute <= mostMinutesAhead) return false;
  const work = new Commit().check(entry).set(keys.heartbeat, ofMinute);
  return await commit(db, work, now) !== undefined;
}

/** The oldest due fire time; `undefined` where none is due. */
export async function oldestDue(db: Database, now: Instant): Promise<Instant | undefined> {
  // The key has the time: the value need not be read.
  const table = { ...keys.due.all, schema: anything };
  const [due] = await db.list(table, { before: [now + 1], limit: 1 });
  return due && Number(due.key[1]);
}

/** When a tick of any process last ran; `undefined` before the first. */
export async function lastTick(db: Database): Promise<Instant | undefined> {
  return (await db.get(keys.lastTick)).value;
}
