import { ConfigError } from "../scheduler/config.ts";
import { markData } from "../scheduler/data_marker.ts";
import { systemClock } from "../scheduler/model/time.ts";
import { restoreBackup, type Restored } from "../scheduler/store/backup/restore.ts";
import { type BackupContent, verifyBackup } from "../scheduler/store/backup/verify.ts";
import { openDatabase } from "../scheduler/store/kv/database.ts";

/**
 * Writes a backup into a new file. A file that has its name is whole: until then it is called `.part`.
 * @throws ConfigError where the file is there already; BrokenBackupError for a backup that was cut off.
 */
export async function writeBackup(
  file: string,
  backup: ReadableStream<Uint8Array>,
): Promise<BackupContent> {
  if (await isThere(file)) {
    await backup.cancel();
    throw new ConfigError([`${file} exists already: name another file`]);
  }
  const part = `${file}.part`;
  try {
    // The file holds password hashes and the signing key.
    await Deno.writeFile(part, backup, { mode: 0o600 });
    const content = await verifyBackup((await Deno.open(part)).readable);
    await Deno.rename(part, file);
    return content;
  } catch (error) {
    await Deno.remove(part).catch(() => {});
    throw error;
  }
}

/**
 * Writes a backup into the empty database at `kvPath`, the one of the runtime where it is undefined.
 * @throws ConfigError for a database in memory; BrokenBackupError and RestoreRefusedError as restoreBackup().
 */
export async function restoreFile(
  file: string,
  kvPath: string | undefined,
  { fireMissed }: { readonly fireMissed: boolean },
): Promise<Restored> {
  if (kvPath === ":memory:") {
    throw new ConfigError(["KV_PATH: a database in memory would be gone at once"]);
  }
  const open = async () => (await Deno.open(file)).readable;
  await (await open()).cancel(); // a wrong name must not leave an empty database
  const db = await openDatabase(kvPath);
  try {
    const beginning = () => markData(db.file, systemClock.now());
    return await restoreBackup(db, { open, clock: systemClock, fireMissed, beginning });
  } finally {
    db.close();
  }
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
