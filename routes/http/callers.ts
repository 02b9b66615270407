import { hashApiKeySecret, isApiKeySecret } from "../../scheduler/auth/api_key_secret.ts";
import { type ApiKey, isExpired } from "../../scheduler/model/api_key.ts";
import type { Caller } from "../../scheduler/model/caller.ts";
import type { ApiKeyId } from "../../scheduler/model/ids.ts";
import { boundedKey } from "../../scheduler/model/rights/key_rights.ts";
import type { Instant } from "../../scheduler/model/time.ts";
import type { User } from "../../scheduler/model/user.ts";
import {
  findApiKeyBySecret,
  noteApiKeyUse,
  noteEveryMs,
} from "../../scheduler/store/access/api_keys.ts";
import type { Database } from "../../scheduler/store/kv/database.ts";
import { UnreadableRecordError } from "../../scheduler/store/kv/faults/unreadable.ts";
import type { KnownUsers } from "../../scheduler/store/access/known_users.ts";
import { findUser, findUserByName } from "../../scheduler/store/access/users.ts";
import type { AppDeps } from "../deps.ts";

export type CallerDeps = Pick<AppDeps, "db" | "tokens" | "clock" | "loginCookie">;

/**
 * Who sends this header; `undefined` without a valid token or API key, and where the record of the user or the key
 * cannot be read. A token says who the user is; the database says what the user may do, and whether the token still counts.
 * @param users remembers users for a moment; without it, the database is asked.
 */
export async function callerOf(
  deps: CallerDeps,
  authorization = "",
  users?: KnownUsers,
): Promise<Caller | undefined> {
  try {
    return await storedCaller(deps, authorization, users);
  } catch (error) {
    if (error instanceof UnreadableRecordError) return undefined;
    throw error;
  }
}

async function storedCaller(
  { db, tokens, clock }: CallerDeps,
  authorization: string,
  users: KnownUsers | undefined,
): Promise<Caller | undefined> {
  const token = /^Bearer +(\S+)$/i.exec(authorization.trim())?.[1];
  if (token === undefined) return undefined;
  if (isApiKeySecret(token)) {
    const key = await findApiKeyBySecret(db, await hashApiKeySecret(token));
    if (key === undefined || isExpired(key, clock.now())) return undefined;
    const owner = await ownerOf(db, key, users);
    // A key that was kept by an older version, when its maker was deleted, keeps what it has.
    const bounded = owner === undefined ? key : boundedKey(key, owner);
    return bounded === undefined ? undefined : { kind: "key", key: bounded };
  }
  const subject = await tokens.verify(token);
  if (subject === undefined) return undefined;
  const user = await (users?.find(subject.userId) ?? findUser(db, subject.userId));
  return user?.tokenVersion === subject.tokenVersion ? { kind: "user", user } : undefined;
}

function ownerOf(
  db: Database,
  { createdById, createdBy }: ApiKey,
  users: KnownUsers | undefined,
): Promise<User | undefined> {
  if (createdById === undefined) return findUserByName(db, createdBy);
  return users?.find(createdById) ?? findUser(db, createdById);
}

/**
 * Notes the use of API keys. This process remembers when it last noted each key, so that most calls write
 * and read nothing for that.
 */
export function keyUseNotes({ db, clock }: CallerDeps) {
  const notedAt = new Map<ApiKeyId, Instant>();
  return async (caller: Caller, log: AppDeps["log"]): Promise<void> => {
    if (caller.kind !== "key") return;
    const [{ id }, now] = [caller.key, clock.now()];
    if (now - (notedAt.get(id) ?? -Infinity) < noteEveryMs) return;
    notedAt.set(id, now);
    try {
      await noteApiKeyUse(db, id, now);
    } catch (error) {
      log.warn("the use of an API key could not be noted", { error });
    }
  };
}
