import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { matchedRoutes } from "hono/route";
import type { Caller } from "../../scheduler/model/caller.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import { type Clock, second } from "../../scheduler/model/time.ts";
import { KnownUsers } from "../../scheduler/store/access/known_users.ts";
import type { AppEnv } from "../deps.ts";
import { type CallerDeps, callerOf, keyUseNotes } from "./callers/callers.ts";
import { sessionNotes } from "./callers/session_notes.ts";
import { sentToken } from "./callers/sent_token.ts";
import { callerWatchOf } from "./streams/caller_watch.ts";
import { nothingHere } from "./errors.ts";

/**
 * Closed by default: lets only callers with a valid token or API key pass, unless the called route itself says
 * `security: []`. A change of a user by another process is seen a second later at most.
 * @param app the application whose routes tell which of them are open; asked with the first request.
 */
export function guard(deps: CallerDeps, app: OpenAPIHono<AppEnv>) {
  const users = new KnownUsers(deps.db, deps.clock);
  const [noteUse, noteSession] = [keyUseNotes(deps), sessionNotes(deps)];
  let open: ReadonlySet<string> | undefined;
  return createMiddleware<AppEnv>(async (c, next) => {
    open ??= openCalls(app);
    const route = calledRoute(c);
    if (route === undefined) throw nothingHere();
    if (open.has(`${route.method} ${route.path}`)) return await next();

    const authorization = sentToken(c, deps);
    const mustCall = async () => {
      const caller = await callerOf(deps, authorization, users);
      if (caller === undefined) throw noToken();
      c.set("caller", caller);
      return caller;
    };
    const watch = callerWatchOf(deps.db);
    c.set(
      "watchCaller",
      (listener) => watch.follow(authorization, () => callerOf(deps, authorization), listener),
    );
    const caller = await mustCall();
    await noteUse(caller, c.var.log);
    await noteSession(caller, c.var.log);
    checkAfterBody(c, deps.clock, mustCall);
    await next();
  });
}

/** How long rights may have ended before a call with them is refused, in milliseconds. */
const endedRightsMs = second;

/** A body may come for minutes: rights that end meanwhile end the call. */
function checkAfterBody(c: Context<AppEnv>, clock: Clock, mustCall: () => Promise<Caller>): void {
  const { body, url, method, headers } = c.req.raw;
  if (body === null) return;
  const startedAt = clock.now();
  const flush = async () => {
    if (Math.abs(clock.now() - startedAt) >= endedRightsMs) await mustCall();
  };
  const checked = body.pipeThrough(new TransformStream({ flush }));
  c.req.raw = new Request(url, { method, headers, body: checked });
}

function noToken(): Refusal {
  return new Refusal("unauthorized", "A valid token is needed: log in and send it as Bearer.");
}

/**
 * The route that a request asks for, as it is registered; `undefined` where there is nothing at its path.
 * Middleware is no route: it is registered under patterns that end with `*`.
 */
export function calledRoute(c: Context): { method: string; path: string } | undefined {
  return matchedRoutes(c).find(({ path }) => !path.endsWith("*"));
}

/** The routes that say `security: []`, as Hono knows them: `POST /api/v1/auth/login`. */
function openCalls({ openAPIRegistry }: OpenAPIHono<AppEnv>): ReadonlySet<string> {
  const routes = openAPIRegistry.definitions.flatMap((one) =>
    one.type === "route" ? one.route : []
  );
  const isOpen = ({ security }: typeof routes[number]) => security?.length === 0;
  const open = new Set<string>();
  for (const route of routes.filter(isOpen)) {
    const path = route.path.replaceAll(/{(.+?)}/g, ":$1");
    open.add(`${route.method.toUpperCase()} ${path}`);
    // The refusal of other methods tells nothing where all calls of the path are open.
    if (routes.filter((one) => one.path === route.path).every(isOpen)) open.add(`ALL ${path}`);
  }
  return open;
}
