import { createRoute } from "@hono/zod-openapi";
import { JobClassList } from "../contract/jobs/job_classes.ts";
import type { AppDeps } from "../deps.ts";
import { newApp } from "../http/new_app.ts";
import { bearer, errors, forUsers, json } from "../http/route_config.ts";
import { jobClassToWire } from "./wire.ts";

const listRoute = createRoute({
  method: "get",
  path: "/",
  tags: ["job classes"],
  operationId: "listJobClasses",
  summary: "List the job classes",
  description: "What jobs can do, and which arguments each class takes.",
  security: bearer,
  "x-permission": forUsers,
  responses: { 200: json(JobClassList, "All job classes, by name."), ...errors() },
});

export function jobClassRoutes({ jobClasses }: AppDeps) {
  return newApp().openapi(
    listRoute,
    (c) => c.json({ job_classes: jobClasses.list().map(jobClassToWire) }, 200),
  );
}
