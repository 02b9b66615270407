import type { Command } from "commander";
import type { CategoryEdit } from "../../client/types.ts";
import { confirm, type YesOption } from "../confirming.ts";
import type { Context } from "../context.ts";
import { wrongUse } from "../failures.ts";
import { categoryOf } from "../names.ts";
import { examples } from "../subcommand.ts";

interface Description {
  readonly description?: string;
}

interface Change extends Description {
  readonly name?: string;
}

export function define(command: Command, context: Context): void {
  command.action(() => list(context));
  command.command("list").summary("list the categories").action(() => list(context));
  command.command("create <name>").summary("create a category")
    .option("--description <text>", "what it is for")
    .action((name: string, options: Description) => create(context, name, options));
  command.command("change <category>").summary("change a category, by name or number")
    .option("--name <text>", "its new name")
    .option("--description <text>", "what it is for")
    .action((category: string, options: Change) => change(context, category, options));
  command.command("delete <category>").summary("delete a category that has no jobs")
    .option("-y, --yes", "do not ask")
    .action((category: string, options: YesOption) => remove(context, category, options));
  examples(
    command,
    ['carillon categories create reports --description "Nightly reports"', "create one"],
    ["carillon categories change reports --name accounts", "rename it"],
  );
}

async function list(context: Context): Promise<void> {
  const categories = await (await context.client()).categories.list();
  await context.output.list(categories, [
    { head: "id", of: ({ id }) => id },
    { head: "name", of: ({ name }) => name },
    { head: "description", of: ({ description }) => description },
  ]);
}

async function create(context: Context, name: string, { description }: Description): Promise<void> {
  const made = await (await context.client()).categories.create({ name, description });
  await context.output.done(`Category ${made.id}, ${name}, is there.`, made);
}

async function change(context: Context, text: string, edit: Change): Promise<void> {
  if (Object.keys(edit).length === 0) {
    throw wrongUse("What is to change? --help tells the options.");
  }
  const client = await context.client();
  const { id } = await categoryOf(client, text);
  const changed = await client.categories.change(id, edit as CategoryEdit);
  await context.output.done(`Category ${id} is changed.`, changed);
}

async function remove(context: Context, text: string, options: YesOption): Promise<void> {
  const client = await context.client();
  const { id, name } = await categoryOf(client, text);
  await confirm(context, `Delete the category "${name}"?`, options);
  await context.output.done(`Category "${name}" is deleted.`, await client.categories.delete(id));
}
