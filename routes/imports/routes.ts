import { createRoute } from "@hono/zod-openapi";
import { ImportAnswer, ImportRequest } from "../contract/imports.ts";
import type { AppDeps } from "../deps.ts";
import { jsonBodyUpTo } from "../http/body.ts";
import { newApp } from "../http/new_app.ts";
import { bearer, body, errors, forAdmins, json } from "../http/route_config.ts";
import { actorOf } from "../logs/security_audit.ts";

const mostBytes = 8 * 1024 * 1024;

const importRoute = createRoute({
  method: "post",
  path: "/",
  tags: ["imports"],
  operationId: "importRecords",
  summary: "Import records with their ids",
  description:
    "Takes records of another system, and keeps their ids. A record that is here already is not changed: with the same " +
    "content it is `same`, with another one it is refused. So a request can be sent again. A record that is refused stops no " +
    "other. Executions and logs become history; nothing runs. A bcrypt hash is replaced at the first log-in. Categories and " +
    "the admin of the first start that nobody has changed take what is imported under their numbers.",
  security: bearer,
  "x-permission": forAdmins,
  middleware: [jsonBodyUpTo(mostBytes)],
  request: { body: body(ImportRequest) },
  responses: {
    200: json(ImportAnswer, "What became of each record."),
    ...errors(403, 415, 422, 507),
  },
});

export function importRoutes(deps: AppDeps) {
  return newApp().openapi(importRoute, async (c) => {
    const sent = c.req.valid("json");
    // Loaded with the first import: a server needs it once.
    const { importRecords } = await import("./records.ts");
    const results = await importRecords({
      ...{ deps, sent },
      caller: c.var.caller,
      actor: actorOf(c, deps),
    });
    return c.json({ dry_run: sent.dry_run === true, results }, 200);
  });
}
