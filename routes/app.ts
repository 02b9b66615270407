import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { Refusal, type RefusalCode, type RefusalDetail } from "../scheduler/model/refusal.ts";
import { isPassing } from "../scheduler/store/database.ts";
import { apiKeyRoutes } from "./api_keys.ts";
import { authRoutes } from "./auth.ts";
import { categoryRoutes } from "./categories.ts";
import type { ErrorAnswer } from "./contract/common.ts";
import { cors } from "./cors.ts";
import type { AppDeps, AppEnv } from "./deps.ts";
import { docsRoutes } from "./docs.ts";
import { eventRoutes } from "./events.ts";
import { executionLogRoutes } from "./execution_logs.ts";
import { executionRoutes } from "./executions.ts";
import { findExecutionsRoutes } from "./find_executions.ts";
import { findJobsRoutes } from "./find_jobs.ts";
import { healthRoutes } from "./health.ts";
import { jobClassRoutes } from "./job_classes.ts";
import { jobRoutes } from "./jobs.ts";
import { logRoutes } from "./logs.ts";
import { metricsRoutes } from "./metrics.ts";
import { observed } from "./observed.ts";
import { tidyQuery } from "./query.ts";
import { secureHeaders } from "./secure_headers.ts";
import { runRoutes } from "./runs.ts";
import { scheduleRoutes } from "./schedules.ts";
import { signedIn } from "./signed_in.ts";
import { statsRoutes } from "./stats.ts";
import { userRoutes } from "./users.ts";
import { mustFit } from "./validation.ts";

export type { AppDeps, AppEnv, Bindings } from "./deps.ts";

/** How each kind of no is answered. */
export const statuses = {
  malformed: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  precondition_failed: 412,
  too_large: 413,
  unsupported_media_type: 415,
  invalid: 422,
  too_many_attempts: 429,
  unavailable: 503,
} as const satisfies Record<RefusalCode, number>;

/** Where a token is needed, whatever comes below. */
const forSignedIn = [
  "/auth/verify",
  "/jobs/*",
  "/executions/*",
  "/schedules/*",
  "/categories/*",
  "/users/*",
  "/logs",
  "/stats",
  "/job_classes",
  "/api_keys/*",
  "/events",
];

/** The whole service as HTTP. It opens nothing: all that it works with comes in. */
export function createApp(deps: AppDeps): OpenAPIHono<AppEnv> {
  const app = newApp(deps);
  app.use(cors(deps.corsOrigins), tidyQuery);

  const api = new OpenAPIHono<AppEnv>();
  const onlySignedIn = signedIn(deps);
  for (const path of forSignedIn) api.use(path, onlySignedIn);
  // This one would else be taken for a user's path, with the methods of that.
  api.use(
    "/users/current",
    (c, next) => /^(GET|HEAD)$/.test(c.req.method) ? next() : refuseMethod(c, "GET, HEAD"),
  );
  api.route("/", authRoutes(deps));
  api.route("/", jobRoutes(deps));
  api.route("/", findJobsRoutes(deps));
  api.route("/", findExecutionsRoutes(deps));
  api.route("/", executionRoutes(deps));
  api.route("/", runRoutes(deps));
  api.route("/", scheduleRoutes(deps));
  api.route("/", categoryRoutes(deps));
  api.route("/", userRoutes(deps));
  api.route("/", logRoutes(deps));
  api.route("/", statsRoutes(deps));
  api.route("/", jobClassRoutes(deps));
  api.route("/", apiKeyRoutes(deps));
  api.route("/", eventRoutes(deps));
  api.route("/", executionLogRoutes(deps));

  app.route("/", healthRoutes(deps));
  app.route("/", metricsRoutes(deps));
  app.route("/api/v1", api);
  app.route("/", docsRoutes(() => app));
  refuseOtherMethods(app);
  return app;
}

/** For a process that only works: whether it is alive, what it does, and nothing else. */
export function createHealthApp(
  deps: Pick<AppDeps, "db" | "clock" | "log" | "metrics" | "metricsToken" | "trustedProxies">,
): OpenAPIHono<AppEnv> {
  const app = newApp(deps);
  app.route("/", healthRoutes(deps));
  app.route("/", metricsRoutes(deps));
  refuseOtherMethods(app);
  return app;
}

function newApp({ log, metrics }: Pick<AppDeps, "log" | "metrics">): OpenAPIHono<AppEnv> {
  const app = new OpenAPIHono<AppEnv>({ strict: false, defaultHook: mustFit });
  app.use(observed(log, metrics), secureHeaders);
  app.notFound((c) => answerError(c, 404, "not_found", "There is nothing at this path."));
  app.onError((error, c) => {
    if (error instanceof Refusal) return answerRefusal(c, error);
    if (error instanceof HTTPException) return answerRefusal(c, toRefusal(error));
    if (isPassing(error)) {
      c.var.log.warn("the database did not answer", { error, path: c.req.path });
      return answerRefusal(c, new Refusal("unavailable", "Try again in a moment."));
    }
    c.var.log.error("a request failed", { error, method: c.req.method, path: c.req.path });
    return answerError(c, 500, "internal", "Something went wrong here, and has been logged.");
  });
  return app;
}

/** What the framework itself refuses; mostly a body that is no JSON. */
function toRefusal(error: HTTPException): Refusal {
  const code = (Object.keys(statuses) as RefusalCode[])
    .find((code) => statuses[code] === error.status);
  return new Refusal(code ?? "malformed", error.message || "The request cannot be read.");
}

function answerRefusal(c: Context, refusal: Refusal): Response {
  if (refusal.code === "unauthorized") c.header("WWW-Authenticate", "Bearer");
  if (refusal.retryAfterSeconds !== undefined) {
    c.header("Retry-After", String(refusal.retryAfterSeconds));
  }
  return answerError(c, statuses[refusal.code], refusal.code, refusal.message, refusal.details);
}

type ErrorStatus = typeof statuses[RefusalCode] | 405 | 500;

function answerError(
  c: Context,
  status: ErrorStatus,
  code: string,
  error: string,
  details: readonly RefusalDetail[] = [],
): Response {
  return c.json({ error, code, details: [...details] } satisfies ErrorAnswer, status);
}

/** So that what is told does not depend on which file a route stands in. */
const methodOrder = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];

/** Comes after all routes: a path that is known, but not with this method. */
function refuseOtherMethods(app: OpenAPIHono<AppEnv>): void {
  const methodsOf = new Map<string, string[]>();
  for (const definition of app.openAPIRegistry.definitions) {
    if (definition.type !== "route") continue;
    const { path, method } = definition.route;
    const allowed = method === "get" ? ["GET", "HEAD"] : [method.toUpperCase()];
    methodsOf.set(path, [...methodsOf.get(path) ?? [], ...allowed]);
  }
  for (const [path, methods] of methodsOf) {
    const allow = methodOrder.filter((method) => methods.includes(method)).join(", ");
    app.all(path.replaceAll(/{(.+?)}/g, ":$1"), (c) => refuseMethod(c, allow));
  }
}

async function refuseMethod(c: Context, allow: string): Promise<Response> {
  c.header("Allow", allow);
  const message = `${c.req.method} is not for this path, which takes ${allow}.`;
  return await answerError(c, 405, "method_not_allowed", message);
}
