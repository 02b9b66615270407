import { type Execution, isEnded } from "../scheduler/model/execution.ts";
import { Refusal } from "../scheduler/model/refusal.ts";
import { minute } from "../scheduler/model/time.ts";
import { type Caller, mustChange, seen } from "../scheduler/model/user.ts";
import { findExecution, listExecutions } from "../scheduler/store/executions.ts";
import { runNow, stopExecution } from "../scheduler/store/fire.ts";
import { answer, apiRoute, errorAnswers } from "./api_route.ts";
import { auditEntry } from "./audit.ts";
import { ExecutionPath, RangeQuery, RunNowPath } from "./contract/common.ts";
import {
  Execution as ExecutionAnswer,
  ExecutionList,
  ExecutionRef,
} from "./contract/executions.ts";
import { type AppDeps, newRoutes } from "./deps.ts";
import { executionToWire } from "./execution_wire.ts";
import { found, nextCursorOf, pageRequest, shownCategory, timeRange } from "./wire.ts";

const defaultRangeMs = 10 * minute;

const listRoute = apiRoute({
  method: "get",
  path: "/executions",
  tags: ["executions"],
  summary: "What was scheduled in a range of time, newest first",
  description: "The last 10 minutes where no range is sent.",
  request: { query: RangeQuery },
  responses: { 200: answer(ExecutionList, "A page of the range.") },
});

const getRoute = apiRoute({
  method: "get",
  path: "/executions/{id}",
  tags: ["executions"],
  summary: "One execution",
  request: { params: ExecutionPath },
  responses: { 200: answer(ExecutionAnswer, "The execution.") },
});

const runNowRoute = apiRoute({
  method: "post",
  path: "/executions/{id}",
  tags: ["executions"],
  summary: "Run a job now, paused or not",
  request: { params: RunNowPath },
  responses: { 200: answer(ExecutionRef, "It is queued."), ...errorAnswers(403) },
});

const stopRoute = apiRoute({
  method: "delete",
  path: "/executions/{id}",
  tags: ["executions"],
  summary: "Stop an execution",
  description: "One that runs is `stopping` until its worker has seen it.",
  request: { params: ExecutionPath },
  responses: { 200: answer(ExecutionRef, "It is being stopped."), ...errorAnswers(403, 409) },
});

export function executionRoutes({ db, clock }: AppDeps) {
  return newRoutes()
    .openapi(listRoute, async (c) => {
      const query = c.req.valid("query");
      const range = timeRange(query, clock.now(), defaultRangeMs);
      const page = await listExecutions(
        db,
        shownCategory(c.var.user),
        range,
        pageRequest(query),
      );
      return c.json({ executions: page.items.map(executionToWire), ...nextCursorOf(page) }, 200);
    })
    .openapi(getRoute, async (c) => {
      const { id } = c.req.valid("param");
      const execution = await findExecution(db, id);
      return c.json(
        executionToWire(seen(c.var.user, "execution", execution, ({ job }) => job.categoryId)),
        200,
      );
    })
    .openapi(runNowRoute, async (c) => {
      const now = clock.now();
      const execution = await runNow(db, c.req.valid("param").id, (job, executionId) => {
        seen(c.var.user, "job", job, ({ categoryId }) => categoryId);
        mustChange(c.var.user);
        return auditEntry(c.var.user, job, "custom_run", executionId, now);
      }, now);
      return c.json({ execution_id: found("job", execution) }, 200);
    })
    .openapi(stopRoute, async (c) => {
      const { id } = c.req.valid("param");
      const [caller, now] = [c.var.user, clock.now()];
      const { job } = mustBeStoppable(caller, await findExecution(db, id));
      const audit = auditEntry(caller, job, "stopped", id, now);
      mustHaveStopped(await stopExecution(db, id, caller.username, audit, now));
      return c.json({ execution_id: id }, 200);
    });
}

function mustBeStoppable(caller: Caller, execution: Execution | undefined): Execution {
  const stoppable = seen(caller, "execution", execution, ({ job }) => job.categoryId);
  mustChange(caller);
  if (isEnded(stoppable)) throw hasEnded(stoppable);
  return stoppable;
}

/** It may have ended by itself while it was being stopped. */
function mustHaveStopped(execution: Execution | undefined): void {
  const after = found("execution", execution);
  if (isEnded(after) && after.state !== "stopped") throw hasEnded(after);
}

function hasEnded({ state }: Execution): Refusal {
  return new Refusal("conflict", `The execution has ended already: ${state}.`);
}
