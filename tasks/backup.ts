/**
 * Writes a backup of all records into a new file:
 *
 *   deno task backup FILE                the database of KV_PATH; the service may run
 *   deno task backup FILE --url URL      asks the service at URL, with the token of an admin in CARILLON_TOKEN
 */
import project from "../deno.json" with { type: "json" };
import { ConfigError } from "../scheduler/config.ts";
import { openBackup } from "../scheduler/store/backup/make_backup.ts";
import { asCalled, given } from "./arguments.ts";
import { writeBackup } from "./backup_files.ts";
import { contentText } from "./backup_texts.ts";
import { onDatabase, orSayWhyNot } from "./open_database.ts";

const [name, flag, url] = given;
const file = asCalled(
  name ?? `carillon-${new Date().toISOString().replaceAll(/[:.]/g, "-")}.backup`,
);

if (flag === "--url" && url !== undefined) {
  await orSayWhyNot(async () => await write(await fromService(url)));
} else {
  await onDatabase(async (db) => await write(await openBackup(db, { program: project.version })));
}

async function fromService(address: string): Promise<ReadableStream<Uint8Array>> {
  const token = Deno.env.get("CARILLON_TOKEN");
  if (!token) throw new ConfigError(["CARILLON_TOKEN: must be the token of an admin"]);
  const answer = await fetch(`${address.replace(/\/+$/, "")}/api/v1/backup`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  if (answer.ok && answer.body !== null) return answer.body;
  throw new Error(`The service answered ${answer.status}: ${(await answer.text()).slice(0, 500)}`);
}

async function write(backup: ReadableStream<Uint8Array>): Promise<string> {
  return `Wrote ${file}.\n${contentText(await writeBackup(file, backup))}`;
}
