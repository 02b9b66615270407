import { createRoute } from "@hono/zod-openapi";
import { chosenCategory } from "../../scheduler/model/caller.ts";
import { Stats, StatsQuery } from "../contract/history/stats.ts";
import type { AppDeps } from "../deps.ts";
import { newApp } from "../http/new_app.ts";
import { bearer, errors, forReaders, json } from "../http/route_config.ts";
import { endsAnswer } from "./ends.ts";
import { serviceAnswer } from "./service_figures.ts";
import { skewToWire } from "./wire.ts";

const statsRoute = createRoute({
  method: "get",
  path: "/",
  tags: ["stats"],
  operationId: "getStats",
  summary: "Get figures of executions and of the service",
  description:
    "How executions ended, in buckets by the time of their end; how full the queue is; " +
    "whether jobs fire on time; what is due next.",
  security: bearer,
  "x-permission": forReaders,
  request: { query: StatsQuery },
  responses: { 200: json(Stats, "The figures."), ...errors(404, 422) },
});

export function statsRoutes({ db, clock, clockSkew }: AppDeps) {
  return newApp().openapi(statsRoute, async (c) => {
    const query = c.req.valid("query");
    const [caller, now] = [c.var.caller, clock.now()];
    const category = chosenCategory(caller, query.category_id);
    const [ends, service] = await Promise.all([
      endsAnswer(db, query, category, caller, now),
      serviceAnswer(db, category, caller, now),
    ]);
    return c.json({ ...ends, ...service, clock_skew_ms: skewToWire(clockSkew?.()) }, 200);
  });
}
