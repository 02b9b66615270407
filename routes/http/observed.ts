import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { routePath } from "hono/route";
import type { Logger, LogLevel } from "../../scheduler/log.ts";
import type { Metrics } from "../../scheduler/metrics.ts";
import type { AppEnv } from "../deps.ts";

const methods: ReadonlySet<string> = new Set([
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
]);

/** What a client may call its request: enough for a UUID or a trace's id, and nothing that could forge a line. */
const saneId = /^[\w.:+/=@-]{1,128}$/;

/** Gives each request an id and a log that names it, and tells the log and the metrics how it went. */
export function observed(log: Logger, metrics: Metrics | undefined) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const sent = c.req.header("X-Request-Id");
    const requestId = sent !== undefined && saneId.test(sent) ? sent : crypto.randomUUID();
    c.set("log", log.child({ request_id: requestId }));
    const startedAt = performance.now();
    await next();
    const ms = performance.now() - startedAt;
    c.header("X-Request-Id", requestId);
    const request = {
      method: methods.has(c.req.method) ? c.req.method : "OTHER",
      route: templateOf(c),
      status: c.res.status,
    };
    metrics?.requestAnswered(request, ms / 1000);
    c.var.log[levelOf(c, request.status)]("request", {
      ...request,
      ms: Math.round(ms * 10) / 10,
      user: c.var.user?.username ?? "",
    });
  });
}

/** The path as it is registered, so that there are only so many: `/api/v1/jobs/:job_id`. */
function templateOf(c: Context<AppEnv>): string {
  // What ran last: the handler, or the middleware that refused.
  return routePath(c);
}

/** A server that is busy with readers shall not drown the changes that its log tells of. */
function levelOf({ req, res }: Context<AppEnv>, status: number): LogLevel {
  if (/^\/(healthz|readyz|metrics)\/?$/.test(req.path)) return "debug";
  if (status >= 400) return "info";
  const isPreflight = req.method === "OPTIONS" && res.status === 204;
  return req.method === "GET" || req.method === "HEAD" || isPreflight ? "debug" : "info";
}
