import type { Command } from "commander";
import type { JobClass } from "../../client/types.ts";
import type { Context } from "../context.ts";
import { CommandFailure } from "../failures.ts";
import { exitCodes } from "../exit_codes.ts";
import { examples } from "../subcommand.ts";

export function define(command: Command, context: Context): void {
  command
    .argument("[class]", "the class to show: its class string, or the end of it")
    .action((name?: string) => name === undefined ? list(context) : show(context, name));
  examples(
    command,
    ["carillon classes", "all classes"],
    ["carillon classes HttpJob", "the arguments of one class"],
  );
}

async function list(context: Context): Promise<void> {
  const classes = await (await context.client()).jobs.classes();
  await context.output.list(classes, [
    { head: "class", of: (one) => one.job_class_string },
    { head: "available", of: (one) => one.available ? "yes" : "no" },
    { head: "arguments", of: argumentsOf },
    { head: "notes", of: (one) => one.notes, isWide: true },
  ]);
}

async function show(context: Context, name: string): Promise<void> {
  const classes = await (await context.client()).jobs.classes();
  const found = classes.find(({ job_class_string: text }) => text === name) ??
    classes.find(({ job_class_string: text }) => text.endsWith(`.${name}`));
  if (found === undefined) {
    const text = `There is no job class "${name}". \`carillon classes\` lists them.`;
    throw new CommandFailure(text, exitCodes.notFound);
  }
  await context.output.one(found, [
    ["class", found.job_class_string],
    ["notes", found.notes],
    ["available", found.available ? "yes" : `no: ${found.unavailable_reason ?? ""}`],
    ...found.arguments.map((one): [string, string] => [
      one.required ? one.name : `[${one.name}]`,
      `${one.type}: ${one.description}`,
    ]),
    ["example", found.example],
  ]);
}

function argumentsOf({ arguments: all }: JobClass): string {
  return all.map(({ name, required }) => required ? name : `[${name}]`).join(" ");
}
