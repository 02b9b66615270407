import { type Command, Option } from "commander";
import { confirm, type YesOption } from "../confirming.ts";
import type { Context } from "../context.ts";
import { categoryId, keyOf } from "../names.ts";
import { examples } from "../subcommand.ts";
import { shownTime } from "../times.ts";

interface NewKey {
  readonly access: "read" | "change";
  readonly category?: string;
  readonly expires?: string;
}

export function define(command: Command, context: Context): void {
  command.action(() => list(context));
  command.command("list").summary("list the API keys").action(() => list(context));
  command.command("create <name>").summary("create an API key, and print its secret once")
    .addOption(
      new Option("--access <what>", "what the key may do").choices(["read", "change"])
        .default("read"),
    )
    .option("--category <category>", "whose things the key sees: a name or number; 0: all")
    .option("--expires <time>", "when it ends (ISO 8601); without it never")
    .action((name: string, options: NewKey) => create(context, name, options));
  command.command("revoke <key>").summary("revoke an API key, by name or number")
    .option("-y, --yes", "do not ask")
    .action((key: string, options: YesOption) => revoke(context, key, options));
  examples(
    command,
    ["carillon keys create ci --access change --category reports", "prints the secret"],
    ["carillon keys revoke ci --yes", "programs that use it get 401"],
  );
}

async function list(context: Context): Promise<void> {
  const keys = await Array.fromAsync((await context.client()).apiKeys.each());
  await context.output.list(keys, [
    { head: "id", of: ({ id }) => id },
    { head: "name", of: ({ name }) => name },
    { head: "access", of: ({ access }) => access },
    { head: "category", of: ({ category_id: id }) => id === 0 ? "all" : id },
    { head: "expires", of: ({ expires_at: at }) => at === "" ? "never" : shownTime(at) },
    { head: "last used", of: ({ last_used_at }) => shownTime(last_used_at) },
    { head: "made by", of: ({ created_by }) => created_by, isWide: true },
    { head: "created", of: ({ created_at }) => shownTime(created_at), isWide: true },
  ], "There are no API keys.");
}

/** The secret alone is on the standard output, so that `$(carillon keys create …)` is the secret. */
async function create(context: Context, name: string, options: NewKey): Promise<void> {
  const client = await context.client();
  const made = await client.apiKeys.create({
    name,
    access: options.access,
    expires_at: options.expires,
    ...(options.category === undefined
      ? {}
      : { category_id: await categoryId(client, options.category) }),
  });
  if (context.output.isForPeople) {
    context.io.err(`API key ${made.id}, ${name}. Its secret is shown only now:\n`);
  }
  await context.output.done(made.secret, made);
}

async function revoke(context: Context, text: string, options: YesOption): Promise<void> {
  const client = await context.client();
  const { id, name } = await keyOf(client, text);
  await confirm(context, `Revoke the API key "${name}"?`, options);
  await context.output.done(`API key "${name}" is revoked.`, await client.apiKeys.revoke(id));
}
