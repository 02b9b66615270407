import { createRoute } from "@hono/zod-openapi";
import type { ClockSkew } from "../../scheduler/engine/checks/clock_check.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import { type Instant, minute, second } from "../../scheduler/model/time.ts";
import {
  mustKnowSchema,
  NewerDatabaseError,
} from "../../scheduler/store/kv/schema/schema_version.ts";
import { lastTick } from "../../scheduler/store/firing/ticks.ts";
import type { Database } from "../../scheduler/store/kv/database.ts";
import { probeStorage } from "../../scheduler/store/kv/faults/storage_probe.ts";
import { Health, Ready } from "../contract/health.ts";
import type { AppDeps } from "../deps.ts";
import { newApp } from "../http/new_app.ts";
import { forEveryone, json, openErrors } from "../http/route_config.ts";

/** Shorter than the patience of a load balancer. */
const patienceMs = 2 * second;

/** A tick comes each minute, so three missing ones in a row are no accident. */
const tickPatienceMs = 3 * minute;

/** A clock that is off by more than this is wrong. */
const wrongMs = 5 * second;

const forAll = {
  tags: ["health"],
  security: [],
  "x-permission": forEveryone,
};

const healthRoute = createRoute({
  ...forAll,
  method: "get",
  path: "/healthz",
  operationId: "health",
  summary: "Check that the server is up",
  responses: { 200: json(Health, "The server is up."), ...openErrors() },
});

const liveRoute = createRoute({
  ...forAll,
  method: "get",
  path: "/livez",
  operationId: "live",
  summary: "Check that the process lives",
  description: "Answers also while a start waits for its database.",
  responses: { 200: json(Health, "The process lives."), ...openErrors() },
});

const readyRoute = createRoute({
  ...forAll,
  method: "get",
  path: "/readyz",
  operationId: "ready",
  summary: "Check that the server is ready",
  description:
    "The server is ready when its database answers and takes writes, and a tick ran within the last three " +
    "minutes, in any process. A server that has just started has three minutes for that.",
  responses: { 200: json(Ready, "The server is ready."), ...openErrors(503) },
});

export function healthRoutes(
  { db, clock, clockSkew }: Pick<AppDeps, "db" | "clock" | "clockSkew">,
) {
  const startedAt = clock.now();
  return newApp()
    .openapi(healthRoute, (c) => c.json({ status: "ok" as const }, 200))
    .openapi(liveRoute, (c) => c.json({ status: "ok" as const }, 200))
    .openapi(readyRoute, async (c) => {
      const at = await tickedAt(db, c.var.log);
      await mustStore(db);
      mustTick(at, startedAt, clock.now());
      const skew = mustBeOnTime(clockSkew?.());
      const { count } = db.unreadable;
      const unreadable = count === 0 ? {} : { unreadable_records: count };
      return c.json({ status: "ok" as const, ...unreadable, ...skew }, 200);
    });
}

/**
 * When a tick last ran, in any process.
 * @throws Refusal `unavailable` where the database does not answer.
 */
async function tickedAt(db: Database, log: AppDeps["log"]): Promise<Instant | undefined> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error("it did not answer in time")), patienceMs);
  try {
    return await Promise.race([
      Promise.all([lastTick(db), mustKnowSchema(db)]).then(([at]) => at),
      late,
    ]);
  } catch (error) {
    if (error instanceof NewerDatabaseError) {
      throw new Refusal("unavailable", error.message, {
        details: [{ field: "database", reason: "was migrated by a newer program" }],
      });
    }
    log.warn("the database is not ready", { error });
    throw new Refusal("unavailable", "The database does not answer.", {
      details: [{ field: "database", reason: `did not answer within ${patienceMs / second} s` }],
    });
  } finally {
    clearTimeout(timer);
  }
}

/** @throws Refusal `unavailable` while the storage takes no writes. */
async function mustStore(db: Database): Promise<void> {
  await probeStorage(db);
  const { refusal } = db.storage;
  if (refusal === undefined) return;
  throw new Refusal("unavailable", "Nothing can be stored now.", {
    details: [{ field: "storage", reason: refusal.why }],
  });
}

/**
 * The field of the answer for a clock that is wrong by more than 5 s.
 * @throws Refusal `unavailable` while the clock is so far ahead of the others that this process acts on nothing.
 */
function mustBeOnTime(skew: ClockSkew | undefined): { clock_skew_ms?: number } {
  if (skew === undefined || skew.others === 0) return {};
  const ms = Math.round(skew.aheadMs);
  if (skew.isHeld) {
    throw new Refusal(
      "unavailable",
      "The clock is ahead of those of the other processes: jobs are not fired here.",
      {
        details: [{ field: "clock", reason: `is ${Math.round(ms / second)} s ahead` }],
      },
    );
  }
  return Math.abs(ms) > wrongMs ? { clock_skew_ms: ms } : {};
}

/** @throws Refusal `unavailable` when no process fires jobs any more. */
function mustTick(tickedAt: Instant | undefined, startedAt: Instant, now: Instant): void {
  if (now - Math.max(tickedAt ?? 0, startedAt) <= tickPatienceMs) return;
  const reason = tickedAt === undefined
    ? "has never run"
    : `last ran at ${new Date(tickedAt).toISOString()}`;
  throw new Refusal("unavailable", "No tick has run for three minutes: jobs are not fired.", {
    details: [{ field: "tick", reason }],
  });
}
