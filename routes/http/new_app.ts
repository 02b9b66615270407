import { OpenAPIHono } from "@hono/zod-openapi";
import { TrieRouter } from "hono/router/trie-router";
import type { AppEnv } from "../deps.ts";
import { refuseInvalid } from "./invalid.ts";

/** The part of an application that answers for a resource. `route()` of the whole application takes its routes. */
export function newApp(): OpenAPIHono<AppEnv> {
  return new OpenAPIHono<AppEnv>({ strict: false, defaultHook: refuseInvalid });
}

/**
 * A whole application. The trie router is as quick as the default one, which would build its regular expressions
 * with the first request.
 */
export function newRootApp(): OpenAPIHono<AppEnv> {
  return new OpenAPIHono<AppEnv>({
    strict: false,
    router: new TrieRouter(),
    defaultHook: refuseInvalid,
  });
}
