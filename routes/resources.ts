import type { Route } from "./http/api_route.ts";
import type { AppDeps, JobDeps } from "./deps.ts";
import type { HealthDeps } from "./health/routes.ts";
import type { MetricsDeps } from "./health/metrics_routes.ts";
import type { Described } from "./http/mount.ts";

/** Calls that one file answers, which is loaded when the first of them comes. */
export interface Resource<Deps> {
  /** In the order in which a request's path is looked for. */
  readonly calls: readonly string[];
  readonly load: (deps: Deps) => Promise<readonly Route[]>;
}

/**
 * Each file is named by literal text: Deno Deploy takes along what it finds so.
 * The order is that of the API's description.
 */
export const healthResources: readonly Resource<HealthDeps & MetricsDeps>[] = [
  {
    calls: ["GET /healthz", "GET /readyz"],
    load: async (deps) => (await import("./health/routes.ts")).healthRoutes(deps),
  },
  {
    calls: ["GET /metrics"],
    load: async (deps) => (await import("./health/metrics_routes.ts")).metricsRoutes(deps),
  },
];

/** What stands under /api/v1. */
export const apiResources: readonly Resource<AppDeps>[] = [
  {
    calls: ["POST /auth/login", "GET /auth/verify"],
    load: async (deps) => (await import("./auth/routes.ts")).authRoutes(deps),
  },
  {
    calls: [
      "GET /jobs/{job_id}",
      "POST /jobs",
      "PUT /jobs/{job_id}",
      "DELETE /jobs/{job_id}",
      "PATCH /jobs/{job_id}",
      "OPTIONS /jobs/{job_id}",
    ],
    load: async (deps) => (await import("./jobs/routes.ts")).jobRoutes(await withJobClasses(deps)),
  },
  {
    calls: ["GET /jobs"],
    load: async (deps) => (await import("./jobs/find_routes.ts")).findJobsRoutes(deps),
  },
  {
    calls: ["GET /executions", "GET /jobs/{job_id}/executions"],
    load: async (deps) => (await import("./executions/find_routes.ts")).findExecutionsRoutes(deps),
  },
  {
    calls: ["GET /executions/{id}", "DELETE /executions/{id}"],
    load: async (deps) => (await import("./executions/routes.ts")).executionRoutes(deps),
  },
  {
    calls: ["POST /executions/{id}", "POST /executions/{id}/retry"],
    load: async (deps) =>
      (await import("./executions/run_routes.ts")).runRoutes(await withJobClasses(deps)),
  },
  {
    calls: ["POST /schedules/preview"],
    load: async (deps) => (await import("./schedules/routes.ts")).scheduleRoutes(deps),
  },
  {
    calls: [
      "GET /categories",
      "GET /categories/{category_id}",
      "POST /categories",
      "PUT /categories/{category_id}",
      "DELETE /categories/{category_id}",
    ],
    load: async (deps) => (await import("./categories/routes.ts")).categoryRoutes(deps),
  },
  {
    calls: [
      "GET /users",
      "GET /users/current",
      "GET /users/{user_id}",
      "POST /users",
      "PUT /users/{user_id}",
      "DELETE /users/{user_id}",
    ],
    load: async (deps) => (await import("./users/routes.ts")).userRoutes(deps),
  },
  {
    calls: ["GET /logs"],
    load: async (deps) => (await import("./logs/routes.ts")).logRoutes(deps),
  },
  {
    calls: ["GET /stats"],
    load: async (deps) => (await import("./stats/routes.ts")).statsRoutes(deps),
  },
  {
    calls: ["GET /job_classes"],
    load: async (deps) =>
      (await import("./job_classes/routes.ts")).jobClassRoutes(await withJobClasses(deps)),
  },
  {
    calls: [
      "GET /api_keys",
      "GET /api_keys/{key_id}",
      "POST /api_keys",
      "DELETE /api_keys/{key_id}",
    ],
    load: async (deps) => (await import("./api_keys/routes.ts")).apiKeyRoutes(deps),
  },
  {
    calls: ["GET /events"],
    load: async (deps) => (await import("./events/routes.ts")).eventRoutes(deps),
  },
  {
    calls: ["GET /executions/{id}/logs"],
    load: async (deps) => (await import("./executions/log_routes.ts")).executionLogRoutes(deps),
  },
];

/** The API, described: all calls of the application, these as well. */
export const docsResource: Resource<Described> = {
  calls: ["GET /api/v1/openapi.json", "GET /docs", "GET /docs/{file}"],
  load: async (app) => (await import("./docs/routes.ts")).docsRoutes(app),
};

async function withJobClasses(deps: AppDeps): Promise<JobDeps> {
  return { ...deps, jobClasses: await deps.jobClasses };
}
