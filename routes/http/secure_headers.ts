import { createMiddleware } from "hono/factory";
import type { AppEnv } from "../deps.ts";

/** What an answer has unless it says otherwise. HSTS is for whoever ends TLS to say. */
const defaults: Readonly<Record<string, string>> = {
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
};

/**
 * Makes every answer safe to be shown by a browser, and kept by none but its own cache. Not
 * hono/secure-headers, which would also replace what a page says of itself.
 */
export const secureHeaders = createMiddleware<AppEnv>(async (c, next) => {
  await next();
  const { headers } = c.res;
  const cacheControl = headers.has("ETag") ? "private, no-cache" : "no-store";
  for (const [name, value] of Object.entries({ ...defaults, "Cache-Control": cacheControl })) {
    if (!headers.has(name)) c.header(name, value);
  }
});
