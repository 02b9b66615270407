import type { Command } from "commander";
import { CarillonError } from "../../client/failure.ts";
import { fileMemory } from "../../settings/memory.ts";
import { placesOf } from "../../settings/places.ts";
import type { Context } from "../context.ts";
import { wrongUse } from "../failures.ts";
import { examples } from "../subcommand.ts";

export function define(command: Command, context: Context): void {
  command.action(() => logOut(context));
  examples(command, ["carillon logout", "the token no longer counts, here and at the server"]);
}

/** Forgets the token of this machine also where the server does not answer. */
async function logOut(context: Context): Promise<void> {
  const { io, output } = context;
  if (io.env("CARILLON_API_KEY")) {
    throw wrongUse("An API key has no log-in: unset CARILLON_API_KEY.");
  }
  const { server, username, client } = await context.connection();
  if (client.token === undefined) {
    return await output.done(`Nobody is logged in at ${server}.`, { server, ended: false });
  }
  await fileMemory(placesOf({ get: io.env })).saveToken(server, username, undefined);
  try {
    await client.auth.logOut();
  } catch (error) {
    // The log-in has ended already.
    if (!(error instanceof CarillonError && error.status === 401)) throw error;
  }
  await output.done(`Logged out of ${server}.`, { server, ended: true });
}
