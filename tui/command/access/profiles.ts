import type { Command } from "commander";
import { isAddress } from "../../settings/address.ts";
import { fileMemory } from "../../settings/memory.ts";
import { placesOf } from "../../settings/places.ts";
import { readServers } from "../connection.ts";
import type { Context } from "../context.ts";
import { CommandFailure, wrongUse } from "../failures.ts";
import { exitCodes } from "../exit_codes.ts";
import { examples } from "../subcommand.ts";

export function define(command: Command, context: Context): void {
  command.action(() => list(context));
  command.command("list").summary("list the profiles").action(() => list(context));
  command.command("add <name>").summary("name the server of --url, and perhaps the user of --user")
    .action((name: string) => add(context, name));
  command.command("remove <name>").summary("remove a name")
    .action((name: string) => remove(context, name));
  examples(
    command,
    ["carillon profiles add prod --url https://jobs.example.org --user ada", "name a server"],
    ["carillon jobs list --profile prod", "use the name"],
  );
}

async function list({ io, output }: Context): Promise<void> {
  const rows = Object.entries(readServers(io).profiles).map(([name, profile]) => ({
    name,
    ...profile,
  }));
  await output.list(rows, [
    { head: "name", of: ({ name }) => name },
    { head: "url", of: ({ url }) => url },
    { head: "user", of: ({ user = "" }) => user },
  ], "There are no profiles. `carillon profiles add NAME --url ADDRESS` makes one.");
}

async function add({ io, output, globals }: Context, name: string): Promise<void> {
  const { url, user } = globals;
  if (url === undefined) throw wrongUse("Which server? Give --url.");
  if (!isAddress(url)) throw wrongUse(`${url} is not an http(s) address.`);
  const profile = { url, ...(user === undefined ? {} : { user }) };
  const places = placesOf({ get: io.env });
  // `false` is a broken settings file, which must not be written over.
  const isSaved = await fileMemory(places).saveProfile(name, profile);
  if (!isSaved) throw new CommandFailure(`${places.settings} cannot be written, or is not JSON.`);
  await output.done(`${name} is ${url}.`, { name, ...profile });
}

async function remove({ io, output }: Context, name: string): Promise<void> {
  if (readServers(io).profiles[name] === undefined) {
    const text = `There is no profile "${name}". \`carillon profiles\` lists them.`;
    throw new CommandFailure(text, exitCodes.notFound);
  }
  const places = placesOf({ get: io.env });
  const isSaved = await fileMemory(places).saveProfile(name, undefined);
  if (!isSaved) throw new CommandFailure(`${places.settings} cannot be written.`);
  await output.done(`${name} is removed.`, { name });
}
