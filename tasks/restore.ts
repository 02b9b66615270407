/**
 * Writes a backup into the empty database of KV_PATH:
 *
 *   deno task restore FILE                   jobs go on with their first fire time from now
 *   deno task restore FILE --fire-missed     jobs fire what they would have fired since the backup
 */
import { ConfigError, readConfig } from "../scheduler/config.ts";
import { asCalled, given, words } from "./arguments.ts";
import { restoreFile } from "./backup_files.ts";
import { restoredText } from "./backup_texts.ts";
import { orSayWhyNot } from "./open_database.ts";

await orSayWhyNot(async () => {
  const { kvPath } = readConfig((name) => Deno.env.get(name));
  const [file] = words;
  if (file === undefined) throw new ConfigError(["Name the file: deno task restore FILE"]);
  const fireMissed = given.includes("--fire-missed");
  return restoredText(await restoreFile(asCalled(file), kvPath, { fireMissed }));
});
