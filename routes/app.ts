import type { OpenAPIHono } from "@hono/zod-openapi";
import { alarmRoutes } from "./alarms/routes.ts";
import { apiKeyRoutes } from "./api_keys/routes.ts";
import { authRoutes } from "./auth/routes.ts";
import { backupRoutes } from "./backup/routes.ts";
import { calendarRoutes } from "./calendars/routes.ts";
import { categoryRoutes } from "./categories/routes.ts";
import { channelRoutes } from "./channels/routes.ts";
import { configRoutes } from "./config/routes.ts";
import type { AppDeps, AppEnv } from "./deps.ts";
import { doctorRoutes } from "./doctor/routes.ts";
import { docsRoutes } from "./docs_routes.ts";
import { eventRoutes } from "./events/routes.ts";
import { executionRoutes } from "./executions/routes.ts";
import { healthRoutes } from "./health/routes.ts";
import { metricsRoutes } from "./health/metrics_routes.ts";
import { cors } from "./http/cors.ts";
import { notFound, onError } from "./http/errors.ts";
import { guard } from "./http/guard.ts";
import { newRootApp } from "./http/new_app.ts";
import { observed } from "./http/observed.ts";
import { refuseOtherMethods } from "./http/other_methods.ts";
import { tidyQuery } from "./http/query.ts";
import { welcomeRoutes } from "./health/root.ts";
import { secureHeaders } from "./http/secure_headers.ts";
import { importRoutes } from "./imports/routes.ts";
import { jobClassRoutes } from "./job_classes/routes.ts";
import { jobRoutes } from "./jobs/routes.ts";
import { changingMethods, knownSchema } from "./known_schema.ts";
import { logRoutes } from "./logs/routes.ts";
import { maintenanceRoutes } from "./maintenance/routes.ts";
import { mcpRoutes } from "./mcp/routes.ts";
import { pingRoutes } from "./monitors/ping_routes.ts";
import { monitorRoutes } from "./monitors/routes.ts";
import { scheduleRoutes } from "./schedules/routes.ts";
import { statsRoutes } from "./stats/routes.ts";
import { upcomingRoutes } from "./upcoming/routes.ts";
import { userRoutes } from "./users/routes.ts";

export type { AppDeps, AppEnv, Bindings } from "./deps.ts";

/** The whole service as HTTP. It opens nothing: everything that it works with comes in. */
export function createApp(deps: AppDeps): OpenAPIHono<AppEnv> {
  const app = newRootApp();
  app.use(observed(deps.log, deps.metrics), secureHeaders);
  // Without allowed origins, only preflight requests get an answer from it.
  if (deps.corsOrigins.length > 0) app.use(cors(deps.corsOrigins));
  else app.options("*", cors(deps.corsOrigins));
  app.use(tidyQuery);
  const guarded = guard(deps, app);
  app.use("/api/v1/*", guarded);
  app.on(changingMethods, "/api/v1/*", knownSchema(deps.db));
  // Each ping writes, also a GET.
  app.use("/ping/*", knownSchema(deps.db));

  app.route("/", healthRoutes(deps));
  app.route("/", metricsRoutes(deps));
  app.route("/", welcomeRoutes());
  app.route("/api/v1/auth", authRoutes(deps));
  app.route("/api/v1/jobs", jobRoutes(deps));
  app.route("/api/v1/executions", executionRoutes(deps));
  app.route("/api/v1/schedules", scheduleRoutes(deps));
  app.route("/api/v1/categories", categoryRoutes(deps));
  app.route("/api/v1/calendars", calendarRoutes(deps));
  app.route("/api/v1/maintenance", maintenanceRoutes(deps));
  app.route("/api/v1/users", userRoutes(deps));
  app.route("/api/v1/logs", logRoutes(deps));
  app.route("/api/v1/stats", statsRoutes(deps));
  app.route("/api/v1/upcoming", upcomingRoutes(deps));
  app.route("/api/v1/job_classes", jobClassRoutes(deps));
  app.route("/api/v1/api_keys", apiKeyRoutes(deps));
  app.route("/api/v1/import", importRoutes(deps));
  app.route("/api/v1/alarms", alarmRoutes(deps));
  app.route("/api/v1/channels", channelRoutes(deps));
  app.route("/api/v1/monitors", monitorRoutes(deps));
  app.route("/", pingRoutes(deps));
  app.route("/api/v1", configRoutes(deps));
  app.route("/api/v1/events", eventRoutes(deps));
  app.route("/api/v1/backup", backupRoutes(deps));
  app.route("/api/v1/doctor", doctorRoutes(deps));
  if (deps.mcp === true) {
    app.use("/mcp/*", guarded);
    app.route("/mcp", mcpRoutes(deps, app));
  }
  app.route("/", docsRoutes(app));
  return complete(app);
}

/** For a process that only works: its health and its metrics, and nothing else. */
export function createHealthApp(
  deps: Pick<
    AppDeps,
    "db" | "clock" | "log" | "metrics" | "metricsToken" | "trustedProxies" | "clockSkew"
  >,
): OpenAPIHono<AppEnv> {
  const app = newRootApp();
  app.use(observed(deps.log, deps.metrics), secureHeaders);
  app.route("/", healthRoutes(deps));
  app.route("/", metricsRoutes(deps));
  return complete(app);
}

function complete(app: OpenAPIHono<AppEnv>): OpenAPIHono<AppEnv> {
  refuseOtherMethods(app);
  app.notFound(notFound);
  app.onError(onError);
  return app;
}
