import { allCategories } from "./model/category.ts";
import { newId, type SecurityEntryId } from "./model/ids.ts";
import { Refusal } from "./model/refusal.ts";
import type { Instant } from "./model/time.ts";
import { seedCategories } from "./store/access/categories.ts";
import type { Database } from "./store/kv/database.ts";
import { keptSetting } from "./store/access/kept_setting.ts";
import { createUser, hasUsers } from "./store/access/users.ts";

/** What the first start needs. */
export interface FirstStart {
  readonly adminUsername: string;
  readonly adminPassword: string | undefined;
  readonly hashPassword: (password: string) => Promise<string>;
  /** Tells the operator the random password of the first admin. Called only when there was none in the environment. */
  readonly tellPassword: (username: string, password: string) => void;
}

/** Prepares a new database; does nothing at a later start. Several processes may call it at once. */
export async function prepareDatabase(
  db: Database,
  first: FirstStart,
  now: Instant,
): Promise<void> {
  await seedCategories(db, now);
  if (await hasUsers(db)) return;
  const password = first.adminPassword ?? randomText(18);
  try {
    await createUser(
      db,
      {
        username: first.adminUsername,
        passwordHash: await first.hashPassword(password),
        categoryId: allCategories,
        isAdmin: true,
        isPermission: true,
      },
      now,
      ({ username }) => [{
        id: newId<SecurityEntryId>(now),
        kind: "user",
        event: "added",
        subject: username,
        username: "",
        address: "",
        description: "the first user, made at the first start",
        createdAt: now,
      }],
    );
  } catch (error) {
    // Another process that started at the same moment has made the user.
    if (error instanceof Refusal && error.code === "conflict") return;
    throw error;
  }
  if (first.adminPassword === undefined) first.tellPassword(first.adminUsername, password);
}

/** The secret that signs tokens in all processes of this database, where the environment has none. */
export function keptSecret(db: Database, now: Instant): Promise<string> {
  return keptSetting(db, "jwt_secret", () => randomText(48), now);
}

/** URL-safe text of `bytes` random bytes. */
function randomText(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return btoa(String.fromCharCode(...random)).replaceAll("+", "-").replaceAll("/", "_");
}
