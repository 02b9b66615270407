import type { UserId } from "../../model/ids.ts";
import type { Instant } from "../../model/time.ts";
import { Commit, commit } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";

/** An unreadable cost is none: nobody must be kept from logging in. */
const costKey = { ...keys.setting("bcrypt_cost"), instead: "" };

/** The highest cost of the bcrypt hashes that imported users have; `undefined` where there are none. */
export async function importedCost(db: Database): Promise<number | undefined> {
  return Number((await db.get(costKey)).value ?? 0) || undefined;
}

/** Adds to the commit of a user with a bcrypt hash that there are hashes of this cost. */
export async function addImportedCost(db: Database, work: Commit, cost: number): Promise<void> {
  const entry = await db.get(costKey);
  // Written also where it stays the same: forgetImportedCost(), which may be about to delete it, fails its check.
  work.check(entry).set(costKey, String(Math.max(cost, Number(entry.value ?? 0))));
}

/**
 * Gives an imported user a new hash of the same password. Log-ins and the version of the user stay. A user who got another
 * password meanwhile keeps that one.
 */
export async function renewHash(
  db: Database,
  id: UserId,
  hashes: { readonly before: string; readonly after: string },
  now: Instant,
): Promise<void> {
  const entry = await db.get(keys.user.at(id));
  if (entry.value === undefined || entry.value.passwordHash !== hashes.before) return;
  const user = { ...entry.value, passwordHash: hashes.after };
  await commit(db, new Commit().check(entry).set(keys.user.at(id), user), now);
}

const usersAtOnce = 500;

/** Once no user has an imported hash any more, log-ins take the usual time again. */
export async function forgetImportedCost(
  db: Database,
  isImported: (hash: string) => boolean,
  now: Instant,
): Promise<void> {
  const cost = await db.get(costKey);
  if (cost.value === undefined) return;
  for (let from = 0;;) {
    const users = await db.list(keys.user.all, { from: [from], limit: usersAtOnce });
    if (users.some(({ value }) => isImported(value.passwordHash))) return;
    const last = users.at(-1)?.value.id;
    if (last === undefined || users.length < usersAtOnce) break;
    from = last + 1;
  }
  await commit(db, new Commit().check(cost).delete(costKey), now);
}
