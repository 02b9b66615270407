import type { ApiKey } from "../../model/api_key.ts";
import type { UserId } from "../../model/ids.ts";
import { Refusal } from "../../model/refusal.ts";
import type { SecurityEntry } from "../../model/security_entry.ts";
import type { Instant } from "../../model/time.ts";
import type { User } from "../../model/user.ts";
import { addOwner, handOverApiKey, keysMadeBy, removeApiKey } from "./api_keys.ts";
import { addCategoryUse } from "./categories.ts";
import { type Also, Commit, commit } from "../kv/commit.ts";
import { addNumber } from "../kv/counters.ts";
import { anything, type Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { indexMark } from "../kv/records.ts";
import type { Page, PageRequest } from "../kv/pages.ts";
import { addAccessChange } from "./access_changes.ts";
import { addSecurityEntries } from "./security_log.ts";
import { addRename, nameTaken } from "./unique_names.ts";

export type UserDraft = Pick<
  User,
  "username" | "passwordHash" | "categoryId" | "isAdmin" | "isPermission"
>;

export async function findUser(db: Database, id: UserId): Promise<User | undefined> {
  return (await db.get(keys.user.at(id))).value;
}

export async function findUserByName(db: Database, username: string): Promise<User | undefined> {
  const id = (await db.get(keys.user.byName(username))).value;
  return id === undefined ? undefined : await findUser(db, id);
}

/** A page of the users, by name. */
export async function listUsers(db: Database, request: PageRequest): Promise<Page<User>> {
  const found = await db.list(keys.user.allByName, {
    ...(request.cursor === undefined ? {} : { from: [`${request.cursor}\0`] }),
    limit: request.limit + 1,
  });
  const shown = found.slice(0, request.limit);
  const users = await db.getMany(shown.map(({ value }) => keys.user.at(value)));
  const last = found.length > request.limit ? shown.at(-1) : undefined;
  return {
    items: users.flatMap(({ value }) => value ?? []),
    ...(last === undefined ? {} : { nextCursor: String(last.key.at(-1)) }),
  };
}

export async function hasUsers(db: Database): Promise<boolean> {
  // A user whose entry is unreadable is a user all the same.
  const table = { ...keys.user.allByName, schema: anything };
  return (await db.list(table, { limit: 1 })).length > 0;
}

/**
 * Stores a new user.
 * @param told makes the entries of the security log.
 * @throws Refusal `conflict` when the name is taken, `invalid` when there is no such category.
 */
export async function createUser(
  db: Database,
  draft: UserDraft,
  now: Instant,
  told: (user: User) => readonly SecurityEntry[] = () => [],
  also?: Also<User>,
): Promise<User> {
  for (;;) {
    const name = await db.get(keys.user.byName(draft.username));
    if (name.value !== undefined) throw nameTaken("user", draft.username, "username");
    const work = new Commit().check(name);
    const id = await addNumber<UserId>(db, work, "user");
    await addCategoryUse(db, work, draft.categoryId);
    const user: User = {
      ...draft,
      id,
      tokenVersion: 1,
      version: 1,
      createdAt: now,
      updatedAt: now,
    };
    await addUser(db, work, undefined, user);
    work.set(keys.user.byName(user.username), id);
    addSecurityEntries(work, told(user));
    await also?.(work, user);
    if (await commit(db, work, now) !== undefined) return user;
  }
}

/**
 * Changes a user. A new password ends all tokens of the user.
 * @param mustFit called with the user as it is; throws when the user must not be changed.
 * @returns the changed user; `undefined` when there is no user with this number.
 * @throws Refusal `conflict` when the new name is taken or no admin would be left, `invalid` when
 * there is no such category.
 */
export async function changeUser(
  db: Database,
  id: UserId,
  draft: Partial<UserDraft>,
  now: Instant,
  told: (before: User, after: User) => readonly SecurityEntry[] = () => [],
  mustFit?: (before: User) => void,
): Promise<User | undefined> {
  for (;;) {
    const entry = await db.get(keys.user.at(id));
    if (entry.value === undefined) return undefined;
    const before = entry.value;
    mustFit?.(before);
    const isNewPassword = draft.passwordHash !== undefined;
    const user: User = {
      ...before,
      ...draft,
      tokenVersion: before.tokenVersion + (isNewPassword ? 1 : 0),
      version: before.version + 1,
      updatedAt: now,
    };
    const work = new Commit().check(entry);
    await addRename<number>(db, work, {
      from: keys.user.byName(before.username),
      to: keys.user.byName(user.username),
      id,
      taken: () => nameTaken("user", user.username, "username"),
    });
    if (user.categoryId !== before.categoryId) await addCategoryUse(db, work, user.categoryId);
    await addUser(db, work, before, user);
    // All tokens end: no session needs to be named. Where the record cannot be read, a new password mends it.
    if (isNewPassword) work.delete(keys.session.ended(id));
    addSecurityEntries(work, told(before, user));
    if (await commit(db, work, now) !== undefined) return user;
  }
}

/**
 * What becomes of the API keys of a deleted user: they are revoked, or another user answers for them. `undefined`: a
 * user with keys is not deleted.
 */
export type KeysOfDeleted = "revoke" | { readonly keptBy: UserId } | undefined;

/** What a deletion of a user writes into the security log. */
export interface DeletionEntries {
  user(user: User): SecurityEntry;
  revokedKey(key: ApiKey): SecurityEntry;
  keptKey(key: ApiKey): SecurityEntry;
}

/**
 * Deletes a user, with or without the API keys that the user made.
 * @param mustFit called with the user as it is; throws when the user must not be deleted.
 * @returns whether there was such a user.
 * @throws Refusal `conflict` when no admin would be left, and when the user made keys and `madeKeys` is
 * `undefined`, or names the deleted user.
 */
export async function deleteUser(
  db: Database,
  id: UserId,
  now: Instant,
  told?: DeletionEntries,
  mustFit?: (user: User) => void,
  madeKeys?: KeysOfDeleted,
): Promise<boolean> {
  for (;;) {
    const entry = await db.get(keys.user.at(id));
    if (entry.value === undefined) return false;
    const user = entry.value;
    mustFit?.(user);
    const work = new Commit().check(entry)
      .delete(keys.user.at(id))
      .delete(keys.user.byName(user.username))
      .delete(keys.session.ended(id))
      .delete(keys.user.byCategory(user.categoryId, id));
    addAccessChange(work, "user", id);
    if (user.isAdmin) await addAdmins(db, work, (admins) => admins.filter((one) => one !== id));
    const made = await addKeysOfDeleted(db, work, user, madeKeys);
    if (told !== undefined) {
      const toldKey = madeKeys === "revoke" ? told.revokedKey : told.keptKey;
      addSecurityEntries(work, [told.user(user), ...made.map(toldKey)]);
    }
    if (await commit(db, work, now) !== undefined) return true;
  }
}

/** @returns the keys of the user. */
async function addKeysOfDeleted(
  db: Database,
  work: Commit,
  user: User,
  madeKeys: KeysOfDeleted,
): Promise<ApiKey[]> {
  const made = await keysMadeBy(db, user);
  if (made.length === 0) return [];
  if (madeKeys === undefined) throw hasKeys(made);
  if (madeKeys !== "revoke") await addOwner(db, work, keeperOf(madeKeys, user));
  for (const key of made) {
    work.check(key);
    if (madeKeys === "revoke") removeApiKey(work, key.value);
    else handOverApiKey(work, key.value, madeKeys.keptBy);
  }
  return made.map(({ value }) => value);
}

function keeperOf({ keptBy }: { readonly keptBy: UserId }, deleted: User): UserId {
  if (keptBy !== deleted.id) return keptBy;
  throw new Refusal(
    "conflict",
    "Nobody would answer for the API keys: another admin has to keep them.",
  );
}

/** Adds a user to a commit, without the entry by name. @throws Refusal `conflict` when no admin would be left. */
export async function addUser(
  db: Database,
  work: Commit,
  before: User | undefined,
  user: User,
): Promise<void> {
  const { id, categoryId, isAdmin } = user;
  work.set(keys.user.at(id), user);
  addAccessChange(work, "user", id);
  if (before?.categoryId !== categoryId) {
    if (before !== undefined) work.delete(keys.user.byCategory(before.categoryId, id));
    work.set(keys.user.byCategory(categoryId, id), indexMark);
  }
  if (isAdmin !== (before?.isAdmin ?? false)) {
    await addAdmins(
      db,
      work,
      (admins) => isAdmin ? [...admins, id] : admins.filter((one) => one !== id),
    );
  }
}

async function addAdmins(
  db: Database,
  work: Commit,
  edit: (admins: UserId[]) => UserId[],
): Promise<void> {
  const entry = await db.get(keys.user.admins);
  const admins = edit(entry.value ?? []);
  if (admins.length === 0) {
    throw new Refusal("conflict", "This is the last admin: make another one first.");
  }
  work.check(entry).set(keys.user.admins, admins);
}

const mostNamed = 20;

function hasKeys(made: readonly { readonly value: ApiKey }[]): Refusal {
  const named = made.slice(0, mostNamed).map(({ value: { name } }) => JSON.stringify(name));
  const more = made.length > mostNamed ? `, and ${made.length - mostNamed} more` : "";
  return new Refusal(
    "conflict",
    `The user made API keys: ${named.join(", ")}${more}. Say what becomes of them: ` +
      "?api_keys=revoke or ?api_keys=keep.",
    { details: [{ field: "api_keys", reason: "must be revoke or keep" }] },
  );
}
