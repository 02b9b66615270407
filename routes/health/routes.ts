import { Refusal } from "../../scheduler/model/refusal.ts";
import { type Instant, minute, second } from "../../scheduler/model/time.ts";
import type { Database } from "../../scheduler/store/kv/database.ts";
import { mustKnowSchema, NewerDatabaseError } from "../../scheduler/store/kv/schema_version.ts";
import { lastTick } from "../../scheduler/store/firing/ticks.ts";
import { answer, apiRoutes, route } from "../http/api_route.ts";
import type { AppDeps } from "../deps.ts";

const apiRoute = apiRoutes(() => import("../contract/health.ts"));

/** Shorter than what a load balancer waits. */
const patienceMs = 2 * second;

/** Ticks come each minute: the third that is missing is no accident. */
const tickPatienceMs = 3 * minute;

const healthRoute = apiRoute({
  method: "get",
  path: "/healthz",
  tags: ["health"],
  operationId: "health",
  summary: "Is the server up",
  security: [],
  responses: ({ Health }) => ({ 200: answer(Health, "It can.") }),
});

const readyRoute = apiRoute({
  method: "get",
  path: "/readyz",
  tags: ["health"],
  operationId: "ready",
  summary: "Is the server ready",
  description:
    "Whether its database answers too, and jobs are fired: a tick has run, in whatever " +
    "process, within three minutes. A server that has just started is given that long.",
  security: [],
  responses: ({ Health }) => ({ 200: answer(Health, "It does.") }),
  errors: [503],
});

export type HealthDeps = Pick<AppDeps, "db" | "clock"> & { readonly startedAt: Instant };

export function healthRoutes({ db, clock, startedAt }: HealthDeps) {
  return [
    route(healthRoute, (c) => c.json({ status: "ok" as const }, 200)),
    route(readyRoute, async (c) => {
      mustTick(await tickedAt(db, c.var.log), startedAt, clock.now());
      return c.json({ status: "ok" as const }, 200);
    }),
  ];
}

/** When a tick last ran. @throws Refusal `unavailable` where the database does not answer. */
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

/** @throws Refusal `unavailable` when nothing fires jobs any more. */
function mustTick(tickedAt: Instant | undefined, startedAt: Instant, now: Instant): void {
  if (now - Math.max(tickedAt ?? 0, startedAt) <= tickPatienceMs) return;
  const reason = tickedAt === undefined
    ? "has never run"
    : `last ran at ${new Date(tickedAt).toISOString()}`;
  throw new Refusal("unavailable", "No tick has run for three minutes: jobs are not fired.", {
    details: [{ field: "tick", reason }],
  });
}
