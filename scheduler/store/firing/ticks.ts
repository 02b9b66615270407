import { z } from "zod";
import { type Instant, second } from "../../model/time.ts";
import { Commit, commit } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";

/** Of many processes that tick at once, one writes it down. */
const notedAlreadyMs = 20 * second;

/** Writes down that a tick has run, once for all processes of this database. */
export async function noteTick(db: Database, now: Instant): Promise<void> {
  const last = await lastTick(db);
  // A clock that was set back must not keep an old tick from the future.
  if (last !== undefined && last <= now && now - last < notedAlreadyMs) return;
  await commit(db, new Commit().set(keys.lastTick, now), now);
}

/** The fire time that has been due the longest; `undefined` where none is due. */
export async function oldestDue(db: Database, now: Instant): Promise<Instant | undefined> {
  // The key says it: what stands in the entry need not be looked at.
  const table = { ...keys.due.all, schema: z.unknown() };
  const [due] = await db.list(table, { before: [now + 1], limit: 1 });
  return due && Number(due.key[1]);
}

/** When a tick last ran, of whatever process; `undefined` before the first. */
export async function lastTick(db: Database): Promise<Instant | undefined> {
  return (await db.get(keys.lastTick)).value;
}
