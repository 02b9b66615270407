import { createMiddleware } from "hono/factory";
import type { AppEnv } from "../deps.ts";

const methods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
const requestHeaders = "Authorization, Content-Type, X-Request-Id, " +
  "If-Match, If-None-Match, Idempotency-Key";
const answerHeaders = "ETag, Idempotency-Replayed, Retry-After, WWW-Authenticate, X-Request-Id";
const preflightSeconds = "600";

/**
 * Lets pages of the allowed origins use the API. OPTIONS is also the contract's call to resume a job, so this
 * answers only preflight requests, which never carry a token.
 */
export function cors(origins: readonly string[]) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const allowed = allowedOrigin(origins, c.req.header("Origin"));
    const isPreflight = c.req.method === "OPTIONS" &&
      c.req.header("Access-Control-Request-Method") !== undefined &&
      c.req.header("Authorization") === undefined;

    if (isPreflight) {
      c.res = new Response(null, { status: 204 });
      c.header("Vary", "Access-Control-Request-Method, Access-Control-Request-Headers");
      if (allowed !== undefined) {
        c.header("Access-Control-Allow-Methods", methods);
        c.header("Access-Control-Allow-Headers", requestHeaders);
        c.header("Access-Control-Max-Age", preflightSeconds);
      }
    } else {
      await next();
      if (allowed !== undefined) c.header("Access-Control-Expose-Headers", answerHeaders);
    }
    if (allowed !== undefined) c.header("Access-Control-Allow-Origin", allowed);
    if (origins.length > 0) c.header("Vary", "Origin", { append: true });
  });
}

function allowedOrigin(origins: readonly string[], origin: string | undefined): string | undefined {
  if (origin === undefined) return undefined;
  if (origins.includes("*")) return "*";
  return origins.includes(origin) ? origin : undefined;
}
