import { createMiddleware } from "hono/factory";
import type { AppEnv } from "../deps.ts";
import { setAnswerHeader } from "./answer_headers.ts";

/** The headers of an answer that sets no others. HSTS is missing: the server that ends TLS sets it. */
const defaults = Object.entries({
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
});

/**
 * Makes every answer safe in a browser, and keeps it out of shared caches. hono/secure-headers would not do:
 * it overwrites the headers that a page sets for itself.
 */
export const secureHeaders = createMiddleware<AppEnv>(async (c, next) => {
  await next();
  const { headers } = c.res;
  for (const [name, value] of defaults) {
    if (!headers.has(name)) setAnswerHeader(c, name, value);
  }
  if (headers.has("Cache-Control")) return;
  setAnswerHeader(c, "Cache-Control", headers.has("ETag") ? "private, no-cache" : "no-store");
});
