import { createRoute } from "@hono/zod-openapi";
import {
  type Caller,
  callerName,
  mustAdmin,
  mustChange,
  sees,
} from "../../scheduler/model/caller.ts";
import { allCategories } from "../../scheduler/model/category.ts";
import type { Pause as StoredPause } from "../../scheduler/model/firing/pause.ts";
import type { CategoryId } from "../../scheduler/model/ids.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import type { Instant } from "../../scheduler/model/time.ts";
import { findCategory } from "../../scheduler/store/access/categories.ts";
import { beginPause, endPause, listPauses } from "../../scheduler/store/pauses/pauses.ts";
import { Pause, PauseList, PausePath, PauseRef, PauseRequest } from "../contract/timing/pauses.ts";
import type { AppDeps } from "../deps.ts";
import { jsonBody, noBody } from "../http/body.ts";
import { found } from "../http/errors.ts";
import { given } from "../http/given.ts";
import { newApp } from "../http/new_app.ts";
import {
  bearer,
  body,
  errors,
  forChangers,
  forReaders,
  json,
  onlyChangers,
} from "../http/route_config.ts";
import { actorOf } from "../logs/security_audit.ts";
import { pauseEntry } from "../logs/timing_audit.ts";
import { mustBeAhead, pauseToWire } from "./wire.ts";

const all = { tags: ["maintenance"], security: bearer };

const listRoute = createRoute({
  ...all,
  method: "get",
  path: "/",
  operationId: "listPauses",
  summary: "List the pauses of categories and of everything",
  "x-permission": forReaders,
  responses: { 200: json(PauseList, "The pauses that are in force."), ...errors() },
});

const beginRoute = createRoute({
  ...all,
  method: "post",
  path: "/",
  operationId: "beginPause",
  summary: "Pause a category or everything",
  description: "Fires of the schedule stop; runs that people ask for go on. Without " +
    "`category_id`, only callers of category 0 and admins may call it. A pause of the same " +
    "category that is in force gets the new words and the new end.",
  "x-permission": forChangers,
  middleware: [onlyChangers, jsonBody],
  request: { body: body(PauseRequest) },
  responses: { 201: json(Pause, "Paused."), ...errors(403, 404, 415, 422, 507) },
});

const endRoute = createRoute({
  ...all,
  method: "delete",
  path: "/{category_id}",
  operationId: "endPause",
  summary: "End a pause",
  "x-permission": forChangers,
  middleware: [noBody],
  request: { params: PausePath },
  responses: { 200: json(PauseRef, "Ended."), ...errors(403, 404, 507) },
});

export function maintenanceRoutes(deps: AppDeps) {
  const { db, clock } = deps;
  return newApp()
    .openapi(listRoute, async (c) => {
      const now = clock.now();
      const pauses = (await listPauses(db)).filter((pause) => isSeen(c.var.caller, pause, now));
      return c.json({ pauses: pauses.map(pauseToWire) }, 200);
    })
    .openapi(beginRoute, async (c) => {
      const { category_id, reason, until, fires } = c.req.valid("json");
      const [actor, now] = [actorOf(c, deps), clock.now()];
      const scope = category_id ?? allCategories;
      mustPause(c.var.caller, scope);
      found("category", await findCategory(db, scope));
      mustBeAhead(until, now);
      const pause: StoredPause = {
        ...{ scope, reason, by: callerName(c.var.caller), at: now, fires: fires ?? "skip" },
        ...given("until", until ?? undefined),
      };
      const told = (begun: StoredPause) => [pauseEntry(actor, "paused", begun, now)];
      return c.json(pauseToWire(await beginPause(db, pause, now, told)), 201);
    })
    .openapi(endRoute, async (c) => {
      const { category_id } = c.req.valid("param");
      const [actor, now] = [actorOf(c, deps), clock.now()];
      mustPause(c.var.caller, category_id);
      const told = (pause: StoredPause) => [pauseEntry(actor, "resumed", pause, now)];
      found("pause", await endPause(db, category_id, now, told));
      return c.json({ category_id }, 200);
    });
}

/** @throws Refusal `not_found` for a category that the caller does not see, `forbidden` for one to read only. */
function mustPause(caller: Caller, scope: CategoryId): void {
  mustChange(caller);
  if (scope === allCategories) {
    if (!sees(caller, allCategories)) mustAdmin(caller);
  } else if (!sees(caller, scope)) throw new Refusal("not_found", "There is no such category.");
}

/** A pause of everything concerns everybody. */
function isSeen(caller: Caller, { scope, until = Infinity }: StoredPause, now: Instant): boolean {
  return until > now && (scope === allCategories || sees(caller, scope));
}
