import type { Execution, Outcome, Scheduled } from "../../scheduler/model/execution.ts";
import {
  askToStop,
  draftExecution,
  endUnstarted,
  finish,
  start,
} from "../../scheduler/model/execution.ts";
import { type ClaimId, type ExecutionId, newId, type WorkerId } from "../../scheduler/model/ids.ts";
import type { Job } from "../../scheduler/model/job.ts";
import { type Instant, second } from "../../scheduler/model/time.ts";
import { Commit, commit, packed } from "../../scheduler/store/kv/commit.ts";
import type { Database } from "../../scheduler/store/kv/database.ts";
import {
  addExecution,
  findExecution,
  setExecution,
} from "../../scheduler/store/history/executions.ts";
import { keys } from "../../scheduler/store/kv/keys.ts";

/** Stores executions in any state, with the claims of those that run. */
export async function storeExecutions(
  db: Database,
  executions: readonly Execution[],
  now: Instant,
): Promise<void> {
  const parts = executions.map((execution) => {
    const work = new Commit();
    addExecution(work, execution);
    if ("claimId" in execution) {
      const claim = { executionIds: [execution.id] };
      work.set(keys.claim.at(execution.workerId, execution.claimId), claim);
    }
    return work;
  });
  for (const work of packed(parts, db.limits)) await commit(db, work, now);
}

/** An execution that waits to be claimed, as a request at that moment makes it. */
export function aReady(
  job: Job,
  at: Instant,
  given: Partial<Pick<Scheduled, "trigger" | "description">> = {},
): Scheduled {
  const id = newId<ExecutionId>(at);
  const draft = { id, job, trigger: "manual", scheduledAt: at, readyAt: at, ...given } as const;
  return draftExecution(draft, at);
}

export function aRunning(ready: Scheduled, startedAt = ready.scheduledAt + second) {
  const ids = { workerId: newId<WorkerId>(startedAt), claimId: newId<ClaimId>(startedAt) };
  return start(ready, { ...ids, hostname: "host", pid: 1 }, startedAt);
}

export function aStopping(ready: Scheduled) {
  return askToStop(aRunning(ready), "kim", ready.scheduledAt + 2 * second);
}

/** It started a second after its time, and ended so many milliseconds later. */
export function anEnded(ready: Scheduled, outcome: Outcome, tookMs = 2 * second) {
  const running = aRunning(ready);
  return finish(running, outcome, running.startedAt + tookMs, () => 0);
}

export function aSkipped(ready: Scheduled, at = ready.scheduledAt) {
  return endUnstarted(ready, "scheduled error", "skipped: 3 instances are still under way", at);
}

/** Stores how a queued execution ended, as if a worker had run it. @throws Error when it is not queued. */
export async function endQueued(
  db: Database,
  id: ExecutionId,
  outcome: Outcome,
  now: Instant,
): Promise<void> {
  const execution = await findExecution(db, id);
  if (execution?.state !== "scheduled") throw new Error(`${id} cannot be ended`);
  const work = new Commit();
  setExecution(work, finish(aRunning(execution, now), outcome, now, () => 0));
  await commit(db, work, now);
}
