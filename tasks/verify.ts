/**
 * Checks that a backup is whole, and says what it holds:
 *
 *   deno task verify FILE
 */
import { ConfigError } from "../scheduler/config.ts";
import { verifyBackup } from "../scheduler/store/backup/verify.ts";
import { asCalled, words } from "./arguments.ts";
import { contentText } from "./backup_texts.ts";
import { orSayWhyNot } from "./open_database.ts";

await orSayWhyNot(async () => {
  const [file] = words;
  if (file === undefined) throw new ConfigError(["Name the file: deno task verify FILE"]);
  return contentText(await verifyBackup((await Deno.open(asCalled(file))).readable));
});
