import type { ExecutionId } from "../../model/ids.ts";
import type { Instant } from "../../model/time.ts";
import { Commit, commit } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import type { LogChunk } from "../kv/records.ts";

/**
 * Stores log lines under a part number that the caller counts. A part that is written again is replaced.
 * @param dropped a part to delete.
 */
export async function writeLog(
  db: Database,
  id: ExecutionId,
  part: number,
  chunk: LogChunk,
  dropped: number | undefined,
  now: Instant,
): Promise<void> {
  const work = new Commit().set(keys.execution.log(id, part), chunk);
  if (dropped !== undefined) work.delete(keys.execution.log(id, dropped));
  await commit(db, work, now);
}

/** A part of an execution's log, with its number. */
export interface LogPart extends LogChunk {
  readonly part: number;
}

/** The stored log parts with a number above `behind`, in order. A missing number is a part that was dropped. */
export async function readLog(
  db: Database,
  id: ExecutionId,
  behind = -1,
): Promise<LogPart[]> {
  const entries = await db.list(keys.execution.logs(id), { from: [behind + 1], limit: 1000 });
  return entries.map(({ key, value }) => ({ ...value, part: Number(key.at(-1)) }));
}
