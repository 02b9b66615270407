import { Refusal } from "../scheduler/model/refusal.ts";
import { allCategories } from "../scheduler/model/category.ts";
import { findCategory } from "../scheduler/store/categories.ts";
import type { Database } from "../scheduler/store/database.ts";
import { answer, apiRoute, errorAnswers } from "./api_route.ts";
import { Health } from "./contract/health.ts";
import { type AppDeps, newRoutes } from "./deps.ts";

/** Shorter than what a load balancer waits. */
const patienceMs = 2000;

const healthRoute = apiRoute({
  method: "get",
  path: "/healthz",
  tags: ["health"],
  summary: "Whether the server can serve",
  security: [],
  responses: { 200: answer(Health, "It can.") },
});

const readyRoute = apiRoute({
  method: "get",
  path: "/readyz",
  tags: ["health"],
  summary: "Whether its database answers too",
  security: [],
  responses: { 200: answer(Health, "It does."), ...errorAnswers(503) },
});

export function healthRoutes({ db, log }: Pick<AppDeps, "db" | "log">) {
  return newRoutes()
    .openapi(healthRoute, (c) => c.json({ status: "ok" as const }, 200))
    .openapi(readyRoute, async (c) => {
      await mustAnswer(db, log);
      return c.json({ status: "ok" as const }, 200);
    });
}

/** @throws Refusal `unavailable`. */
async function mustAnswer(db: Database, log: AppDeps["log"]): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error("it did not answer in time")), patienceMs);
  try {
    await Promise.race([findCategory(db, allCategories), late]);
  } catch (error) {
    log.warn("the database is not ready", { error });
    throw new Refusal("unavailable", "The database does not answer.");
  } finally {
    clearTimeout(timer);
  }
}
