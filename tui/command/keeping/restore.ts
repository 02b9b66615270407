import type { Command } from "commander";
import type { Context } from "../context.ts";
import { wrongUse } from "../failures.ts";
import { examples } from "../subcommand.ts";
import { withTellingErrors } from "./telling_errors.ts";

interface Options {
  readonly database?: string;
  readonly fireMissed?: boolean;
}

export function define(command: Command, context: Context): void {
  command
    .argument("<file>", "the backup")
    .option("--database <path>", "the file of the new database (KV_PATH)")
    .option("--fire-missed", "jobs fire what they would have fired since the backup")
    .action((file: string, options: Options) => restore(context, file, options));
  examples(
    command,
    [
      "carillon restore carillon.backup --database /srv/carillon/carillon.db",
      "no server runs on it",
    ],
  );
}

/** Calls no server: the database is a file of this machine, on which no server runs yet. */
async function restore(context: Context, file: string, options: Options): Promise<void> {
  const { io, output } = context;
  const path = options.database ?? io.env("KV_PATH");
  if (!path) throw wrongUse("Where is the new database? Give --database PATH, or set KV_PATH.");
  const { restoreFile } = await import("../../../tasks/backup_files.ts");
  const fireMissed = options.fireMissed === true;
  const restored = await withTellingErrors(() => restoreFile(file, path, { fireMissed }));
  const { restoredText } = await import("../../../tasks/backup_texts.ts");
  const { content, loaded, settled } = restored;
  await output.done(restoredText(restored), {
    database: path,
    created_at: new Date(content.header.created_at).toISOString(),
    ...loaded,
    ...(settled === undefined ? {} : { settled }),
  });
}
