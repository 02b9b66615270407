import type { AuditEntry } from "../../model/audit_entry.ts";
import { type Execution, isEnded, isHeld } from "../../model/execution.ts";
import type { ExecutionId } from "../../model/ids.ts";
import type { Instant } from "../../model/time.ts";
import { addAuditEntry } from "../history/audit_log.ts";
import { findExecution } from "../history/executions.ts";
import { Commit, commit } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { addStop, setWaiting } from "./plans.ts";
import { releaseWaiting } from "./waiting.ts";
import { readWaiting } from "../jobs/waiting_list.ts";

const changingMs = 5;

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
    const execution = await findExecution(db, id);
    if (execution === undefined || isEnded(execution) || execution.state === "stopping") {
      return execution;
    }
    const work = new Commit();
    await addStop(db, work, [id], by, now);
    // The execution changes at this moment: it ends, or another process takes it from a lost worker.
    if (work.mutations.length === 0) {
      await new Promise((done) => setTimeout(done, changingMs));
      continue;
    }
    await addLeave(db, work, execution);
    addAuditEntry(work, audit);
    if (await commit(db, work, now) === undefined) continue;
    if (!isHeld(execution)) await releaseWaiting(db, execution.job.id, now);
    const after = await findExecution(db, id);
    // It ended at the same moment: nobody else removes the request.
    if (isHeld(execution) && after !== undefined && isEnded(after)) {
      const request = keys.stop.at(execution.workerId, id);
      await commit(db, new Commit().delete(request), now);
    }
    return after;
  }
}

/** Removes an execution from the waiting ones of its job. A releaseWaiting() at the same time fails its check. */
async function addLeave(db: Database, work: Commit, { id, job }: Execution): Promise<void> {
  const waiting = await readWaiting(db, job.id);
  if (!waiting.value?.includes(id)) return;
  work.check(waiting);
  setWaiting(work, job.id, waiting, waiting.value.filter((one) => one !== id));
}
