import { createRoute } from "@hono/zod-openapi";
import { type Caller, callerName, mustChange, seen } from "../../scheduler/model/caller.ts";
import { type Execution as StoredExecution, isEnded } from "../../scheduler/model/execution.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import { stopExecution } from "../../scheduler/store/firing/stop.ts";
import { findExecution } from "../../scheduler/store/history/executions.ts";
import { ExecutionPath } from "../contract/common.ts";
import { Execution, ExecutionRef } from "../contract/history/executions.ts";
import type { AppDeps } from "../deps.ts";
import { noBody } from "../http/body.ts";
import { found } from "../http/errors.ts";
import { newApp } from "../http/new_app.ts";
import { bearer, errors, forChangers, forReaders, json } from "../http/route_config.ts";
import { auditEntry } from "../logs/audit.ts";
import { findExecutionRoutes } from "./find_routes.ts";
import { executionLogRoutes } from "./log_routes.ts";
import { runRoutes } from "./run_routes.ts";
import { executionToWire } from "./wire.ts";

const all = { tags: ["executions"], security: bearer };

const getRoute = createRoute({
  ...all,
  method: "get",
  path: "/{id}",
  operationId: "getExecution",
  summary: "Get one execution",
  "x-permission": forReaders,
  request: { params: ExecutionPath },
  responses: { 200: json(Execution, "The execution."), ...errors(404) },
});

const stopRoute = createRoute({
  ...all,
  method: "delete",
  path: "/{id}",
  operationId: "stopExecution",
  summary: "Stop an execution",
  description: "A running execution is `stopping` until its worker has seen the request.",
  "x-permission": forChangers,
  middleware: [noBody],
  request: { params: ExecutionPath },
  responses: {
    200: json(ExecutionRef, "The execution is being stopped."),
    ...errors(403, 404, 409, 507),
  },
});

export function executionRoutes(deps: AppDeps) {
  const { db, clock } = deps;
  const app = newApp();
  app.route("/", findExecutionRoutes(deps));
  app.openapi(getRoute, async (c) => {
    const { id } = c.req.valid("param");
    const execution = seenExecution(c.var.caller, await findExecution(db, id));
    return c.json(executionToWire(execution, c.var.caller, deps.jobClasses), 200);
  });
  app.openapi(stopRoute, async (c) => {
    const { id } = c.req.valid("param");
    const [caller, now] = [c.var.caller, clock.now()];
    const { job } = mustBeStoppable(caller, await findExecution(db, id));
    const audit = auditEntry(caller, job, "stopped", id, now);
    mustHaveStopped(await stopExecution(db, id, callerName(caller), audit, now));
    return c.json({ execution_id: id }, 200);
  });
  app.route("/", runRoutes(deps));
  app.route("/", executionLogRoutes(deps));
  return app;
}

function seenExecution(caller: Caller, execution: StoredExecution | undefined): StoredExecution {
  return seen(caller, "execution", execution, ({ job }) => job.categoryId);
}

function mustBeStoppable(caller: Caller, execution: StoredExecution | undefined): StoredExecution {
  const stoppable = seenExecution(caller, execution);
  mustChange(caller);
  if (isEnded(stoppable)) throw hasEnded(stoppable);
  return stoppable;
}

/** The execution may have ended by itself while it was being stopped. */
function mustHaveStopped(execution: StoredExecution | undefined): void {
  const after = found("execution", execution);
  if (isEnded(after) && after.state !== "stopped") throw hasEnded(after);
}

function hasEnded({ state }: StoredExecution): Refusal {
  return new Refusal("conflict", `The execution has ended already: ${state}.`);
}
