/**
 * Writes a backup of all records into a new file:
 *
 *   deno task backup FILE                the database of KV_PATH; the service may run
 *   deno task backup FILE --url URL      asks the service at URL, with the token of an admin in CARILLON_TOKEN
 */
import project from "../deno.json" with { type: "json" };
import { ConfigError } from "../scheduler/config.ts";
import { openBackup } from "../scheduler/store/backup/make_backup.ts";
import { verifyBackup } from "../scheduler/store/backup/verify.ts";
import { asCalled, given } from "./arguments.ts";
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

/** A file that has its name is whole: until then it is called `.part`. */
async function write(backup: ReadableStream<Uint8Array>): Promise<string> {
  if (await exists(file)) {
    await backup.cancel();
    throw new ConfigError([`${file} exists already: name another file`]);
  }
  const part = `${file}.part`;
  // The file holds password hashes and the signing key.
  await Deno.writeFile(part, backup, { mode: 0o600 });
  const content = await verifyBackup((await Deno.open(part)).readable);
  await Deno.rename(part, file);
  return `Wrote ${file}.\n${contentText(content)}`;
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
