import { type Command, InvalidArgumentError } from "commander";
import type { EventOptions } from "../../client/mod.ts";
import type { Context } from "../context.ts";
import { exitCodes } from "../exit_codes.ts";
import { wrongUse } from "../failures.ts";
import { examples } from "../subcommand.ts";
import { clean } from "../../terminal/clean.ts";

const kindNames = [
  ...["job", "execution", "log", "queue", "alarm", "pause"] as const,
  ...["monitor", "channel", "calendar", "user", "api_key", "category"] as const,
];

interface Options {
  readonly kinds?: EventOptions["kinds"];
  readonly after?: string;
  readonly resume?: string;
}

export function define(command: Command, context: Context): void {
  command
    .option("--kinds <kinds>", `only these, with commas between: ${kindNames.join(",")}`, kindsOf)
    .option("--after <id>", "first the events after the one with this id")
    .option("--resume <file>", "go on where the last call with this file ended")
    .action((options: Options) => follow(context, options));
  examples(
    command,
    ["carillon events --kinds execution", "one line of JSON for each change"],
    ["carillon events --resume /var/lib/mirror/last_event", "misses nothing over a restart"],
  );
}

function kindsOf(text: string): EventOptions["kinds"] {
  const named = text.split(",").map((kind) => kind.trim());
  const kinds = kindNames.filter((kind) => named.includes(kind));
  if (kinds.length === named.length) return kinds;
  throw new InvalidArgumentError(`It must be of ${kindNames.join(", ")}.`);
}

async function follow(context: Context, { kinds, after, resume }: Options): Promise<void> {
  const { io, output } = context;
  const ending = new AbortController();
  const stop = io.onInterrupt(() => ending.abort());
  try {
    const lastEventId = after ?? (resume === undefined ? undefined : lastIdIn(resume));
    const events = (await context.client()).events({
      kinds,
      lastEventId,
      signal: ending.signal,
      onReconnect: (error) => io.err(`carillon: ${clean(error.message)}; connecting again\n`),
    });
    for await (const event of events) {
      output.line(event);
      // After the line: an event may come twice, and none is lost.
      if (resume !== undefined && event.id !== undefined) keepId(resume, event.id);
    }
    context.exitCode = exitCodes.interrupted;
  } finally {
    stop();
  }
}

function keepId(file: string, id: string): void {
  try {
    Deno.writeTextFileSync(file, id);
  } catch (error) {
    throw wrongUse(`${file} cannot be written: ${error instanceof Error ? error.message : error}.`);
  }
}

/** The first call with a file finds none. */
function lastIdIn(file: string): string | undefined {
  try {
    return Deno.readTextFileSync(file).trim() || undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw wrongUse(`${file} cannot be read: ${error instanceof Error ? error.message : error}.`);
  }
}
