/**
 * Writes a backup into the empty database of KV_PATH:
 *
 *   deno task restore FILE                   jobs go on with their first fire time from now
 *   deno task restore FILE --fire-missed     jobs fire what they would have fired since the backup
 */
import { ConfigError, readConfig } from "../scheduler/config.ts";
import { markData } from "../scheduler/data_marker.ts";
import { systemClock } from "../scheduler/model/time.ts";
import { restoreBackup } from "../scheduler/store/backup/restore.ts";
import { openDatabase } from "../scheduler/store/kv/database.ts";
import { asCalled, given, words } from "./arguments.ts";
import { restoredText } from "./backup_texts.ts";
import { orSayWhyNot } from "./open_database.ts";

await orSayWhyNot(async () => {
  const { kvPath } = readConfig((name) => Deno.env.get(name));
  const [file] = words;
  if (file === undefined) throw new ConfigError(["Name the file: deno task restore FILE"]);
  if (kvPath === ":memory:") {
    throw new ConfigError(["KV_PATH: a database in memory would be gone at once"]);
  }
  const open = async () => (await Deno.open(asCalled(file))).readable;
  await (await open()).cancel(); // a wrong name must not leave an empty database
  const db = await openDatabase(kvPath);
  try {
    return restoredText(
      await restoreBackup(db, {
        open,
        clock: systemClock,
        fireMissed: given.includes("--fire-missed"),
        beginning: () => markData(db.file, systemClock.now()),
      }),
    );
  } finally {
    db.close();
  }
});
