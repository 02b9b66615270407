import { createMiddleware } from "hono/factory";
import type { AppEnv } from "../deps.ts";
import { setAnswerHeaders } from "./answer_headers.ts";

/** The headers of an answer that sets no others. HSTS is missing: the server that ends TLS sets it. */
const defaults: Readonly<Record<string, string>> = {
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
};

/**
 * Makes every answer safe in a browser, and keeps it out of shared caches. hono/secure-headers would not do:
 * it overwrites the headers that a page sets for itself.
 */
export const secureHeaders = createMiddleware<AppEnv>(async (c, next) => {
  await next();
  const { headers } = c.res;
  const cacheControl = headers.has("ETag") ? "private, no-cache" : "no-store";
  const missing = Object.entries({ ...defaults, "Cache-Control": cacheControl })
    .filter(([name]) => !headers.has(name));
  setAnswerHeaders(c, Object.fromEntries(missing));
});
