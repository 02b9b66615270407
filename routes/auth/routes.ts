import { LogInTurns } from "../../scheduler/auth/log_in_turns.ts";
import type { Caller } from "../../scheduler/model/user.ts";
import { answer, apiRoutes, body, route } from "../http/api_route.ts";
import type { Account } from "../contract/auth.ts";
import type { AppDeps } from "../deps.ts";
import { logIn } from "./log_in.ts";
import { remoteAddress } from "../http/remote_address.ts";

const apiRoute = apiRoutes(() => import("../contract/auth.ts"));

const logInRoute = apiRoute({
  method: "post",
  path: "/auth/login",
  tags: ["auth"],
  operationId: "logIn",
  summary: "Log in",
  description: "After too many failures even the right password has to wait.",
  security: [],
  request: ({ LogIn }) => ({ body: body(LogIn) }),
  responses: ({ LoggedIn }) => ({ 200: answer(LoggedIn, "A token, and whose it is.") }),
  errors: [401, 429, 503],
});

const verifyRoute = apiRoute({
  method: "get",
  path: "/auth/verify",
  tags: ["auth"],
  operationId: "verifyToken",
  summary: "Verify the token",
  permission: "Every user.",
  description: "Tells whose token it is.",
  responses: ({ Verified }) => ({ 200: answer(Verified, "The token is valid.") }),
});

export function authRoutes(deps: AppDeps) {
  const turns = new LogInTurns();
  return [
    route(logInRoute, async (c) => {
      const { username, password } = c.req.valid("json");
      const address = remoteAddress(c, deps.trustedProxies);
      const authorization = c.req.header("Authorization");
      const user = await logIn(deps, turns, { username, password, address, authorization });
      const subject = { userId: user.id, tokenVersion: user.tokenVersion };
      return c.json({ token: await deps.tokens.sign(subject), user: toWire(user) }, 200);
    }),
    route(verifyRoute, (c) => c.json({ user: toWire(c.var.user) }, 200)),
  ];
}

function toWire({ id, username, categoryId, isAdmin, isPermission }: Caller): Account {
  return {
    id,
    username,
    category_id: categoryId,
    is_admin: isAdmin,
    is_permission: isPermission,
  };
}
