import { type Command, Option } from "commander";
import type { Carillon } from "../../client/mod.ts";
import type { UserEdit } from "../../client/types.ts";
import { confirm, secretFor, type YesOption } from "../confirming.ts";
import type { Context } from "../context.ts";
import { wrongUse } from "../failures.ts";
import { categoryId, userOf } from "../names.ts";
import { examples } from "../subcommand.ts";
import { shownTime } from "../times.ts";
import { rightsOf } from "./whoami.ts";

const roles = ["admin", "changer", "reader"] as const;

interface Rights {
  readonly role?: typeof roles[number];
  readonly category?: string;
}

interface Change extends Rights {
  readonly name?: string;
  readonly newPassword?: boolean;
}

interface Deletion extends YesOption {
  readonly keys?: "revoke" | "keep";
}

export function define(command: Command, context: Context): void {
  command.action(() => list(context));
  command.command("list").summary("list the users").action(() => list(context));
  withRights(command.command("create <name>").summary("create a user; the password is asked for"))
    .action((name: string, options: Rights) => create(context, name, options));
  withRights(command.command("change <user>").summary("change a user, by name or number"))
    .option("--name <text>", "the new name")
    .option("--new-password", "ask for a new password")
    .action((user: string, options: Change) => change(context, user, options));
  command.command("delete <user>").summary("delete a user")
    .addOption(
      new Option("--keys <what>", "the API keys that the user made").choices(["revoke", "keep"]),
    )
    .option("-y, --yes", "do not ask")
    .action((user: string, options: Deletion) => remove(context, user, options));
  examples(
    command,
    ["carillon users create ada --role changer --category reports", "asks for the password"],
    ["carillon users change ada --role reader", "take rights away"],
    ["carillon users delete ada --keys revoke --yes", "for a script"],
  );
}

function withRights(command: Command): Command {
  return command
    .addOption(new Option("--role <role>", "what the user may do").choices(roles))
    .option("--category <category>", "whose things the user sees: a name or number; 0: all");
}

async function list(context: Context): Promise<void> {
  const users = await Array.fromAsync((await context.client()).users.each());
  await context.output.list(users, [
    { head: "id", of: ({ id }) => id },
    { head: "name", of: ({ username }) => username },
    { head: "category", of: ({ category_id: id }) => id === 0 ? "all" : id },
    { head: "may", of: rightsOf },
    { head: "created", of: ({ created_at }) => shownTime(created_at), isWide: true },
    { head: "updated", of: ({ updated_at }) => shownTime(updated_at), isWide: true },
  ]);
}

async function create(context: Context, username: string, rights: Rights): Promise<void> {
  const client = await context.client();
  const fields = await fieldsOf(client, { role: "reader", ...rights });
  const password = await secretFor(context, `Password of ${username}`);
  const made = await client.users.create({ ...fields, username, password });
  await context.output.done(`User ${made.id}, ${username}, is there.`, made);
}

async function change(context: Context, text: string, options: Change): Promise<void> {
  const { name, newPassword, ...rights } = options;
  if (Object.keys(options).length === 0) {
    throw wrongUse("What is to change? --help tells the options.");
  }
  const client = await context.client();
  const { id, username } = await userOf(client, text);
  const edit: UserEdit = {
    ...await fieldsOf(client, rights),
    ...(name === undefined ? {} : { username: name }),
    ...(newPassword ? { password: await secretFor(context, `New password of ${username}`) } : {}),
  };
  const changed = await client.users.change(id, edit);
  await context.output.done(`User ${name ?? username} is changed.`, changed);
}

async function remove(context: Context, text: string, options: Deletion): Promise<void> {
  const client = await context.client();
  const { id, username } = await userOf(client, text);
  await confirm(context, `Delete the user "${username}"?`, options);
  const gone = await client.users.delete(id, { api_keys: options.keys });
  await context.output.done(`User "${username}" is deleted.`, gone);
}

async function fieldsOf(client: Carillon, { role, category }: Rights): Promise<UserEdit> {
  return {
    ...(role === undefined ? {} : { is_admin: role === "admin", is_permission: role !== "reader" }),
    ...(category === undefined ? {} : { category_id: await categoryId(client, category) }),
  };
}
