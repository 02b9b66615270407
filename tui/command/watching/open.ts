import type { Command } from "commander";
import type { Context } from "../context.ts";
import { examples } from "../subcommand.ts";

interface Options {
  readonly print?: boolean;
}

export function define(command: Command, context: Context): void {
  command
    .option("--print", "only print the address")
    .action((options: Options) => open(context, options));
  examples(command, ["carillon open --print", "the address alone"]);
}

/** The address is printed in any case: where there is no browser, a person can use it elsewhere. */
async function open(context: Context, { print }: Options): Promise<void> {
  const { server } = await context.connection();
  const url = new URL("docs", server.endsWith("/") ? server : `${server}/`).href;
  await context.output.done(url, { url });
  if (print !== true && context.io.isOutputTerminal) await context.io.browse(url);
}
