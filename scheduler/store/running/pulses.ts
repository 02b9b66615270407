import { type Instant, minute } from "../../model/time.ts";
import { Commit, commit } from "../kv/commit.ts";
import type { Database, Entry } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import type { Pulse } from "../kv/records.ts";

/** A pulse is forgotten after this time, unless its process writes it anew. */
const keptMs = 5 * minute;
const mostProcesses = 1000;

/** Shows the time on this process's wall clock to the other processes of the database. */
export async function writePulse(
  db: Database,
  processId: string,
  given: Omit<Pulse, "at">,
  now: Instant,
): Promise<void> {
  const work = new Commit().set(keys.pulse.at(processId), { ...given, at: now }, {
    expireIn: keptMs,
  });
  await commit(db, work, now);
}

export async function removePulse(db: Database, processId: string, now: Instant): Promise<void> {
  await commit(db, new Commit().delete(keys.pulse.at(processId)), now);
}

export function readPulses(db: Database): Promise<Entry<Pulse>[]> {
  return db.list(keys.pulse.all, { limit: mostProcesses });
}
