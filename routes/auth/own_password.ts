import { createRoute } from "@hono/zod-openapi";
import { addressGroup } from "../../scheduler/auth/login_guard.ts";
import type { LogInTurns } from "../../scheduler/auth/log_in_turns.ts";
import { mustFit } from "../../scheduler/auth/password_policy.ts";
import { type Caller, userOf } from "../../scheduler/model/caller.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import type { SecurityEntry } from "../../scheduler/model/security_entry.ts";
import type { User } from "../../scheduler/model/user.ts";
import { changeUser } from "../../scheduler/store/access/users.ts";
import { LoggedIn, OwnPassword } from "../contract/access/auth.ts";
import type { AppDeps } from "../deps.ts";
import { jsonBody } from "../http/body.ts";
import { found } from "../http/errors.ts";
import { bearer, body, errors, forUsers, json } from "../http/route_config.ts";
import { countFailure, mustNotWait } from "./failed_log_ins.ts";
import { logInEntry } from "./log_in.ts";

export const ownPasswordRoute = createRoute({
  method: "post",
  path: "/password",
  tags: ["auth"],
  operationId: "changeOwnPassword",
  summary: "Change the own password",
  description: "Ends all tokens of the user, and answers a new one. Wrong old passwords count as " +
    "failed log-ins.",
  security: bearer,
  "x-permission": forUsers,
  middleware: [jsonBody],
  request: { body: body(OwnPassword) },
  responses: {
    200: json(LoggedIn, "A new token, and its user."),
    ...errors(403, 415, 422, 429),
  },
});

/** Who changes the password, from where, and what the client sends. */
export interface OwnPasswordChange {
  readonly caller: Caller;
  readonly address: string;
  readonly sent: OwnPassword;
}

/**
 * @param told the security log's entries of the change.
 * @returns the changed user.
 * @throws Refusal `forbidden` for an API key; `invalid` for a wrong old or a bad new password;
 * `too_many_attempts` as for a log-in.
 */
export async function changeOwnPassword(
  deps: AppDeps,
  turns: LogInTurns,
  { caller, address, sent }: OwnPasswordChange,
  told: (before: User, after: User) => readonly SecurityEntry[],
): Promise<User> {
  const user = userOf(caller);
  await turns.take(addressGroup(address), () => mustKnow(deps, user, address, sent.old_password));
  const { username } = user;
  await mustFit(deps.passwordPolicy, {
    password: sent.new_password,
    username,
    field: "new_password",
  });
  const passwordHash = await deps.passwords.hash(sent.new_password);
  const mustBeSame = (before: User) => {
    if (before.passwordHash !== user.passwordHash) {
      throw new Refusal("conflict", "The password was changed meanwhile.");
    }
  };
  const now = deps.clock.now();
  return found("user", await changeUser(deps.db, user.id, { passwordHash }, now, told, mustBeSame));
}

async function mustKnow(
  { db, clock, passwords }: AppDeps,
  { username, passwordHash }: User,
  address: string,
  oldPassword: string,
): Promise<void> {
  const attempt = { username, address };
  await mustNotWait(db, attempt, clock.now());
  if (await passwords.verify(oldPassword, passwordHash)) return;
  await countFailure(db, attempt, logInEntry(attempt, "failed", clock.now()), clock.now());
  throw Refusal.invalid([{ field: "old_password", reason: "is wrong" }]);
}
