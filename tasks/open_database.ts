import { type Config, ConfigError, readConfig } from "../scheduler/config.ts";
import { mustBeWhole } from "../scheduler/store/backup/whole.ts";
import { type Database, openDatabase } from "../scheduler/store/kv/database.ts";
import { mustKnowSchema } from "../scheduler/store/kv/schema/schema_version.ts";

/**
 * Runs a task of the operator on the service's database, whether the service runs or not.
 * @param act returns what the operator reads. Throw a ConfigError for what the operator can mend.
 */
export async function onDatabase(
  act: (db: Database, config: Config) => Promise<string>,
): Promise<void> {
  await orSayWhyNot(async () => {
    const config = readConfig((name) => Deno.env.get(name));
    using db = await openExisting(config);
    await mustBeWhole(db);
    await mustKnowSchema(db);
    return await act(db, config);
  });
}

/** Says what a task answers, or the message of what it throws; then the process exits with 1. */
export async function orSayWhyNot(act: () => Promise<string>): Promise<void> {
  try {
    say(await act());
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    Deno.exit(1);
  }
}

/** The opened database, closed at the end of its block. A new database would be no help: its users are not those of the service. */
async function openExisting({ kvPath }: Config): Promise<Database & Disposable> {
  if (kvPath === ":memory:") {
    throw new ConfigError(["KV_PATH: a database in memory belongs to the running service alone"]);
  }
  const isFile = kvPath !== undefined && !/^https?:/.test(kvPath);
  if (isFile && !await isThere(kvPath)) {
    throw new ConfigError([`KV_PATH: there is no database at ${kvPath}`]);
  }
  const db = await openDatabase(kvPath);
  return Object.assign(db, { [Symbol.dispose]: () => db.close() });
}

async function isThere(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false;
  }
}

export function say(text: string): void {
  // deno-lint-ignore no-console -- for the person at the terminal
  console.log(text);
}
