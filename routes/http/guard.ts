import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { matchedRoutes } from "hono/route";
import { type Caller, mustAdmin } from "../../scheduler/model/caller.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import { type Clock, second } from "../../scheduler/model/time.ts";
import { KnownUsers } from "../../scheduler/store/access/known_users.ts";
import type { AppEnv } from "../deps.ts";
import { type CallerDeps, callerOf, keyUseNotes } from "./callers/callers.ts";
import { sessionNotes } from "./callers/session_notes.ts";
import { sentToken } from "./callers/sent_token.ts";
import { callerWatchOf } from "./streams/caller_watch.ts";
import { nothingHere } from "./errors.ts";
import { forAdmins } from "./route_config.ts";

/**
 * Closed by default: lets only callers with a valid token or API key pass, unless the called route itself says
 * `security: []`; where the route says {@link forAdmins}, only admins pass. A change of a user by another process is
 * seen a second later at most.
 * @param app the application whose routes the guard reads, with the first request.
 */
export function guard(deps: CallerDeps, app: OpenAPIHono<AppEnv>) {
  const users = new KnownUsers(deps.db, deps.clock);
  const [noteUse, noteSession] = [keyUseNotes(deps), sessionNotes(deps)];
  let calls: { open: ReadonlySet<string>; ofAdmins: ReadonlySet<string> } | undefined;
  return createMiddleware<AppEnv>(async (c, next) => {
    calls ??= { open: openCalls(app), ofAdmins: callsOfAdmins(app) };
    const route = calledRoute(c);
    if (route === undefined) throw nothingHere();
    const call = `${route.method} ${route.path}`;
    if (calls.open.has(call)) return await next();

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
    if (caller.kind === "key") await noteUse(caller, c.get("log"));
    else if (caller.sessionId !== undefined) await noteSession(caller, c.get("log"));
    checkAfterBody(c, deps.clock, mustCall);
    if (calls.ofAdmins.has(call)) mustAdmin(caller);
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
function openCalls(app: OpenAPIHono<AppEnv>): ReadonlySet<string> {
  const routes = routesOf(app);
  const isOpen = ({ security }: Route) => security?.length === 0;
  const open = new Set<string>();
  for (const route of routes.filter(isOpen)) {
    open.add(callOf(route));
    // The refusal of other methods tells nothing where all calls of the path are open.
    const isAllOpen = routes.filter((one) => one.path === route.path).every(isOpen);
    if (isAllOpen) open.add(callOf({ ...route, method: "all" }));
  }
  return open;
}

/** The routes that say {@link forAdmins}. */
function callsOfAdmins(app: OpenAPIHono<AppEnv>): ReadonlySet<string> {
  return new Set(
    routesOf(app).filter((route) => route["x-permission"] === forAdmins).map(callOf),
  );
}

type Route = Extract<OpenAPIDefinition, { type: "route" }>["route"];
type OpenAPIDefinition = OpenAPIHono["openAPIRegistry"]["definitions"][number];

function routesOf({ openAPIRegistry }: OpenAPIHono<AppEnv>): Route[] {
  return openAPIRegistry.definitions.flatMap((one) => one.type === "route" ? one.route : []);
}

function callOf({ method, path }: { readonly method: string; readonly path: string }): string {
  return `${method.toUpperCase()} ${path.replaceAll(/{(.+?)}/g, ":$1")}`;
}
