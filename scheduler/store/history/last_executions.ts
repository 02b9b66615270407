import type { Execution } from "../../model/execution.ts";
import { isFailing, lastCounted } from "../../model/execution_state.ts";
import type { CategoryId, ExecutionId, JobId } from "../../model/ids.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";

/** How many jobs are read at once. Few, because each record may be large. */
const jobsAtOnce = 10;

/** An execution in short. */
export type LastExecution =
  & Pick<Execution, "id" | "state" | "scheduledAt" | "description">
  & { readonly categoryId: CategoryId; readonly startedAt?: number; readonly endedAt?: number };

/** The newest executions of each of the jobs, at most `most` of each, newest first. */
export async function lastExecutions(
  db: Database,
  jobs: readonly JobId[],
  most: number,
): Promise<Map<JobId, LastExecution[]>> {
  const found = new Map<JobId, LastExecution[]>();
  for (let i = 0; i < jobs.length; i += jobsAtOnce) {
    const some = jobs.slice(i, i + jobsAtOnce);
    const ids = await Promise.all(some.map((job) => newestIds(db, job, most)));
    const entries = await db.getMany(ids.flat().map(keys.execution.at));
    const executions = new Map(entries.flatMap(({ value }) => value ? [[value.id, value]] : []));
    for (const [n, job] of some.entries()) {
      found.set(job, (ids[n] ?? []).flatMap((id) => shortened(executions.get(id))));
    }
  }
  return found;
}

async function newestIds(db: Database, job: JobId, limit: number): Promise<ExecutionId[]> {
  const entries = await db.list(keys.execution.allByJob(job), { limit, newestFirst: true });
  return entries.map(({ key }) => key.at(-1) as ExecutionId);
}

function shortened(execution: Execution | undefined): LastExecution[] {
  if (execution === undefined) return [];
  const { id, state, scheduledAt, description, job: { categoryId } } = execution;
  return [{
    id,
    state,
    scheduledAt,
    description,
    categoryId,
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
): Promise<Set<JobId>> {
  const failing = new Set<JobId>();
  let rest = jobs;
  for (const most of [fewNewest, mostLookedAt]) {
    const last = await lastExecutions(db, rest, most);
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
