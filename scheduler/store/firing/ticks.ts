import { type Instant, second } from "../../model/time.ts";
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
