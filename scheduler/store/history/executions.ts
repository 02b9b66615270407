import { endUnstarted, type Execution, isEnded, type Scheduled } from "../../model/execution.ts";
import type { ExecutionId } from "../../model/ids.ts";
import type { Instant } from "../../model/time.ts";
import { Commit } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { addEnd } from "./end_index.ts";
import { keys } from "../kv/keys.ts";
import { indexMark } from "../kv/records.ts";

export async function findExecution(
  db: Database,
  id: ExecutionId,
): Promise<Execution | undefined> {
  return (await db.get(keys.execution.at(id))).value;
}

/** Adds a new execution to a commit: its record, its index entries, and its queue entry if it is ready. */
export function addExecution(work: Commit, execution: Execution): void {
  const { id, job } = execution;
  work.set(keys.execution.byJob(job.id, id), indexMark);
  work.set(keys.execution.byCategory(job.categoryId, id), indexMark);
  setExecution(work, execution);
}

/** A new execution with the trace in which it is made, if there is one. */
export function traced<T extends Execution>(db: Database, execution: T): T {
  if (execution.traceparent !== undefined) return execution;
  const traceparent = db.observer.traceparent?.();
  return traceparent === undefined ? execution : { ...execution, traceparent };
}

/** Adds the new state of a stored execution to a commit. */
export function setExecution(work: Commit, execution: Execution): void {
  const { id, job, state } = execution;
  work.set(keys.execution.at(id), execution);
  if (execution.state === "scheduled" && execution.readyAt !== undefined) {
    work.set(keys.queue.at(job.categoryId, execution.readyAt, id), indexMark);
  }
  if (execution.state === "scheduled" && execution.later !== undefined) {
    work.set(keys.later.at(execution.later.at, id), indexMark).set(
      keys.later.byJob(job.id, id),
      indexMark,
    );
  }
  if (execution.isListed && state === "scheduled") work.set(keys.active.at(job.id, id), indexMark);
  if (isEnded(execution)) {
    addEnd(work, execution);
    if (execution.isListed) work.delete(keys.active.at(job.id, id));
  }
  work.changed({ kind: "execution", id, categoryId: job.categoryId, state });
}

/** Removes the queue entry of an execution that may be claimed. */
export function removeQueued(work: Commit, { id, job, readyAt }: Scheduled): void {
  if (readyAt !== undefined) work.delete(keys.queue.at(job.categoryId, readyAt, id));
}

/** Removes the entries of an execution that waited for its time. */
export function removeLater(work: Commit, { id, job, later }: Scheduled): void {
  if (later !== undefined) {
    work.delete(keys.later.at(later.at, id)).delete(keys.later.byJob(job.id, id));
  }
}

/**
 * Ends the executions that no worker has claimed as `stopped`.
 * @returns a commit for each, which the caller writes.
 */
export async function cancelParts(
  db: Database,
  ids: readonly ExecutionId[],
  reason: string,
  now: Instant,
): Promise<Commit[]> {
  return (await db.getMany(ids.map(keys.execution.at))).flatMap((entry) => {
    if (entry.value?.state !== "scheduled") return [];
    const part = new Commit().check(entry);
    removeQueued(part, entry.value);
    removeLater(part, entry.value);
    setExecution(part, endUnstarted(entry.value, "stopped", reason, now));
    return [part];
  });
}
