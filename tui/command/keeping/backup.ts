import type { Command } from "commander";
import type { Context } from "../context.ts";
import { examples } from "../subcommand.ts";
import { withTellingErrors } from "./telling_errors.ts";

export function define(command: Command, context: Context): void {
  command
    .argument("[file]", "a new file; without it carillon-TIME.backup in this folder")
    .action((file?: string) => backup(context, file));
  examples(
    command,
    ["carillon backup /var/backups/carillon.backup", "for admins; the server works on meanwhile"],
  );
}

/** A file that has its name was read to its end and is whole. */
async function backup(context: Context, given: string | undefined): Promise<void> {
  const { io, output } = context;
  const file = given ??
    `carillon-${new Date(io.now()).toISOString().replaceAll(/[:.]/g, "-")}.backup`;
  const stream = await (await context.client()).upkeep.backup();
  const { writeBackup } = await import("../../../tasks/backup_files.ts");
  const content = await withTellingErrors(() => writeBackup(file, stream));
  const { contentText } = await import("../../../tasks/backup_texts.ts");
  await output.done(`Wrote ${file}.\n${contentText(content)}`, {
    file,
    created_at: new Date(content.header.created_at).toISOString(),
    records: content.trailer.rows,
    schema_version: content.header.schema_version,
    is_snapshot: content.trailer.ranges === undefined,
  });
}
