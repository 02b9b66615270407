import { type Context, Hono } from "hono";
import { TrieRouter } from "hono/router/trie-router";
import { Refusal, type RefusalCode, type RefusalDetail } from "../scheduler/model/refusal.ts";
import { isPassing } from "../scheduler/store/kv/patience.ts";
import type { ErrorAnswer } from "./contract/common.ts";
import { cors } from "./http/cors.ts";
import type { AppDeps, AppEnv } from "./deps.ts";
import { type Described, honoPath, mount, type Mounted } from "./http/mount.ts";
import { observed } from "./http/observed.ts";
import { tidyQuery } from "./http/query.ts";
import { apiResources, docsResource, healthResources } from "./resources.ts";
import { answerRoot } from "./health/root.ts";
import { secureHeaders } from "./http/secure_headers.ts";
import { signedIn } from "./http/guard.ts";

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

/**
 * The whole service as HTTP. It opens nothing: all that it works with comes in. What answers a call is loaded
 * when it is first asked for.
 */
export function createApp(deps: AppDeps): Hono<AppEnv> & Described {
  const app = newApp(deps);
  app.use(cors(deps.corsOrigins), tidyQuery);
  const onlySignedIn = signedIn(deps);
  for (const path of forSignedIn) app.use(`/api/v1${path}`, onlySignedIn);
  // This one would else be taken for a user's path, with the methods of that.
  app.use(
    "/api/v1/users/current",
    (c, next) => /^(GET|HEAD)$/.test(c.req.method) ? next() : refuseMethod(c, "GET, HEAD"),
  );
  const mounted = [
    ...mountHealth(app, deps),
    ...apiResources.map((resource) => mount(app, resource, deps, "/api/v1")),
  ];
  mounted.push(mount(app, docsResource, describedBy(mounted)));
  return complete(app, mounted);
}

/** For a process that only works: whether it is alive, what it does, and nothing else. */
export function createHealthApp(
  deps: Pick<AppDeps, "db" | "clock" | "log" | "metrics" | "metricsToken" | "trustedProxies">,
): Hono<AppEnv> & Described {
  const app = newApp(deps);
  return complete(app, mountHealth(app, deps));
}

function complete(app: Hono<AppEnv>, mounted: readonly Mounted[]): Hono<AppEnv> & Described {
  refuseOtherMethods(app, mounted);
  return Object.assign(app, describedBy(mounted));
}

/** By what is mounted when it is asked. */
function describedBy(mounted: readonly Described[]): Described {
  return {
    calls: async () => (await Promise.all(mounted.map((one) => one.calls()))).flat(),
  };
}

function mountHealth(
  app: Hono<AppEnv>,
  deps: Omit<Parameters<typeof createHealthApp>[0], "log">,
): Mounted[] {
  const startedAt = deps.clock.now();
  return healthResources.map((resource) => mount(app, resource, { ...deps, startedAt }));
}

function newApp({ log, metrics }: Pick<AppDeps, "log" | "metrics">): Hono<AppEnv> {
  // Hono's usual router builds regular expressions with the first request: 7 ms for these many paths,
  // and no quicker afterwards.
  const app = new Hono<AppEnv>({ strict: false, router: new TrieRouter() });
  app.use(observed(log, metrics), secureHeaders);
  app.get("/", answerRoot);
  app.notFound((c) => answerError(c, 404, "not_found", "There is nothing at this path."));
  app.onError((error, c) => {
    if (error instanceof Refusal) return answerRefusal(c, error);
    if (isPassing(error)) {
      c.var.log.warn("the database did not answer", { error, path: c.req.path });
      return answerRefusal(c, new Refusal("unavailable", "Try again in a moment."));
    }
    c.var.log.error("a request failed", { error, method: c.req.method, path: c.req.path });
    return answerError(c, 500, "internal", "Something went wrong here, and has been logged.");
  });
  return app;
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
function refuseOtherMethods(app: Hono<AppEnv>, mounted: readonly Mounted[]): void {
  const methodsOf = new Map<string, string[]>();
  for (const { path, method } of mounted.flatMap(({ places }) => places)) {
    const allowed = method === "GET" ? ["GET", "HEAD"] : [method];
    methodsOf.set(path, [...methodsOf.get(path) ?? [], ...allowed]);
  }
  for (const [path, methods] of methodsOf) {
    const allow = methodOrder.filter((method) => methods.includes(method)).join(", ");
    app.all(honoPath(path), (c) => refuseMethod(c, allow));
  }
}

async function refuseMethod(c: Context, allow: string): Promise<Response> {
  c.header("Allow", allow);
  const message = `${c.req.method} is not for this path, which takes ${allow}.`;
  return await answerError(c, 405, "method_not_allowed", message);
}
