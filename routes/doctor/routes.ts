import { createRoute } from "@hono/zod-openapi";
import type { Finding } from "../../scheduler/doctor/finding.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import { second } from "../../scheduler/model/time.ts";
import { DoctorQuery, DoctorReport } from "../contract/doctor.ts";
import type { AppDeps } from "../deps.ts";
import { newApp } from "../http/new_app.ts";
import { bearer, errors, forAdmins, json } from "../http/route_config.ts";

/** An examination reads the whole database. */
const retryAfterSeconds = 30;

const doctorRoute = createRoute({
  method: "get",
  path: "/",
  tags: ["health"],
  operationId: "examine",
  summary: "Look for faults in the database and the settings",
  description:
    "Reads all records, while the service works: records that cannot be read, index entries without records and records " +
    "without index entries, executions that no worker has, clocks, zone data, ticks, sizes, retention and settings. " +
    "Nothing is changed: `deno task doctor -- --fix` mends what is safe to mend. One examination is made at a time.",
  security: bearer,
  "x-permission": forAdmins,
  request: { query: DoctorQuery },
  responses: { 200: json(DoctorReport, "What was found."), ...errors(403, 422, 429) },
});

const severities: readonly Finding["severity"][] = ["error", "warning", "info"];

export function doctorRoutes({ db, clock, settings }: AppDeps) {
  let isExamining = false;
  return newApp().openapi(doctorRoute, async (c) => {
    if (isExamining) {
      const message = "An examination is being made already.";
      throw new Refusal("too_many_attempts", message, { retryAfterSeconds });
    }
    isExamining = true;
    try {
      // Loaded on request: most processes make no examination.
      const { examine } = await import("../../scheduler/doctor/doctor.ts");
      const report = await examine({
        db,
        clock,
        ...(settings && await settings()),
        mostMs: c.req.valid("query").seconds * second,
      });
      const findings = report.findings.toSorted((a, b) =>
        severities.indexOf(a.severity) - severities.indexOf(b.severity)
      );
      return c.json({
        findings: findings.map(toWire),
        records: report.rows,
        is_whole: report.isWhole,
        took_ms: Math.round(report.tookMs),
        kinds: [...report.kinds].map(([kind, size]) => ({ kind, ...size }))
          .sort((a, b) => b.bytes - a.bytes),
      }, 200);
    } finally {
      isExamining = false;
    }
  });
}

function toWire({ check, severity, text, remedy, count, examples }: Finding) {
  return {
    check,
    severity,
    text,
    remedy,
    ...(count === undefined ? {} : { count }),
    ...(examples === undefined ? {} : { examples: [...examples] }),
  };
}
