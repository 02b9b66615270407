import type { Execution, Outcome, Scheduled } from "../../../scheduler/model/execution.ts";
import { draftExecution, finish, start } from "../../../scheduler/model/execution.ts";
import {
  type CategoryId,
  type ClaimId,
  type ExecutionId,
  newId,
  type WorkerId,
} from "../../../scheduler/model/ids.ts";
import { type Instant, second } from "../../../scheduler/model/time.ts";
import { Commit, commit } from "../../../scheduler/store/kv/commit.ts";
import { addExecution } from "../../../scheduler/store/history/executions.ts";
import type { TestApi } from "../../support/app.ts";
import { aJob } from "../../support/builders.ts";

export async function stored<E extends Execution>(api: TestApi, execution: E): Promise<E> {
  const work = new Commit();
  addExecution(work, execution);
  await commit(api.db, work, api.clock.now());
  return execution;
}

/** An execution as it was scheduled at that moment. */
export function scheduledAt(at: Instant, categoryId = 1 as CategoryId): Scheduled {
  const job = aJob(at, { categoryId, pubArgs: ["one"] });
  return draftExecution(
    { id: newId<ExecutionId>(at), job, trigger: "schedule", scheduledAt: at, readyAt: at },
    at,
  );
}

export function running(execution: Scheduled) {
  const now = execution.scheduledAt + second;
  const ids = { workerId: newId<WorkerId>(now), claimId: newId<ClaimId>(now) };
  return start(execution, { ...ids, hostname: "worker-1", pid: 42 }, now);
}

export function ended(execution: Scheduled, outcome: Outcome) {
  return finish(running(execution), outcome, execution.scheduledAt + 3 * second, () => 0);
}
