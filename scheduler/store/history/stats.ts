import { allCategories } from "../../model/category.ts";
import {
  type BucketSize,
  bucketSizes,
  bucketStart,
  type Ends,
} from "../../model/figures/end_figures.ts";
import { type Execution, isEnded } from "../../model/execution.ts";
import { isEnd } from "../../model/execution_state.ts";
import type { CategoryId, JobId, PackId, WorkerId } from "../../model/ids.ts";
import type { JobSnapshot } from "../../model/job_snapshot.ts";
import type { Instant } from "../../model/time.ts";
import type { Database, Entry } from "../kv/database.ts";
import { readEndCounts } from "./end_counts.ts";
import { durationOf } from "./end_index.ts";
import { keys } from "../kv/keys.ts";
import { newestRows } from "../kv/open_ends.ts";
import { type DueRow, indexMark, type Worker } from "../kv/records.ts";
import { knownExecutions } from "./executions.ts";
import type { TimeRange } from "../kv/pages.ts";

/** The counts of ends in the buckets that the range touches, of one category or of all. */
export async function readEnds(
  db: Database,
  category: CategoryId | undefined,
  { from, to }: TimeRange,
  size: BucketSize,
): Promise<Ends[]> {
  return await readEndCounts(
    db,
    size === "minute" ? "minute" : "hour",
    category ?? allCategories,
    { from: bucketStart(from, size), to: bucketStart(to, size) + bucketSizes[size] - 1 },
  );
}

/** The most executions of one job that are read. */
export const mostOfJob = 500;

/** The ends of the last 500 executions of a job, newest first; of one category, or of all. */
export async function readEndsOfJob(
  db: Database,
  job: JobId,
  category: CategoryId | undefined,
): Promise<Ends[]> {
  const newest = (await newestRows(db, [job], mostOfJob)).get(job) ?? [];
  const withRecords = newest.flatMap(({ id, mark }) => mark === indexMark ? [id] : []);
  const records = new Map(
    (await knownExecutions(db, withRecords)).map((execution) => [execution.id, execution]),
  );
  return newest.flatMap(({ id, mark }) => {
    if (mark === indexMark) return endsOf(records.get(id), category);
    const [state, categoryId, startedAt, endedAt] = mark;
    if (!isEnd(state) || (category !== undefined && categoryId !== category)) return [];
    return [{ at: endedAt, state, count: 1, durationMs: Math.max(0, endedAt - startedAt) }];
  });
}

function endsOf(execution: Execution | undefined, category: CategoryId | undefined): Ends[] {
  if (execution === undefined || !isEnded(execution)) return [];
  if (category !== undefined && execution.job.categoryId !== category) return [];
  const durationMs = durationOf(execution);
  const end = { at: execution.endedAt, state: execution.state, count: 1 };
  return [durationMs === undefined ? end : { ...end, durationMs }];
}

/** The most jobs that are read for one category: its jobs may come late in the order of time. */
const mostDueLookedAt = 1000;
/** How many more entries are read, because some name jobs that have moved on. */
const mostStale = 100;

/** What {@link nextDueJobs} says of a job. */
export type DueJob =
  & Pick<JobSnapshot, "id" | "name" | "jobClass" | "categoryId">
  & { readonly nextRunAt: Instant };

/** The jobs with the soonest next run, of one category or of all; soonest first. */
export async function nextDueJobs(
  db: Database,
  category: CategoryId | undefined,
  most: number,
): Promise<DueJob[]> {
  const limit = category === undefined ? most + mostStale : mostDueLookedAt;
  const rows = firstRows(await db.list(keys.due.all, { limit }), limit);
  const [packs, jobs] = await Promise.all([
    db.getMany(rows.flatMap(({ key, value }) => value.pack ? [keys.pack.at(idOf(key))] : [])),
    db.getMany(rows.flatMap(({ value }) => value.ids.map(keys.job.at))),
  ]);
  let [pack, job] = [0, 0];
  return rows.flatMap(({ key, value: { ids, pack: isPack } }): DueJob[] => {
    const nextRunAt = Number(key[1]);
    const named = isPack
      ? packs[pack++]?.value?.jobs ?? []
      : ids.flatMap(() => jobs[job++]?.value ?? []).filter((one) => one.nextRunAt === nextRunAt);
    return named.filter(({ categoryId }) => category === undefined || categoryId === category)
      .map((one) => ({ ...one, nextRunAt }));
  }).slice(0, most);
}

/** The first rows that name this many jobs together. */
function firstRows(rows: readonly Entry<DueRow>[], most: number): Entry<DueRow>[] {
  let named = 0;
  return rows.filter(({ value: { ids, pack } }) => {
    const isWanted = named < most;
    named += pack?.count ?? ids.length;
    return isWanted;
  });
}

function idOf(key: Deno.KvKey): PackId {
  return key.at(-1) as PackId;
}

/** The workers that hold a lease at `now` by their own clocks. A worker without work has none. */
export async function listWorkers(
  db: Database,
  now: Instant,
  most: number,
): Promise<(Worker & { readonly id: WorkerId })[]> {
  const entries = await db.list(keys.worker.all, { limit: most });
  return entries.flatMap(({ key, value }) =>
    value.isLost || value.leaseUntil < now ? [] : [{ ...value, id: key.at(-1) as WorkerId }]
  );
}
