import type { OpenAPIHono } from "@hono/zod-openapi";
import type { AppEnv } from "../deps.ts";
import { methodNotAllowed } from "./errors.ts";

/** The order in which `Allow` names them, whatever the order of the routes. */
const methodOrder = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];

/** Comes after all routes: answers 405 at each of their paths to the methods that no route takes. */
export function refuseOtherMethods(app: OpenAPIHono<AppEnv>): void {
  const methodsOf = new Map<string, string[]>();
  for (const { method, path } of app.routes) {
    // Middleware is registered under patterns that end with `*`.
    if (method === "ALL" || path.endsWith("*")) continue;
    const taken = method === "GET" ? ["GET", "HEAD"] : [method];
    methodsOf.set(path, [...methodsOf.get(path) ?? [], ...taken]);
  }
  for (const [path, methods] of methodsOf) {
    const allow = methodOrder.filter((method) => methods.includes(method)).join(", ");
    app.all(path, methodNotAllowed(allow));
  }
}
