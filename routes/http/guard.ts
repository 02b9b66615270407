import { createMiddleware } from "hono/factory";
import { hashApiKeySecret, isApiKeySecret } from "../../scheduler/auth/api_key_secret.ts";
import { apiKeyCaller, isExpired } from "../../scheduler/model/api_key.ts";
import type { ApiKeyId } from "../../scheduler/model/ids.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import type { Instant } from "../../scheduler/model/time.ts";
import type { SignedIn } from "../../scheduler/model/user.ts";
import {
  findApiKeyBySecret,
  noteApiKeyUse,
  noteEveryMs,
} from "../../scheduler/store/access/api_keys.ts";
import { KnownUsers } from "../../scheduler/store/access/known_users.ts";
import { findUser } from "../../scheduler/store/access/users.ts";
import type { AppDeps, AppEnv } from "../deps.ts";

type Deps = Pick<AppDeps, "db" | "tokens" | "clock">;

/**
 * Only for who sends a valid token or API key. A token says who he is, the database what he may do and
 * whether the token still counts: as it is, but for what another process changed in the last second.
 */
export function signedIn(deps: Deps) {
  const noteUse = useNotes(deps);
  const users = new KnownUsers(deps.db, deps.clock);
  return createMiddleware<AppEnv>(async (c, next) => {
    const caller = await callerOf(deps, c.req.header("Authorization"), users);
    if (caller === undefined) {
      throw new Refusal("unauthorized", "A valid token is needed: log in and send it as Bearer.");
    }
    c.set("user", caller);
    await noteUse(caller, c.var.log);
    await next();
  });
}

/** Who sends this header, as `users` has him; without that, as the database has him now. */
export async function callerOf(
  { db, tokens, clock }: Deps,
  authorization = "",
  users?: KnownUsers,
): Promise<SignedIn | undefined> {
  const token = /^Bearer +(\S+)$/i.exec(authorization.trim())?.[1];
  if (token === undefined) return undefined;
  if (isApiKeySecret(token)) {
    const key = await findApiKeyBySecret(db, await hashApiKeySecret(token));
    return key === undefined || isExpired(key, clock.now()) ? undefined : apiKeyCaller(key);
  }
  const subject = await tokens.verify(token);
  if (subject === undefined) return undefined;
  const user = await (users?.find(subject.userId) ?? findUser(db, subject.userId));
  return user?.tokenVersion === subject.tokenVersion ? user : undefined;
}

/** Remembers in this process when each key's use was written, so that most calls do not ask the database. */
function useNotes({ db, clock }: Deps) {
  const notedAt = new Map<ApiKeyId, Instant>();
  return async ({ id }: SignedIn, log: AppDeps["log"]): Promise<void> => {
    if (id >= 0) return;
    const [key, now] = [-id as ApiKeyId, clock.now()];
    if (now - (notedAt.get(key) ?? -Infinity) < noteEveryMs) return;
    notedAt.set(key, now);
    try {
      await noteApiKeyUse(db, key, now);
    } catch (error) {
      log.warn("the use of an API key could not be noted", { error });
    }
  };
}
