/** The index of executions by job, in both its forms. */
import type { ExecutionId, JobId } from "../../model/ids.ts";
import { idsIn, isIdBytes } from "../../model/ids.ts";
import type { JobMark } from "../../model/records/job_mark.ts";
import { anything, type Database } from "./database.ts";
import { keys } from "./keys.ts";
import { formerJobRows, idBytes } from "./keys/history_keys.ts";
import type { Commit } from "./work.ts";

/** What the index says of an execution. */
export interface JobRow {
  readonly id: ExecutionId;
  readonly mark: JobMark;
}

/** Which rows to list: ids from `from`, included, to `before`, not included. */
export interface JobRowRange {
  readonly from?: string;
  readonly before?: string;
  readonly limit: number;
  readonly newestFirst?: boolean;
}

/** The rows of a job, by the ids of the executions. */
export async function listJobRows(
  db: Database,
  job: JobId,
  range: JobRowRange,
): Promise<JobRow[]> {
  const { from, before, newestFirst = false, limit } = range;
  const [rows, former] = await Promise.all([
    db.list(keys.execution.allByJob(job), {
      ...{ limit, newestFirst },
      ...(from === undefined ? {} : { from: [boundBytes(from)] }),
      ...(before === undefined ? {} : { before: [boundBytes(before)] }),
    }),
    formerRows(db, job, range),
  ]);
  const listed = rows.flatMap(({ key, value }) => {
    const id = idIn(key.at(-1));
    return id === undefined ? [] : [{ id, mark: value }];
  });
  if (former.length === 0) return listed;
  const all = [...listed, ...former].toSorted((a, b) => a.id < b.id ? -1 : 1);
  return (newestFirst ? all.reverse() : all).slice(0, limit);
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
