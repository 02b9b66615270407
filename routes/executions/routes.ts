import { type Execution, isEnded } from "../../scheduler/model/execution.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import { type Caller, mustChange, seen } from "../../scheduler/model/user.ts";
import { findExecution } from "../../scheduler/store/history/executions.ts";
import { stopExecution } from "../../scheduler/store/firing/stop.ts";
import { answer, apiRoutes, route } from "../http/api_route.ts";
import { auditEntry } from "../logs/audit.ts";
import type { AppDeps } from "../deps.ts";
import { executionToWire } from "./wire.ts";
import { found } from "../http/wire.ts";

const apiRoute = apiRoutes(async () => ({
  ...await import("../contract/common.ts"),
  ...await import("../contract/executions.ts"),
}));

const getRoute = apiRoute({
  method: "get",
  path: "/executions/{id}",
  tags: ["executions"],
  operationId: "getExecution",
  summary: "Get one execution",
  request: ({ ExecutionPath }) => ({ params: ExecutionPath }),
  responses: ({ Execution }) => ({ 200: answer(Execution, "The execution.") }),
});

const stopRoute = apiRoute({
  method: "delete",
  path: "/executions/{id}",
  tags: ["executions"],
  operationId: "stopExecution",
  summary: "Stop an execution",
  description: "One that runs is `stopping` until its worker has seen it.",
  request: ({ ExecutionPath }) => ({ params: ExecutionPath }),
  responses: ({ ExecutionRef }) => ({ 200: answer(ExecutionRef, "It is being stopped.") }),
  errors: [403, 409],
});

export function executionRoutes({ db, clock }: AppDeps) {
  return [
    route(getRoute, async (c) => {
      const { id } = c.req.valid("param");
      const execution = await findExecution(db, id);
      return c.json(
        executionToWire(seen(c.var.user, "execution", execution, ({ job }) => job.categoryId)),
        200,
      );
    }),
    route(stopRoute, async (c) => {
      const { id } = c.req.valid("param");
      const [caller, now] = [c.var.user, clock.now()];
      const { job } = mustBeStoppable(caller, await findExecution(db, id));
      const audit = auditEntry(caller, job, "stopped", id, now);
      mustHaveStopped(await stopExecution(db, id, caller.username, audit, now));
      return c.json({ execution_id: id }, 200);
    }),
  ];
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
