import { OpenAPIHono } from "@hono/zod-openapi";
import { TrieRouter } from "hono/router/trie-router";
import type { AppEnv } from "../deps.ts";
import { refuseInvalid } from "./invalid.ts";

/**
 * An application, or the part of one that answers for a resource. The trie router is as quick as the default one,
 * which would build its regular expressions with the first request.
 */
export function newApp(): OpenAPIHono<AppEnv> {
  return new OpenAPIHono<AppEnv>({
    strict: false,
    router: new TrieRouter(),
    defaultHook: refuseInvalid,
  });
}
