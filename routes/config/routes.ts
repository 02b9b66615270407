import { createRoute } from "@hono/zod-openapi";
import { Refusal } from "../../scheduler/model/refusal.ts";
import { ConfigDocument } from "../contract/config/document.ts";
import {
  ConfigExport,
  ConfigPlan,
  ConfigQuery,
  ConfigSchema,
  ExportQuery,
  IfPlan,
} from "../contract/config/plan.ts";
import type { AppDeps } from "../deps.ts";
import { jsonBodyUpTo } from "../http/body.ts";
import { newApp } from "../http/new_app.ts";
import {
  bearer,
  body,
  errors,
  forEveryone,
  forReaders,
  json,
  openErrors,
  taggedJson,
} from "../http/route_config.ts";
import { actorOf } from "../logs/security_audit.ts";
import { applyPlan } from "./apply.ts";
import { exportDocument } from "./export.ts";
import { planDocument, planTag, planToWire } from "./plan.ts";

const all = { tags: ["config"], security: bearer };

/** Ten thousand jobs take about five megabytes. */
const mostBytes = 16 * 1024 * 1024;

const exportRoute = createRoute({
  ...all,
  method: "get",
  path: "/config",
  operationId: "exportConfig",
  summary: "Export the configuration",
  description: "What the caller sees, as a document that an apply takes. Secrets are left out.",
  "x-permission": forReaders,
  request: { query: ExportQuery },
  responses: { 200: json(ConfigExport, "The document."), ...errors() },
});

const applyRoute = createRoute({
  ...all,
  method: "put",
  path: "/config",
  operationId: "applyConfig",
  summary: "Apply a configuration",
  description: "Makes the server as the document says, or answers with `dry_run` what would be " +
    "done. The whole document is checked first. Where a record changes meanwhile, the answer is " +
    "409: it says what was done, and nothing further is changed.",
  "x-permission": "Every user for `dry_run`; otherwise each step needs the right for its record.",
  middleware: [jsonBodyUpTo(mostBytes)],
  request: { query: ConfigQuery, headers: IfPlan, body: body(ConfigDocument) },
  responses: {
    200: taggedJson(ConfigPlan, "What is done, or was done."),
    ...errors(403, 412, 415, 422, 507),
  },
});

const schemaRoute = createRoute({
  tags: ["config"],
  security: [],
  "x-permission": forEveryone,
  method: "get",
  path: "/config.schema.json",
  operationId: "getConfigSchema",
  summary: "Get the JSON schema of the configuration",
  description: "For editors, which check and complete documents by it.",
  responses: { 200: json(ConfigSchema, "The schema."), ...openErrors() },
});

export function configRoutes(deps: AppDeps) {
  return newApp()
    .openapi(exportRoute, async (c) => {
      const { owner } = c.req.valid("query");
      return c.json(await exportDocument(deps.db, c.var.caller, owner), 200);
    })
    .openapi(applyRoute, async (c) => {
      const [document, query] = [c.req.valid("json"), c.req.valid("query")];
      const plan = await planDocument(document, query, {
        deps,
        caller: c.var.caller,
        actor: actorOf(c, deps),
        now: deps.clock.now(),
      });
      const isDryRun = query.dry_run === true;
      const [tag, answer] = [await planTag(plan), planToWire(plan, isDryRun)];
      mustBeSeen(c.req.header("If-Match"), tag);
      if (!isDryRun) await applyPlan(plan);
      c.header("ETag", tag);
      return c.json(answer, 200);
    })
    .openapi(schemaRoute, async (c) => {
      const { configSchema } = await import("./schema.ts");
      return c.json(configSchema(), 200);
    });
}

/** @throws Refusal `precondition_failed` where the plan is another one than the one that the client has seen. */
function mustBeSeen(sent: string | undefined, tag: string): void {
  if (sent === undefined || sent.trim() === "*") return;
  if (sent.split(",").some((one) => one.trim() === tag)) return;
  throw new Refusal("precondition_failed", "The plan is another one now: look at it again.");
}
