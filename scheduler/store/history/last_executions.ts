import type { Execution } from "../../model/execution.ts";
import {
  isEnd,
  isFailing,
  isFailure,
  isSuccess,
  lastCounted,
} from "../../model/execution_state.ts";
import { type CategoryId, type ExecutionId, type JobId, timeOf } from "../../model/ids.ts";
import type { Database } from "../kv/database.ts";
import { type InPack, type JobRow, listRowsOfJobs } from "../kv/job_rows.ts";
import { indexMark } from "../kv/records.ts";
import { knownExecutions } from "./executions.ts";
import { onOpenSheets } from "./sheet_sources.ts";

/** How many jobs are read at once. Few, because each record may be large. */
const jobsAtOnce = 10;

/** An execution in short. */
export type LastExecution =
  & Pick<Execution, "id" | "state" | "scheduledAt">
  & {
    readonly categoryId: CategoryId;
    readonly startedAt?: number;
    readonly endedAt?: number;
    /** Absent where the record was not read: the index does not say why an execution ended so. */
    readonly description?: string;
    /** The id that an execution of an import had before. */
    readonly formerId?: ExecutionId;
    /** The job class that the execution ran; absent where the record was not read. */
    readonly jobClass?: string;
  };

/**
 * The newest executions of each of the jobs, at most `most` of each, newest first. Of each job, the newest execution
 * that did not succeed and the newest failure have their descriptions.
 * @param records of the jobs, where the caller has read them: that saves reads.
 */
export async function lastExecutions(
  db: Database,
  jobs: readonly JobId[],
  most: number,
  records: readonly InPack[] = [],
): Promise<Map<JobId, readonly LastExecution[]>> {
  const found = await newestOfEach(db, jobs, most, records);
  for (let i = 0; i < jobs.length; i += jobsAtOnce) {
    const some = jobs.slice(i, i + jobsAtOnce);
    const untold = some.flatMap((job) => untoldOf(found.get(job) ?? []));
    const told = new Map(
      (await knownExecutions(db, untold)).flatMap(shortened).map((one) => [one.id, one]),
    );
    for (const job of some) {
      found.set(job, (found.get(job) ?? []).map((one) => told.get(one.id) ?? one));
    }
  }
  return found;
}

/** Which descriptions to read: a list shows why the job fails, and why its last execution did not succeed. */
function untoldOf(executions: readonly LastExecution[]): ExecutionId[] {
  const shown = new Set([
    executions.find(({ state }) => isEnd(state) && !isSuccess(state)),
    executions.find(({ state }) => isFailure(state)),
  ]);
  return [...shown].flatMap((one) =>
    one === undefined || one.description !== undefined ? [] : [one.id]
  );
}

/** As {@link lastExecutions}, without descriptions that take further reads. */
async function newestOfEach(
  db: Database,
  jobs: readonly JobId[],
  most: number,
  records: readonly InPack[],
): Promise<Map<JobId, readonly LastExecution[]>> {
  const found = new Map<JobId, readonly LastExecution[]>();
  // Read before the index: an execution that ends meanwhile is in both.
  const open = await onOpenSheets(db, new Set(jobs));
  const rows = await listRowsOfJobs(db, jobs, { limit: most, newestFirst: true }, records);
  for (let i = 0; i < jobs.length; i += jobsAtOnce) {
    const some = jobs.slice(i, i + jobsAtOnce);
    const newest = some.map((job) => (rows.get(job) ?? []).map(toldByRow));
    const unknown = newest.flat().flatMap((one) => typeof one === "string" ? [one] : []);
    const executions = new Map(
      (await knownExecutions(db, unknown)).map((execution) => [execution.id, execution]),
    );
    for (const [n, job] of some.entries()) {
      const ended = (newest[n] ?? []).flatMap((one) =>
        typeof one === "string" ? shortened(executions.get(one)) : [one]
      );
      const onSheets = (open.get(job) ?? []).flatMap(shortened);
      found.set(job, merged(ended, onSheets).slice(0, most));
    }
  }
  return found;
}

/** The execution, where the index tells enough about it; otherwise its id. */
function toldByRow({ id, mark }: JobRow): LastExecution | ExecutionId {
  if (mark === indexMark) return id;
  const [state, categoryId, startedAt, endedAt] = mark;
  const ended = { id, state, categoryId, scheduledAt: timeOf(id), startedAt, endedAt };
  // A success needs no reason.
  return isSuccess(state) ? { ...ended, description: "" } : ended;
}

/** Newest first, each once: what the index says of an execution comes from a later read. */
function merged(
  ended: readonly LastExecution[],
  open: readonly LastExecution[],
): LastExecution[] {
  if (open.length === 0) return [...ended];
  const all = new Map([...open, ...ended].map((one) => [one.id, one]));
  return [...all.values()].toSorted((a, b) => a.id < b.id ? 1 : -1);
}

function shortened(execution: Execution | undefined): LastExecution[] {
  if (execution === undefined) return [];
  const { id, state, scheduledAt, description, job: { categoryId, jobClass } } = execution;
  return [{
    id,
    state,
    scheduledAt,
    description,
    jobClass,
    categoryId,
    ...(execution.formerId === undefined ? {} : { formerId: execution.formerId }),
    ...("startedAt" in execution ? { startedAt: execution.startedAt } : {}),
    ...("endedAt" in execution ? { endedAt: execution.endedAt } : {}),
  }];
}

/** How far back the last end that counts is looked for. */
const mostLookedAt = 20;
/** With most jobs it is one of these. */
const fewNewest = 4;

/**
 * Which of the jobs fail, as {@link isFailing} says, by the newest 20 executions of each.
 * @param category only executions of this category say whether a job fails, so that a job that was moved tells nothing
 * of its former category; `undefined` for all.
 */
export async function failingJobs(
  db: Database,
  jobs: readonly JobId[],
  category: CategoryId | undefined,
  records: readonly InPack[] = [],
): Promise<Set<JobId>> {
  const failing = new Set<JobId>();
  let rest = jobs;
  for (const most of [fewNewest, mostLookedAt]) {
    const last = await newestOfEach(db, rest, most, records);
    rest = rest.filter((job) => {
      const newest = last.get(job) ?? [];
      const states = newest.filter(({ categoryId }) =>
        category === undefined || categoryId === category
      ).map(({ state }) => state);
      if (isFailing(states)) failing.add(job);
      return lastCounted(states) === undefined && newest.length === most;
    });
  }
  return failing;
}
