import { failuresOf } from "./auth/login_guard.ts";
import { newId, type SecurityEntryId } from "./model/ids.ts";
import type { Instant } from "./model/time.ts";
import { forgetFailedLogIns } from "./store/access/failed_log_ins.ts";
import { changeUser, findUserByName, listUsers } from "./store/access/users.ts";
import type { Database } from "./store/kv/database.ts";
import { randomText } from "./kept_secret.ts";

const passwordBytes = 18;

/**
 * Gives a user a random password, ends the user's tokens, and forgets the user's failed log-ins. For an
 * operator on the server, where nobody can log in any more.
 * @returns the password; `undefined` when there is no such user.
 */
export async function resetPassword(
  db: Database,
  username: string,
  hashPassword: (password: string) => Promise<string>,
  now: Instant,
): Promise<string | undefined> {
  const user = await findUserByName(db, username);
  if (user === undefined) return undefined;
  const password = randomText(passwordBytes);
  const passwordHash = await hashPassword(password);
  const changed = await changeUser(db, user.id, { passwordHash }, now, () => [{
    id: newId<SecurityEntryId>(now),
    kind: "user",
    event: "password_changed",
    subject: username,
    username: "",
    address: "",
    description: "the password was reset on the server",
    createdAt: now,
  }]);
  if (changed === undefined) return undefined;
  await forgetFailedLogIns(db, failuresOf(username), now);
  return password;
}

/** The names of the admins among the first thousand users. */
export async function adminNames(db: Database): Promise<string[]> {
  const { items } = await listUsers(db, { limit: 1000 });
  return items.filter(({ isAdmin }) => isAdmin).map(({ username }) => username);
}
