import type { AuditEntry } from "../../model/audit_entry.ts";
import { type Execution, isEnded, isHeld } from "../../model/execution.ts";
import type { ExecutionId } from "../../model/ids.ts";
import type { Instant } from "../../model/time.ts";
import { addAuditEntry } from "../history/audit_log.ts";
import { Commit, commit } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { addStop, setWaiting } from "./plans.ts";
import { releaseWaiting } from "./waiting.ts";
import { readWaiting } from "../jobs/waiting_list.ts";

/**
 * Stops an execution. One that no worker has claimed ends at once; a running one is `stopping` until its worker has
 * noticed. An ended execution stays as it is.
 * @returns the execution afterwards; `undefined` when there is none.
 */
export async function stopExecution(
  db: Database,
  id: ExecutionId,
  by: string,
  audit: AuditEntry,
  now: Instant,
): Promise<Execution | undefined> {
  for (;;) {
    const execution = (await db.get(keys.execution.at(id))).value;
    if (execution === undefined || isEnded(execution) || execution.state === "stopping") {
      return execution;
    }
    const work = new Commit();
    await addStop(db, work, [id], by, now);
    // The execution changed in between: read it again.
    if (work.mutations.length === 0) continue;
    await addLeave(db, work, execution);
    addAuditEntry(work, audit);
    if (await commit(db, work, now) === undefined) continue;
    if (!isHeld(execution)) await releaseWaiting(db, execution.job.id, now);
    return (await db.get(keys.execution.at(id))).value;
  }
}

/** Removes an execution from the waiting ones of its job. A releaseWaiting() at the same time fails its check. */
async function addLeave(db: Database, work: Commit, { id, job }: Execution): Promise<void> {
  const waiting = await readWaiting(db, job.id);
  if (!waiting.value?.includes(id)) return;
  work.check(waiting);
  setWaiting(work, job.id, waiting, waiting.value.filter((one) => one !== id));
}
