import { createRoute } from "@hono/zod-openapi";
import { type Caller, mustAdmin, userOf } from "../../scheduler/model/caller.ts";
import type { UserId } from "../../scheduler/model/ids.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import type { Session as StoredSession } from "../../scheduler/model/rights/session.ts";
import type { User } from "../../scheduler/model/user.ts";
import { endSession, endSessions, listSessions } from "../../scheduler/store/access/sessions.ts";
import { findUser } from "../../scheduler/store/access/users.ts";
import {
  EndedSessions,
  SessionList,
  SessionPath,
  SessionQuery,
  SessionRef,
} from "../contract/access/sessions.ts";
import type { AppDeps } from "../deps.ts";
import { noBody } from "../http/body.ts";
import { sessionIdOf } from "../http/callers/callers.ts";
import { found } from "../http/errors.ts";
import { newApp } from "../http/new_app.ts";
import { bearer, errors, forUsers, json } from "../http/route_config.ts";
import { endLogInCookie, sentToken } from "../http/callers/sent_token.ts";
import { actorOf, sessionEndEntry } from "../logs/security_audit.ts";
import { sessionToWire } from "./session_wire.ts";

const all = { tags: ["auth"], security: bearer, "x-permission": forUsers };
const changing = { ...all, middleware: [noBody] };

const logOutRoute = createRoute({
  ...changing,
  method: "post",
  path: "/logout",
  operationId: "logOut",
  summary: "Log out",
  description: "Ends the log-in of the token that is sent: the token is refused from then on. " +
    "Other log-ins of the user go on.",
  responses: { 200: json(SessionRef, "Logged out."), ...errors(403, 507) },
});

const listRoute = createRoute({
  ...all,
  method: "get",
  path: "/sessions",
  operationId: "listSessions",
  summary: "List the log-ins",
  description: "The log-ins of the caller that are open, at most 200. Tokens of servers before " +
    "this call existed are good until they expire, and are not listed.",
  request: { query: SessionQuery },
  responses: { 200: json(SessionList, "The log-ins."), ...errors(403, 404, 422) },
});

const endOthersRoute = createRoute({
  ...changing,
  method: "delete",
  path: "/sessions",
  operationId: "endSessions",
  summary: "End all other log-ins",
  description: "Ends all log-ins of the caller but the one of the call. With `user_id` of " +
    "another user it ends all of that user.",
  request: { query: SessionQuery },
  responses: { 200: json(EndedSessions, "Ended."), ...errors(403, 404, 422, 507) },
});

const endRoute = createRoute({
  ...changing,
  method: "delete",
  path: "/sessions/{session_id}",
  operationId: "endSession",
  summary: "End a log-in",
  request: { params: SessionPath, query: SessionQuery },
  responses: { 200: json(SessionRef, "Ended."), ...errors(403, 404, 422, 507) },
});

export function sessionRoutes(deps: AppDeps) {
  const { db, clock, tokens: { lifetimeMs } } = deps;
  return newApp()
    .openapi(logOutRoute, async (c) => {
      const [user, actor, now] = [userOf(c.var.caller), actorOf(c, deps), clock.now()];
      const id = found("log-in", await sessionIdOf(deps, c.var.caller, sentToken(c, deps)));
      const told = () => sessionEndEntry(actor, user, "logged out", now);
      await endSession(db, id, { userId: user.id, told, lifetimeMs }, now);
      endLogInCookie(c, deps);
      return c.json({ id }, 200);
    })
    .openapi(listRoute, async (c) => {
      const user = await askedUser(deps, c.var.caller, c.req.valid("query").user_id);
      const sessions = await listSessions(db, user, clock.now());
      return c.json({ sessions: sessions.map((one) => sessionToWire(one, c.var.caller)) }, 200);
    })
    .openapi(endOthersRoute, async (c) => {
      const { caller } = c.var;
      const user = await askedUser(deps, caller, c.req.valid("query").user_id);
      const [actor, now] = [actorOf(c, deps), clock.now()];
      const isOwn = user.id === userOf(caller).id;
      const kept = isOwn ? await sessionIdOf(deps, caller, sentToken(c, deps)) : undefined;
      const told = () =>
        sessionEndEntry(actor, user, isOwn ? "all other log-ins ended" : "all log-ins ended", now);
      const end = { userId: user.id, told, lifetimeMs };
      return c.json({ ended: await endSessions(db, user, kept, end, now) }, 200);
    })
    .openapi(endRoute, async (c) => {
      const { session_id: id } = c.req.valid("param");
      const user = await askedUser(deps, c.var.caller, c.req.valid("query").user_id);
      const [actor, now] = [actorOf(c, deps), clock.now()];
      const open = await listSessions(db, user, now);
      found("log-in", open.find((one) => one.id === id));
      const told = ([ended]: readonly StoredSession[]) =>
        sessionEndEntry(actor, user, `a log-in from ${ended?.address ?? ""} ended`, now);
      await endSession(db, id, { userId: user.id, told, lifetimeMs }, now);
      return c.json({ id }, 200);
    });
}

/**
 * The user whose log-ins a call is about.
 * @throws Refusal `forbidden` for an API key, and for another user unless an admin asks.
 */
async function askedUser(
  { db }: AppDeps,
  caller: Caller,
  id: UserId | undefined,
): Promise<User> {
  const own = userOf(caller);
  if (id === undefined || id === own.id) return own;
  mustAdmin(caller);
  const user = await findUser(db, id);
  if (user === undefined) throw new Refusal("not_found", "There is no such user.");
  return user;
}
