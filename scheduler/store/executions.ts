import { endUnstarted, type Execution } from "../model/execution.ts";
import type { CategoryId, ExecutionId } from "../model/ids.ts";
import type { Instant } from "../model/time.ts";
import { Commit } from "./commit.ts";
import type { Database } from "./database.ts";
import { keys, mark } from "./keys.ts";
import { listByTime, type Page, type PageRequest, type TimeRange } from "./pages.ts";

export async function findExecution(
  db: Database,
  id: ExecutionId,
): Promise<Execution | undefined> {
  return (await db.get(keys.execution.at(id))).value;
}

/** Executions whose scheduled time lies in the range, newest first; of one category, or of all. */
export async function listExecutions(
  db: Database,
  category: CategoryId | undefined,
  range: TimeRange,
  request: PageRequest,
): Promise<Page<Execution>> {
  if (category === undefined) {
    const page = await listByTime(db, keys.execution.all, range, request);
    return { ...page, items: page.items.map(({ value }) => value) };
  }
  const page = await listByTime(db, keys.execution.allByCategory(category), range, request);
  const ids = page.items.map(({ key }) => key.at(-1) as ExecutionId);
  const executions = await db.getMany(ids.map(keys.execution.at));
  return { ...page, items: executions.flatMap(({ value }) => value ?? []) };
}

/** A new execution: its record, its indexes, and its queue entry if it is ready. */
export function addExecution(work: Commit, execution: Execution): void {
  const { id, job } = execution;
  work.set(keys.execution.byJob(job.id, id), mark);
  work.set(keys.execution.byCategory(job.categoryId, id), mark);
  setExecution(work, execution);
}

/** A step of an execution that is stored already. */
export function setExecution(work: Commit, execution: Execution): void {
  const { id, job, state } = execution;
  work.set(keys.execution.at(id), execution);
  if (execution.state === "scheduled" && execution.readyAt !== undefined) {
    work.set(keys.queue.at(execution.readyAt, id), mark);
  }
  work.changed({ kind: "execution", id, categoryId: job.categoryId, state });
}

/** Cancels those of the executions that no worker has (yet); a part for each, to be written by the caller. */
export async function cancelParts(
  db: Database,
  ids: readonly ExecutionId[],
  reason: string,
  now: Instant,
): Promise<Commit[]> {
  return (await db.getMany(ids.map(keys.execution.at))).flatMap((entry) => {
    if (entry.value?.state !== "scheduled") return [];
    const part = new Commit().check(entry);
    if (entry.value.readyAt !== undefined) {
      part.delete(keys.queue.at(entry.value.readyAt, entry.value.id));
    }
    setExecution(part, endUnstarted(entry.value, "stopped", reason, now));
    return [part];
  });
}
