import type { ApiKey } from "./api_key.ts";
import { allCategories } from "./category.ts";
import type { ApiKeyId, CategoryId, SessionId, UserId } from "./ids.ts";
import { Refusal } from "./refusal.ts";
import type { User } from "./user.ts";

/** Who calls the API: a user with a token, or a program with an API key. */
export type Caller =
  | {
    readonly kind: "user";
    readonly user: User;
    /** The log-in of the token; absent for tokens of older versions. */
    readonly sessionId?: SessionId;
  }
  | { readonly kind: "key"; readonly key: ApiKey };

/** The number of the user or of the key; unique together with the caller's kind. */
export function callerId(caller: Caller): UserId | ApiKeyId {
  return caller.kind === "user" ? caller.user.id : caller.key.id;
}

/** The name that logs and audit entries show. */
export function callerName(caller: Caller): string {
  return caller.kind === "user" ? caller.user.username : `api key: ${caller.key.name}`;
}

/** The caller's own category; 0 stands for all. */
export function categoryOf(caller: Caller): CategoryId {
  return caller.kind === "user" ? caller.user.categoryId : caller.key.categoryId;
}

/** An API key is never an admin. */
export function isAdmin(caller: Caller): boolean {
  return caller.kind === "user" && caller.user.isAdmin;
}

/** Whether the caller may change, run, pause and stop what the caller sees. */
export function mayChange(caller: Caller): boolean {
  return caller.kind === "user"
    ? caller.user.isAdmin || caller.user.isPermission
    : caller.key.access === "change";
}

export function seesAll(caller: Caller): boolean {
  return isAdmin(caller) || categoryOf(caller) === allCategories;
}

/** Whether the caller sees jobs, executions and logs of this category. */
export function sees(caller: Caller, categoryId: CategoryId): boolean {
  return seesAll(caller) || categoryOf(caller) === categoryId;
}

/** Whether a caller still sees all that the same caller saw before. */
export function seesNoLess(now: Caller, before: Caller): boolean {
  if (isAdmin(before) && !isAdmin(now)) return false;
  return seesAll(now) || (!seesAll(before) && categoryOf(now) === categoryOf(before));
}

/** The one category that the caller sees; `undefined` for a caller who sees all. */
export function shownCategory(caller: Caller): CategoryId | undefined {
  return seesAll(caller) ? undefined : categoryOf(caller);
}

/**
 * The category that a list is narrowed to; `undefined` for all. Without a choice, and for 0, it is all that
 * the caller sees.
 * @throws Refusal `not_found` for a category that the caller does not see.
 */
export function chosenCategory(
  caller: Caller,
  chosen: CategoryId | undefined,
): CategoryId | undefined {
  if (chosen === undefined || chosen === allCategories) return shownCategory(caller);
  if (sees(caller, chosen)) return chosen;
  throw new Refusal("not_found", "There is no such category.");
}

/**
 * A record that the caller may see.
 * @throws Refusal `not_found` for a missing record, and alike for one in a category that the caller does not
 * see: the answer does not tell the two apart.
 */
export function seen<T>(
  caller: Caller,
  what: string,
  record: T | undefined,
  categoryOfRecord: (record: T) => CategoryId,
): T {
  if (record === undefined || !sees(caller, categoryOfRecord(record))) {
    throw new Refusal("not_found", `There is no such ${what}.`);
  }
  return record;
}

/** @throws Refusal `forbidden` for a caller who may only read. */
export function mustChange(caller: Caller): void {
  if (!mayChange(caller)) {
    throw Refusal.forbidden("you may read this, but not change it.");
  }
}

/** The user who calls. @throws Refusal `forbidden` for an API key: keys have neither password nor log-ins. */
export function userOf(caller: Caller): User {
  if (caller.kind === "user") return caller.user;
  throw Refusal.forbidden("an API key has no password and no log-ins.");
}

/** @throws Refusal `forbidden` for everyone but admins. */
export function mustAdmin(caller: Caller): void {
  if (!isAdmin(caller)) throw Refusal.forbidden("only an admin may do this.");
}
