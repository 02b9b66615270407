import { createRoute } from "@hono/zod-openapi";
import { LogInTurns } from "../../scheduler/auth/log_in_turns.ts";
import { LoggedIn, LogIn, Verified } from "../contract/auth.ts";
import type { AppDeps } from "../deps.ts";
import { jsonBody, noBody } from "../http/body.ts";
import { newApp } from "../http/new_app.ts";
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
import { logIn } from "./log_in.ts";

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
  middleware: [noBody],
  responses: { 200: json(Verified, "The token is valid."), ...errors() },
});

export function authRoutes(deps: AppDeps) {
  const turns = new LogInTurns();
  return newApp()
    .openapi(logInRoute, async (c) => {
      const { username, password } = c.req.valid("json");
      const address = remoteAddress(c, deps.trustedProxies);
      const authorization = c.req.header("Authorization");
      const user = await logIn(deps, turns, { username, password, address, authorization });
      const token = await deps.tokens.sign({ userId: user.id, tokenVersion: user.tokenVersion });
      return c.json({ token, user: toAccount(callerToWire({ kind: "user", user })) }, 200);
    })
    .openapi(verifyRoute, (c) => c.json({ user: toAccount(callerToWire(c.var.caller)) }, 200));
}

function toAccount(
  { created_at: _created, updated_at: _updated, ...account }: ReturnType<typeof callerToWire>,
) {
  return account;
}
