import type { Command } from "commander";
import { fileMemory } from "../../settings/memory.ts";
import { placesOf } from "../../settings/places.ts";
import { CarillonError } from "../../client/failure.ts";
import { Carillon } from "../../client/mod.ts";
import { secretFor } from "../confirming.ts";
import type { Context } from "../context.ts";
import { exitCodes } from "../exit_codes.ts";
import { CommandFailure, wrongUse } from "../failures.ts";
import { examples } from "../subcommand.ts";

export function define(command: Command, context: Context): void {
  command.action(() => logIn(context));
  examples(
    command,
    ["carillon login", "asks for the name and the password"],
    ["carillon login --url https://jobs.example.org --user ada", "asks for the password"],
    ["carillon login --user ada < password.txt", "reads the password's line"],
  );
}

async function logIn(context: Context): Promise<void> {
  const { io, output } = context;
  const { server, username: known, client: before } = await context.connection();
  const username = context.globals.user ?? (await askedName(context, known));
  const password = await secretFor(context, "Password");
  // The token of an earlier log-in makes this machine a known one. One attempt: a locked log-in says how long it is.
  const token = io.env("CARILLON_API_KEY") ? undefined : before.token;
  const client = new Carillon({ url: server, token, mostRetries: 0 });
  const { token: made, user } = await client.auth.logIn(username, password).catch(explained);
  const memory = fileMemory(placesOf({ get: io.env }));
  await memory.saveToken(server, user.username, { token: made, account: user });
  if (io.env("CARILLON_API_KEY")) {
    io.err("carillon: CARILLON_API_KEY is set: its API key goes before this log-in.\n");
  }
  await output.done(`Logged in at ${server} as ${user.username}.`, { server, user });
}

async function askedName({ io }: Context, known: string): Promise<string> {
  if (!io.isInputTerminal) {
    if (known !== "") return known;
    throw wrongUse("Who logs in? Give --user.");
  }
  const name = await io.ask(known === "" ? "User: " : `User (${known}): `) ?? "";
  if (name === "" && known === "") throw wrongUse("Who logs in? Give --user.");
  return name === "" ? known : name;
}

function explained(error: unknown): never {
  if (error instanceof CarillonError && error.status === 401) {
    throw new CommandFailure("The name or the password is wrong.", exitCodes.refused);
  }
  throw error;
}
