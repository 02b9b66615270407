import { hashApiKeySecret, isApiKeySecret } from "../../../scheduler/auth/api_key_secret.ts";
import { type ApiKey, isExpired } from "../../../scheduler/model/api_key.ts";
import type { Caller } from "../../../scheduler/model/caller.ts";
import { type ApiKeyId, lowestId, type SessionId } from "../../../scheduler/model/ids.ts";
import { boundedKey } from "../../../scheduler/model/rights/key_rights.ts";
import { hasEnded } from "../../../scheduler/model/rights/session.ts";
import type { Instant } from "../../../scheduler/model/time.ts";
import type { User } from "../../../scheduler/model/user.ts";
import {
  findApiKeyBySecret,
  noteApiKeyUse,
  noteEveryMs,
} from "../../../scheduler/store/access/api_keys.ts";
import type { Database } from "../../../scheduler/store/kv/database.ts";
import { UnreadableRecordError } from "../../../scheduler/store/kv/faults/unreadable.ts";
import { type KnownUsers, readAccess } from "../../../scheduler/store/access/known_users.ts";
import { findUser, findUserByName } from "../../../scheduler/store/access/users.ts";
import type { AppDeps } from "../../deps.ts";

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
  const token = bearerToken(authorization);
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
  const access = await (users?.findAccess(subject.userId) ?? readAccess(db, subject.userId));
  if (access?.user.tokenVersion !== subject.tokenVersion) return undefined;
  const { user, endedSessions } = access;
  const { sessionId } = subject;
  if (endedSessions !== undefined) {
    const id = sessionId ?? await olderSessionId(tokens, token);
    if (id === undefined || hasEnded(endedSessions, id)) return undefined;
  }
  return { kind: "user", user, ...(sessionId === undefined ? {} : { sessionId }) };
}

/** A token of an older version names no session: its time stands for one. */
async function olderSessionId(
  tokens: CallerDeps["tokens"],
  token: string,
): Promise<SessionId | undefined> {
  const issuedAt = (await tokens.recognise(token))?.issuedAt;
  return issuedAt === undefined ? undefined : lowestId(issuedAt);
}

/** The session of a caller whose token was checked; `undefined` for an API key. */
export async function sessionIdOf(
  { tokens }: CallerDeps,
  caller: Caller,
  authorization: string,
): Promise<SessionId | undefined> {
  if (caller.kind !== "user") return undefined;
  return caller.sessionId ?? await olderSessionId(tokens, bearerToken(authorization) ?? "");
}

function bearerToken(authorization: string): string | undefined {
  return /^Bearer +(\S+)$/i.exec(authorization.trim())?.[1];
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
