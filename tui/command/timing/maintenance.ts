import type { Command } from "commander";
import type { Carillon } from "../../client/mod.ts";
import type { Context } from "../context.ts";
import { categoryId } from "../names.ts";
import { examples } from "../subcommand.ts";
import { momentAhead, shownTime } from "../times.ts";

interface BeginOptions {
  readonly category: string;
  readonly until?: string;
  readonly makeUp?: boolean;
}

export function define(command: Command, context: Context): void {
  command.action(() => show(context));
  command.command("show").summary("show the pauses that are in force").action(() => show(context));
  command.command("begin <reason>").summary("pause a category, or everything")
    .option("--category <category>", "this category, by name or number", "all")
    .option("--until <time>", "up to this time, or for this long (90m, 2d); else until it is ended")
    .option("--make-up", "hold the fire times until then, in place of skipping them")
    .action((reason: string, options: BeginOptions) => begin(context, reason, options));
  command.command("end [category]").summary("end the pause of a category, or that of everything")
    .action((category?: string) => end(context, category));
  examples(
    command,
    ['carillon maintenance begin "the database moves" --until 2h', "pause everything"],
    ["carillon maintenance end", "end the pause of everything"],
    ['carillon maintenance begin "new reports" --category reports', "pause one category"],
  );
}

async function show(context: Context): Promise<void> {
  const client = await context.client();
  const [pauses, categories] = await Promise.all([
    client.maintenance.list(),
    client.categories.list(),
  ]);
  const names = new Map(categories.map(({ id, name }) => [id, name]));
  await context.output.list(pauses, [
    { head: "category", of: ({ category_id: id }) => id === 0 ? "all" : names.get(id) ?? id },
    { head: "reason", of: ({ reason }) => reason },
    { head: "fires", of: ({ fires }) => fires === "skip" ? "skipped" : "made up for" },
    { head: "since", of: ({ started_time }) => shownTime(started_time) },
    { head: "until", of: ({ until }) => shownTime(until) },
    { head: "by", of: ({ username }) => username },
  ], "Nothing is paused.");
}

async function begin(context: Context, reason: string, options: BeginOptions): Promise<void> {
  const { category, until, makeUp } = options;
  const client = await context.client();
  const [id, what] = await scopeOf(client, category);
  const pause = await client.maintenance.begin({
    category_id: id,
    reason,
    until: until && momentAhead("--until", until, context.io.now()),
    fires: makeUp ? "make_up" : "skip",
  });
  const end = pause.until === "" ? "somebody ends the pause" : shownTime(pause.until);
  await context.output.done(`${what} is paused until ${end}.`, pause);
}

async function end(context: Context, category = "all"): Promise<void> {
  const client = await context.client();
  const [id, what] = await scopeOf(client, category);
  await context.output.done(`${what} is no longer paused.`, await client.maintenance.end(id));
}

async function scopeOf(client: Carillon, text: string): Promise<[id: number, what: string]> {
  const id = await categoryId(client, text);
  return [id, id === 0 ? "Everything" : `The category ${text}`];
}
