import { OpenAPIHono } from "@hono/zod-openapi";
import type { AppEnv } from "../deps.ts";
import { refuseInvalid } from "./invalid.ts";

/** An application, or the part of one that answers for a resource. */
export function newApp(): OpenAPIHono<AppEnv> {
  return new OpenAPIHono<AppEnv>({ strict: false, defaultHook: refuseInvalid });
}
