import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import type { Logger, LogLevel } from "../../scheduler/log.ts";
import type { Metrics } from "../../scheduler/metrics.ts";
import { callerName } from "../../scheduler/model/caller.ts";
import type { AppEnv } from "../deps.ts";
import { setAnswerHeader } from "./answer_headers.ts";
import { calledRoute } from "./guard.ts";

const methods: ReadonlySet<string> = new Set([
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
]);

/** An id that a client may give its request: long enough for a UUID or a trace's id, and safe in a log line. */
const saneId = /^[\w.:+/=@-]{1,128}$/;

/** Gives each request an id and a log with that id, and records its result in the log and the metrics. */
export function observed(log: Logger, metrics: Metrics | undefined) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const sent = c.req.header("X-Request-Id");
    const requestId = sent !== undefined && saneId.test(sent) ? sent : crypto.randomUUID();
    c.set("log", log.child({ request_id: requestId }));
    const startedAt = performance.now();
    await next();
    const ms = performance.now() - startedAt;
    setAnswerHeader(c, "X-Request-Id", requestId);
    const request = {
      method: methods.has(c.req.method) ? c.req.method : "OTHER",
      // A pattern, so that there are only so many: `/api/v1/jobs/:job_id`.
      route: calledRoute(c)?.path ?? "/*",
      status: c.res.status,
    };
    metrics?.requestAnswered(request, ms / 1000);
    c.get("log")[levelOf(c, request.status)]("request", {
      ...request,
      ms: Math.round(ms * 10) / 10,
      user: c.get("caller") === undefined ? "" : callerName(c.get("caller")),
    });
  });
}

/** Reads are logged at `debug`, so that on a busy server they do not bury the lines about changes. */
function levelOf({ req, res }: Context<AppEnv>, status: number): LogLevel {
  const isPreflight = req.method === "OPTIONS" && res.status === 204;
  const isRead = req.method === "GET" || req.method === "HEAD" || isPreflight;
  if (isRead && status < 400) return "debug";
  return /^\/(livez|healthz|readyz|metrics)\/?$/.test(req.path) ? "debug" : "info";
}
