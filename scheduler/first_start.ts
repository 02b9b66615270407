import { allCategories } from "./model/category.ts";
import { newId, type SecurityEntryId } from "./model/ids.ts";
import { Refusal } from "./model/refusal.ts";
import type { Clock } from "./model/time.ts";
import { seedCategories } from "./store/access/categories.ts";
import type { Database } from "./store/kv/database.ts";
import { mustBeWhole } from "./store/backup/whole.ts";
import { isEmpty, matchSchemaVersion } from "./store/kv/schema/schema_version.ts";
import { randomText } from "./kept_secret.ts";
import { createUser, hasUsers } from "./store/access/users.ts";

/** The database is empty where data is expected: its file, disk or address may be the wrong one. */
export class NoDataError extends Error {
  override readonly name = "NoDataError";

  /** @param why how it is known that there was data. */
  constructor(why: string) {
    super(`The database is empty, and ${why}.`);
  }
}

/** What the first start needs. */
export interface FirstStart {
  readonly adminUsername: string;
  readonly adminPassword: string | undefined;
  readonly hashPassword: (password: string) => Promise<string>;
  /** Shows the operator the random password of the first admin. Called only when the environment has no password. */
  readonly tellPassword: (username: string, password: string) => void;
  /** Why the database must hold data already; absent where it may be new. */
  readonly holdsData?: string | undefined;
  /** Called before each step of a migration that this process runs. */
  readonly tellMigration?: (from: number, to: number, what: string) => void;
}

/**
 * Migrates an older database, and fills a new one. Safe to be done by several processes at once.
 * @throws NewerDatabaseError when the database was written by a newer program; HalfRestoredError after a restore that was
 * cut off; NoDataError when the database must hold data and is empty.
 */
export async function prepareDatabase(
  db: Database,
  first: FirstStart,
  clock: Clock,
): Promise<void> {
  const { tellMigration: migrating, holdsData } = first;
  await mustBeWhole(db);
  if (holdsData !== undefined && await isEmpty(db)) throw new NoDataError(holdsData);
  await matchSchemaVersion(db, { clock, ...(migrating === undefined ? {} : { migrating }) });
  const now = clock.now();
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
