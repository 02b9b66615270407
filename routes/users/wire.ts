import type { ApiKey } from "../../scheduler/model/api_key.ts";
import { type Caller, callerName } from "../../scheduler/model/caller.ts";
import type { User } from "../../scheduler/model/user.ts";
import type { User as UserAnswer } from "../contract/access/users.ts";
import { isoTime } from "../http/times.ts";

export function userToWire(user: User): UserAnswer {
  return {
    id: user.id,
    username: user.username,
    category_id: user.categoryId,
    is_admin: user.isAdmin,
    is_permission: user.isPermission,
    created_at: isoTime(user.createdAt),
    updated_at: isoTime(user.updatedAt),
  };
}

/** The contract shows an API key as a user, with the key's number below zero. */
export function callerToWire(caller: Caller): UserAnswer {
  return caller.kind === "user" ? userToWire(caller.user) : keyToWire(caller.key);
}

function keyToWire(key: ApiKey): UserAnswer {
  return {
    id: -key.id,
    username: callerName({ kind: "key", key }),
    category_id: key.categoryId,
    is_admin: false,
    is_permission: key.access === "change",
    created_at: isoTime(key.createdAt),
    updated_at: isoTime(key.createdAt),
  };
}
