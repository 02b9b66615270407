import type { Context } from "hono";
import { matchedRoutes } from "hono/route";

/**
 * The route that a request asks for, as it is registered; `undefined` where there is nothing at its path.
 * Middleware is no route: it is registered under patterns that end with `*`.
 */
export function calledRoute(c: Context): { method: string; path: string } | undefined {
  return matchedRoutes(c).find(({ path }) => !path.endsWith("*"));
}
