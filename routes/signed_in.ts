import { createMiddleware } from "hono/factory";
import { Refusal } from "../scheduler/model/refusal.ts";
import type { User } from "../scheduler/model/user.ts";
import { findUser } from "../scheduler/store/users.ts";
import type { AppDeps, AppEnv } from "./deps.ts";

/**
 * Only for who sends a valid token. His rights are read at every request: a token says who he is,
 * the database what he may do and whether the token still counts.
 */
export function signedIn(deps: Pick<AppDeps, "db" | "tokens">) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const user = await userOf(deps, c.req.header("Authorization"));
    if (user === undefined) {
      throw new Refusal("unauthorized", "A valid token is needed: log in and send it as Bearer.");
    }
    c.set("user", user);
    await next();
  });
}

async function userOf(
  { db, tokens }: Pick<AppDeps, "db" | "tokens">,
  authorization = "",
): Promise<User | undefined> {
  const token = /^Bearer +(\S+)$/i.exec(authorization.trim())?.[1];
  const subject = token === undefined ? undefined : await tokens.verify(token);
  if (subject === undefined) return undefined;
  const user = await findUser(db, subject.userId);
  return user?.tokenVersion === subject.tokenVersion ? user : undefined;
}
