import type { Clock } from "../../model/time.ts";
import { Commit, commit } from "../kv/commit.ts";
import { anything, type Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { matchSchemaVersion, schemaVersion } from "../kv/schema/schema_version.ts";
import { emptyDatabase, type Loaded, loadRows } from "./load_rows.ts";
import { type Settled, settleRestored } from "./settle.ts";
import { type BackupContent, verifyBackup } from "./verify.ts";

/** A restore is refused. Nothing was written. */
export class RestoreRefusedError extends Error {
  override readonly name = "RestoreRefusedError";
}

/** What a restore needs. */
export interface RestoreOptions {
  /** Opens the backup. It is read twice: once to verify it, and once to write its records. */
  readonly open: () => Promise<ReadableStream<Uint8Array>>;
  readonly clock: Clock;
  /** Jobs fire what they would have fired since the backup, by their misfire rules; executions go on. */
  readonly fireMissed?: boolean;
  /** Called when the backup is whole, before the first record is written. */
  readonly beginning?: () => Promise<void>;
}

/** What a restore did. */
export interface Restored {
  readonly content: BackupContent;
  readonly loaded: Loaded;
  /** Absent with `fireMissed`. */
  readonly settled?: Settled;
  /** The database held the beginning of an earlier restore, which was removed. */
  readonly startedAnew: boolean;
}

/**
 * Writes a backup into an empty database. The database says that it is not whole until the last step is done, and a start
 * refuses it until then.
 * @throws BrokenBackupError for a torn or changed file; RestoreRefusedError where the database holds records, or the backup
 * is of a newer version.
 */
export async function restoreBackup(
  db: Database,
  { open, clock, fireMissed = false, beginning }: RestoreOptions,
): Promise<Restored> {
  const content = await verifyBackup(await open());
  const { schema_version, created_at } = content.header;
  if (schema_version > schemaVersion) {
    throw new RestoreRefusedError(
      `The backup has schema version ${schema_version}, and this program knows versions up to ${schemaVersion}: ` +
        "use a newer Carillon.",
    );
  }
  await beginning?.();
  const startedAnew = await begin(db, clock.now());
  await emptyDatabase(db);
  const loaded = await loadRows(db, await open(), clock.now());
  await matchSchemaVersion(db, { clock });
  const settled = fireMissed ? undefined : await settleRestored(db, created_at, clock.now());
  await commit(db, new Commit().delete(keys.restoring), clock.now());
  return { content, loaded, startedAnew, ...(settled === undefined ? {} : { settled }) };
}

/** @returns whether the database holds the beginning of an earlier restore. */
async function begin(db: Database, now: number): Promise<boolean> {
  const earlier = await db.read(keys.restoring);
  if (earlier.versionstamp !== null) return true;
  const [record] = await db.list({ prefix: [], schema: anything }, { limit: 1 });
  if (record !== undefined) {
    throw new RestoreRefusedError(
      "The database is not empty: a restore needs an empty one. Name another database in KV_PATH, or move the files of " +
        "this one away.",
    );
  }
  const work = new Commit().check(earlier).set(keys.restoring, { startedAt: now });
  if (await commit(db, work, now) !== undefined) return false;
  throw new RestoreRefusedError("Another process uses the database.");
}
