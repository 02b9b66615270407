/** The index of executions by job, in all its forms. */
import type { ExecutionId, JobId } from "../../model/ids.ts";
import { idsIn, isIdBytes } from "../../model/ids.ts";
import type { JobRow } from "../../model/records/job_mark.ts";
import { anything, type Database } from "./database.ts";
import { keys } from "./keys.ts";
import { formerJobRows, idBytes } from "./keys/history_keys.ts";
import { inOrder, type InPack, type JobRowRange, listStripRows } from "./strip_rows.ts";
import type { Commit } from "./work.ts";

export type { InPack, JobRow, JobRowRange };

/**
 * The rows of a job, by the ids of the executions. What ended on a sheet that is still open has none:
 * see open_ends.ts.
 */
export async function listJobRows(
  db: Database,
  job: JobId,
  range: JobRowRange,
): Promise<readonly JobRow[]> {
  return (await listRowsOfJobs(db, [job], range)).get(job) ?? [];
}

/** So many jobs are read at once. */
const jobsAtOnce = 50;

/** The same for many jobs. What jobs of one pack share is read once. @param records see {@link listStripRows}. */
export async function listRowsOfJobs(
  db: Database,
  jobs: readonly JobId[],
  range: JobRowRange,
  records: readonly InPack[] = [],
): Promise<Map<JobId, readonly JobRow[]>> {
  const { newestFirst = false, limit } = range;
  const found = new Map<JobId, readonly JobRow[]>();
  const strips = listStripRows(db, range, records);
  for (let i = 0; i < jobs.length; i += jobsAtOnce) {
    await Promise.all(
      jobs.slice(i, i + jobsAtOnce).map(async (job) => {
        const forms = await Promise.all([
          ownRows(db, job, range),
          formerRows(db, job, range),
          strips(job),
        ]);
        const filled = forms.filter((rows) => rows.length > 0);
        const [rows = []] = filled;
        found.set(job, filled.length > 1 ? inOrder(filled.flat(), newestFirst, limit) : rows);
      }),
    );
  }
  return found;
}

/** The rows of executions that have records, or that were fired alone. */
async function ownRows(db: Database, job: JobId, range: JobRowRange): Promise<JobRow[]> {
  const { from, before, newestFirst = false, limit } = range;
  const rows = await db.list(keys.execution.allByJob(job), {
    ...{ limit, newestFirst },
    ...(from === undefined ? {} : { from: [boundBytes(from)] }),
    ...(before === undefined ? {} : { before: [boundBytes(before)] }),
  });
  return rows.flatMap(({ key, value }) => {
    const id = idIn(key.at(-1));
    return id === undefined ? [] : [{ id, mark: value }];
  });
}

async function formerRows(db: Database, job: JobId, range: JobRowRange): Promise<JobRow[]> {
  if (!await hasFormerRows(db)) return [];
  const { from, before, ...rest } = range;
  const rows = await db.list(keys.execution.formerByJob(job), {
    ...rest,
    ...(from === undefined ? {} : { from: [from] }),
    ...(before === undefined ? {} : { before: [before] }),
  });
  return rows.map(({ key, value }) => ({ id: key.at(-1) as ExecutionId, mark: value }));
}

/** How long an answer to {@link hasFormerRows} holds, in milliseconds. */
const answerMs = 60_000;
const answers = new WeakMap<
  Database,
  { readonly isAny: Promise<boolean>; readonly until: number }
>();

/** Whether any rows have the form of former versions. They go with their executions, and no more are written. */
export function hasFormerRows(db: Database): Promise<boolean> {
  const known = answers.get(db);
  if (known !== undefined && performance.now() < known.until) return known.isAny;
  const table = { prefix: formerJobRows, schema: anything };
  const isAny = db.list(table, { limit: 1 }).then((rows) => rows.length > 0);
  answers.set(db, { isAny, until: performance.now() + answerMs });
  isAny.catch(() => answers.delete(db));
  return isAny;
}

/** Removes the row of an execution. @param isFormer what {@link hasFormerRows} says. */
export function removeJobRow(work: Commit, job: JobId, id: ExecutionId, isFormer: boolean): void {
  work.delete(keys.execution.byJob(job, id));
  if (isFormer) work.delete(keys.execution.formerRow(job, id));
}

/** The execution that the last part of a key names; `undefined` where the part is no id. */
export function idIn(part: Deno.KvKeyPart | undefined): ExecutionId | undefined {
  if (!(part instanceof Uint8Array) || part.length === 0 || !isIdBytes(part)) return undefined;
  const [id, ...more] = idsIn<ExecutionId>(part);
  return more.length === 0 ? id : undefined;
}

/** A bound may have one digit more than an id: then it lies right behind the id. */
function boundBytes(bound: string): Uint8Array {
  return idBytes(bound.length % 2 === 0 ? bound : `${bound}0`);
}
