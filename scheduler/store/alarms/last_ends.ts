import { isEnded } from "../../model/execution.ts";
import { isEnd, isSuccess } from "../../model/execution_state.ts";
import type { ShortEnd } from "../../model/alarms/recovery.ts";
import { shortEnd } from "../../model/alarms/recovery.ts";
import { type JobId, timeOf } from "../../model/ids.ts";
import type { Database } from "../kv/database.ts";
import type { JobRow } from "../kv/job_rows.ts";
import { keys } from "../kv/keys.ts";
import { newestRows } from "../kv/open_ends.ts";
import { indexMark } from "../kv/records.ts";

/** The newest executions of a job that have ended, in the order of their ids, the newest first. @param most how many are looked at. */
export async function lastEnds(db: Database, job: JobId, most: number): Promise<ShortEnd[]> {
  return (await lastEndsOf(db, [job], most)).get(job) ?? [];
}

/** The same for several jobs. */
export async function lastEndsOf(
  db: Database,
  jobs: readonly JobId[],
  most: number,
): Promise<Map<JobId, ShortEnd[]>> {
  const rows = await newestRows(db, jobs, most);
  const found = new Map<JobId, ShortEnd[]>();
  for (const job of jobs) found.set(job, await endsIn(db, rows.get(job) ?? []));
  return found;
}

async function endsIn(db: Database, rows: readonly JobRow[]): Promise<ShortEnd[]> {
  const unsaid = rows.flatMap(({ id, mark }) => mark === indexMark ? [id] : []);
  const records = new Map(
    (await db.getMany(unsaid.map(keys.execution.at))).flatMap(({ value }) =>
      value === undefined ? [] : [[value.id, value]]
    ),
  );
  return rows.flatMap(({ id, mark }): ShortEnd[] => {
    if (mark === indexMark) {
      const execution = records.get(id);
      return execution !== undefined && isEnded(execution) ? [shortEnd(execution)] : [];
    }
    const [state, , startedAt, endedAt] = mark;
    // Only what was fired is on a sheet.
    return isEnd(state) ? [{ id, state, startedAt, endedAt, fireAt: timeOf(id) }] : [];
  });
}

/** How far back a success is looked for, and how many executions are read at once. */
const mostLookedAt = 2000;
const fewNewest = 20;

/** The newest success of a job; `undefined` where the newest 2,000 executions have none. */
export async function lastSuccess(db: Database, job: JobId): Promise<ShortEnd | undefined> {
  for (const most of [fewNewest, mostLookedAt]) {
    const ends = (await lastEnds(db, job, most)).filter(({ state }) => isSuccess(state));
    if (ends.length > 0) return ends.reduce((a, b) => b.endedAt > a.endedAt ? b : a);
  }
  return undefined;
}
