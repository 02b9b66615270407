import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";
import { LogInTurns } from "../../scheduler/auth/log_in_turns.ts";
import type { User } from "../../scheduler/model/user.ts";
import { LoggedIn, LogIn, Verified } from "../contract/access/auth.ts";
import type { AppDeps, AppEnv } from "../deps.ts";
import { jsonBody } from "../http/body.ts";
import { newApp } from "../http/new_app.ts";
import { sendLogInCookie } from "../http/callers/sent_token.ts";
import { remoteAddress } from "../http/remote_address.ts";
import {
  bearer,
  body,
  errors,
  forEveryone,
  forUsers,
  json,
  openErrors,
} from "../http/route_config.ts";
import { callerToWire } from "../users/wire.ts";
import { actorOf, userChangeEntries } from "../logs/security_audit.ts";
import { logIn, openSession } from "./log_in.ts";
import { changeOwnPassword, ownPasswordRoute } from "./own_password.ts";
import { sessionRoutes } from "./session_routes.ts";

const logInRoute = createRoute({
  method: "post",
  path: "/login",
  tags: ["auth"],
  operationId: "logIn",
  summary: "Log in",
  description: "After too many failures even the right password has to wait.",
  security: [],
  "x-permission": forEveryone,
  middleware: [jsonBody],
  request: { body: body(LogIn) },
  responses: {
    200: json(LoggedIn, "A token, and its user."),
    ...openErrors(401, 415, 422, 429, 503),
  },
});

const verifyRoute = createRoute({
  method: "get",
  path: "/verify",
  tags: ["auth"],
  operationId: "verifyToken",
  summary: "Verify the token",
  description: "Answers with the user of the token.",
  security: bearer,
  "x-permission": forUsers,
  responses: { 200: json(Verified, "The token is valid."), ...errors() },
});

export function authRoutes(deps: AppDeps) {
  const turns = new LogInTurns();
  return newApp()
    .route("/", sessionRoutes(deps))
    .openapi(logInRoute, async (c) => {
      const { username, password } = c.req.valid("json");
      const address = remoteAddress(c, deps.trustedProxies);
      const authorization = c.req.header("Authorization");
      const user = await logIn(deps, turns, { username, password, address, authorization });
      return c.json(await loggedIn(c, deps, user), 200);
    })
    .openapi(ownPasswordRoute, async (c) => {
      const [actor, { caller }] = [actorOf(c, deps), c.var];
      const sent = c.req.valid("json");
      const told = (before: User, after: User) =>
        userChangeEntries(actor, before, after, deps.clock.now());
      const change = { caller, address: actor.address, sent };
      const user = await changeOwnPassword(deps, turns, change, told);
      return c.json(await loggedIn(c, deps, user), 200);
    })
    .openapi(verifyRoute, (c) => c.json({ user: toAccount(callerToWire(c.var.caller)) }, 200));
}

async function loggedIn(c: Context<AppEnv>, deps: AppDeps, user: User): Promise<LoggedIn> {
  const { id: userId, tokenVersion, username, isAdmin } = user;
  const { id: sessionId } = await openSession(deps, user, {
    address: remoteAddress(c, deps.trustedProxies),
    userAgent: c.req.header("User-Agent") ?? "",
  });
  const token = await deps.tokens.sign({ userId, tokenVersion, sessionId }, { username, isAdmin });
  sendLogInCookie(c, deps, token);
  return { token, user: toAccount(callerToWire({ kind: "user", user })) };
}

function toAccount(
  { created_at: _created, updated_at: _updated, ...account }: ReturnType<typeof callerToWire>,
) {
  return account;
}
