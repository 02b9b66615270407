import type { Command } from "commander";
import type { ConfigExport } from "../../client/types.ts";
import type { Context } from "../context.ts";
import { wrongUse } from "../failures.ts";
import { examples } from "../subcommand.ts";
import { updated } from "./writing_back.ts";

interface Options {
  readonly file?: string;
  readonly owner?: string;
}

export function define(command: Command, context: Context): void {
  command
    .option("-f, --file <path>", "write this file; one that is there keeps its comments and order")
    .option("--owner <name>", "only what a document of this owner made")
    .action((options: Options) => write(context, options));
  examples(
    command,
    ["carillon export > jobs.yaml", "everything, as YAML"],
    ["carillon export -f jobs.yaml", "bring a file up to date in place"],
    ["carillon export --owner team-reports --json", "what one document made, as JSON"],
  );
}

async function write(context: Context, { file, owner }: Options): Promise<void> {
  const { client, server } = await context.connection();
  const exported = await client.config.export({ owner });
  if (file === undefined) {
    if (context.output.form === "json") return await context.output.done("", exported);
    return context.io.out(await exportText(exported, server));
  }
  const before = await textIn(file);
  const text = before === undefined
    ? await exportText(exported, server)
    : await updated(context, before, file, exported);
  await Deno.writeTextFile(file, text);
  const what = before === undefined ? "written" : before === text ? "up to date" : "updated";
  await context.output.done(`${file} is ${what}.`, { file, is: what });
}

/** The first line tells editors where the schema is. */
async function exportText(exported: ConfigExport, server: string): Promise<string> {
  const { stringify } = await import("yaml");
  const schema = new URL("api/v1/config.schema.json", server.endsWith("/") ? server : `${server}/`);
  return `# yaml-language-server: $schema=${schema}\n${stringify(exported, { lineWidth: 0 })}`;
}

async function textIn(file: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw wrongUse(`${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}
