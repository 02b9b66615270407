import type { OpenAPIHono } from "@hono/zod-openapi";
import { createMiddleware } from "hono/factory";
import { Refusal } from "../../scheduler/model/refusal.ts";
import type { AppDeps, AppEnv } from "../deps.ts";
import { jsonBodyUpTo } from "../http/body.ts";
import { newApp } from "../http/new_app.ts";
import { ApiCalls } from "./calls.ts";

/** The longest request: the arguments of one tool. */
const mostBytes = 256 * 1024;

/** A cookie does not count: another program than the page could use it. */
const bearerOnly = createMiddleware<AppEnv>(async (c, next) => {
  if (c.req.header("Authorization") === undefined) {
    throw new Refusal("unauthorized", "A valid token is needed: send it as Bearer.");
  }
  await next();
});

/** Each request has one message, as the protocol says since 2025-06-18: a list would be many calls for one. */
const oneMessage = createMiddleware<AppEnv>(async (c, next) => {
  if (Array.isArray(await c.req.raw.clone().json())) {
    throw new Refusal("malformed", "Send one message in each request.");
  }
  await next();
});

/**
 * The Model Context Protocol, by streamable HTTP without sessions. The guard of `app` stands before it.
 * @param app its calls are what the tools do.
 */
export function mcpRoutes({ clock }: AppDeps, app: OpenAPIHono<AppEnv>): OpenAPIHono<AppEnv> {
  const routes = newApp();
  routes.post("/", bearerOnly, jsonBodyUpTo(mostBytes), oneMessage, async (c) => {
    // Loaded on request: the protocol takes longer to load than the rest of the service.
    const { answerMcp } = await import("./answer.ts");
    return await answerMcp(c.req.raw, new ApiCalls(app, c, clock), c.var.log);
  });
  return routes;
}
