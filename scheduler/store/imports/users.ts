import type { UserId } from "../../model/ids.ts";
import { Refusal } from "../../model/refusal.ts";
import type { SecurityEntry } from "../../model/security_entry.ts";
import type { User } from "../../model/user.ts";
import { addCategoryUse } from "../access/categories.ts";
import { addImportedCost } from "../access/imported_passwords.ts";
import { addSecurityEntries } from "../access/security_log.ts";
import { addUser } from "../access/users.ts";
import { Commit, commit } from "../kv/commit.ts";
import { takeNumber } from "../kv/counters.ts";
import { keys } from "../kv/keys.ts";
import { differences, refused, same, type Taken, type Taking } from "./taking.ts";

/** A user of another system. */
export interface ImportedUser
  extends Pick<User, "id" | "username" | "categoryId" | "isAdmin" | "isPermission"> {
  /** A bcrypt hash, and its cost; absent where the other system does not tell it. */
  readonly password?: { readonly hash: string; readonly cost: number };
  readonly importedFrom: string;
}

/** In place of a hash: no password fits until an admin sets one. */
const noPassword = "none";
const firstUser = 1 as UserId;

/**
 * Takes a user with number and password. The admin of the first start whom nobody has changed becomes the user of the
 * same name and number.
 * @param told makes the entries of the security log.
 */
export async function takeUser(
  taking: Taking,
  given: ImportedUser,
  told: (before: User | undefined, after: User) => readonly SecurityEntry[],
): Promise<Taken> {
  const { db, now, isDry, categories } = taking;
  const { id, username, categoryId } = given;
  for (;;) {
    const entry = await db.get(keys.user.at(id));
    const byName = await db.get(keys.user.byName(username));
    const before = entry.value;
    if (byName.value !== undefined && byName.value !== id) {
      return refused(`the name belongs to user ${byName.value} here`);
    }
    const user = userAfter(before, given, now);
    if ("outcome" in user) return user;
    const work = new Commit().check(entry).check(byName);
    try {
      const isPlanned = isDry && categories.has(categoryId);
      if (before?.categoryId !== categoryId && !isPlanned) {
        await addCategoryUse(db, work, categoryId);
      }
      await addUser(db, work, before, user);
    } catch (error) {
      if (error instanceof Refusal) return refused(error.message);
      throw error;
    }
    work.set(keys.user.byName(username), id);
    await takeNumber(db, work, "user", id);
    if (given.password !== undefined) await addImportedCost(db, work, given.password.cost);
    addSecurityEntries(work, told(before, user));
    if (isDry || await commit(db, work, now) !== undefined) {
      return { outcome: before === undefined ? "created" : "changed", ...noteOf(before, given) };
    }
  }
}

/** The user to write, or what becomes of one that is not written. */
function userAfter(before: User | undefined, given: ImportedUser, now: number): User | Taken {
  const { password, ...fields } = given;
  const passwordHash = password?.hash ?? noPassword;
  if (before === undefined) {
    return {
      ...fields,
      passwordHash,
      ...{ tokenVersion: 1, version: 1, createdAt: now, updatedAt: now },
    };
  }
  if (before.username !== given.username) {
    return refused(`user ${given.id} is somebody else here: ${JSON.stringify(before.username)}`);
  }
  const { categoryId, isAdmin, isPermission } = given;
  const rights = { categoryId, isAdmin, isPermission };
  const other = differences(rights, before);
  const changed = { ...before, ...fields, version: before.version + 1, updatedAt: now };
  if (password !== undefined && isFirstAdmin(before) && isAdmin) {
    return { ...changed, passwordHash };
  }
  if (other.length > 0) {
    return refused(`the user is here already, with other values of ${other.join(", ")}`);
  }
  const isWaiting = before.importedFrom !== undefined && before.passwordHash === noPassword;
  if (isWaiting && password !== undefined) return { ...changed, passwordHash };
  return before.importedFrom === undefined
    ? { outcome: "same", note: "the user was here before: the password stays" }
    : same;
}

/** Whether the user is the admin of the first start, as the first start made it. */
function isFirstAdmin({ id, version, isAdmin, importedFrom }: User): boolean {
  return id === firstUser && version === 1 && isAdmin && importedFrom === undefined;
}

function noteOf(before: User | undefined, { password }: ImportedUser): { note?: string } {
  if (password === undefined) {
    return { note: "without a password: an admin has to set one before the user can log in" };
  }
  return before === undefined ? {} : { note: "the password is the imported one from now on" };
}
