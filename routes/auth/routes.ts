import { Refusal } from "../../scheduler/model/refusal.ts";
import type { SecurityEntry } from "../../scheduler/model/security_entry.ts";
import type { Instant } from "../../scheduler/model/time.ts";
import type { Caller, User } from "../../scheduler/model/user.ts";
import { writeSecurityEntry } from "../../scheduler/store/access/security_log.ts";
import { findUserByName } from "../../scheduler/store/access/users.ts";
import { answer, apiRoutes, body, route } from "../http/api_route.ts";
import type { Account } from "../contract/auth.ts";
import type { AppDeps } from "../deps.ts";
import { countFailure, type LogInAttempt, mustNotWait } from "./failed_log_ins.ts";
import { remoteAddress } from "../http/remote_address.ts";
import { securityEntry } from "../logs/security_audit.ts";

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
  return [
    route(logInRoute, async (c) => {
      const { username, password } = c.req.valid("json");
      const address = remoteAddress(c, deps.trustedProxies);
      const user = await logIn(deps, { username, address }, password);
      const subject = { userId: user.id, tokenVersion: user.tokenVersion };
      return c.json({ token: await deps.tokens.sign(subject), user: toWire(user) }, 200);
    }),
    route(verifyRoute, (c) => c.json({ user: toWire(c.var.user) }, 200)),
  ];
}

/** Answers an unknown user and a wrong password alike, after the same work. */
async function logIn(
  { db, clock, passwords }: AppDeps,
  attempt: LogInAttempt,
  password: string,
): Promise<User> {
  await mustNotWait(db, attempt, clock.now());
  const user = await findUserByName(db, attempt.username);
  const isRight = await passwords.verify(password, user?.passwordHash);
  if (user === undefined || !isRight) {
    await countFailure(db, attempt, logInEntry(attempt, "failed", clock.now()), clock.now());
    throw new Refusal("unauthorized", "The user name or the password is wrong.");
  }
  // Of many guesses at once, those that waited for their turn meanwhile do not count.
  await mustNotWait(db, attempt, clock.now());
  await writeSecurityEntry(db, logInEntry(attempt, "succeeded", clock.now()), clock.now());
  return user;
}

function logInEntry(
  { username, address }: LogInAttempt,
  event: "failed" | "succeeded",
  now: Instant,
): SecurityEntry {
  const actor = { username: event === "succeeded" ? username : "", address };
  return securityEntry(actor, { kind: "log_in", event, subject: username }, now);
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
