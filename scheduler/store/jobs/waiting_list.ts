import type { Execution, Scheduled } from "../../model/execution.ts";
import type { ExecutionId, JobId } from "../../model/ids.ts";
import type { Absent, Database, Entry } from "../kv/database.ts";
import { listJobRows } from "../kv/job_rows.ts";
import { keys } from "../kv/keys.ts";
import { indexMark } from "../kv/records.ts";
import { type Unreadable, UnreadableRecordError } from "../kv/faults/unreadable.ts";

/** The stored list of a job's executions that wait for an instance to end. */
export type WaitingEntry = Entry<ExecutionId[]> | Absent;

/** How many of a job's newest executions are read to find those that wait: more than can wait at once. */
const mostLookedAt = 200;

/**
 * The waiting executions of a job. The list says what the executions themselves say too: an unreadable one is made anew
 * from them, and the next write of the list mends it.
 * @throws UnreadableRecordError where the list cannot even be checked.
 */
export async function readWaiting(db: Database, job: JobId): Promise<WaitingEntry> {
  return await mended(db, job, await db.read(keys.waiting.at(job)));
}

/** The same for several jobs; `undefined` where the list cannot even be checked. */
export async function readWaitingOf(
  db: Database,
  jobs: readonly JobId[],
): Promise<(WaitingEntry | undefined)[]> {
  const entries = await db.getMany(jobs.map((job) => keys.waiting.at(job)));
  return await Promise.all(entries.map(async (entry, i) => {
    const job = jobs[i];
    if (job === undefined || entry.versionstamp === undefined) return undefined;
    return await mended(db, job, entry);
  }));
}

/** The execution, if it waits for an instance of its job to end. */
export function stillWaits(execution: Execution | undefined): Scheduled[] {
  return execution?.state === "scheduled" && execution.readyAt === undefined ? [execution] : [];
}

async function mended(
  db: Database,
  job: JobId,
  entry: WaitingEntry | Unreadable,
): Promise<WaitingEntry> {
  if (!("isUnreadable" in entry)) return entry;
  const { key, versionstamp } = entry;
  if (versionstamp === undefined) throw new UnreadableRecordError(key);
  const newest = await listJobRows(db, job, { limit: mostLookedAt, newestFirst: true });
  // What ended on a sheet does not wait.
  const ids = newest.flatMap(({ id, mark }) => mark === indexMark ? [id] : []).reverse();
  const executions = await db.getMany(ids.map(keys.execution.at));
  const value = executions.flatMap(({ value }) => stillWaits(value))
    .filter(({ later }) => later === undefined)
    .map(({ id }) => id);
  return { key, value, versionstamp };
}
