import type { Command } from "commander";
import { connectionOf } from "../../connection.ts";
import type { YesOption } from "../../confirming.ts";
import type { Context } from "../../context.ts";
import { wrongUse } from "../../failures.ts";
import { examples } from "../../subcommand.ts";
import { readClassMap } from "../class_map.ts";
import { importRecords, planned, type PlanOptions } from "../planning.ts";
import type { Found } from "./found.ts";
import { recordsOf } from "./records.ts";

interface Options extends YesOption, PlanOptions {
  readonly from?: string;
  readonly fromUser: string;
  readonly database?: string;
  readonly timezone?: string;
  readonly map?: string;
}

export function define(command: Command, context: Context): void {
  planned(command)
    .option(
      "--from <address>",
      "a running ndscheduler, whose API is read (--url behind the name does the same)",
    )
    .option(
      "--from-user <name>",
      "its admin; NDSCHEDULER_PASSWORD, or the terminal, has the password",
      "admin",
    )
    .option("--database <file>", "its SQLite file: passwords, and the history in full")
    .option("--timezone <name>", "the zone of its schedules, where the file does not say it")
    .option("--map <file>", "YAML: a class here for each class that is not here")
    .action((options: Options) => importNdscheduler(context, command, options));
  examples(
    command,
    ["carillon import ndscheduler --database datastore.db --dry-run", "what would be taken"],
    ["carillon import ndscheduler --from http://old:8888 --database datastore.db", "take all"],
    [
      "carillon import ndscheduler --from http://old:8888 --map classes.yaml --yes",
      "jobs of other classes",
    ],
  );
}

async function importNdscheduler(
  context: Context,
  command: Command,
  options: Options,
): Promise<void> {
  const [own, behind] = addressesIn(rootOf(command).rawArgs);
  const from = options.from ?? behind;
  const { url: _, ...globals } = context.globals;
  const { client } = connectionOf(
    context.io,
    own === undefined ? globals : { ...globals, url: own },
  );
  const found = await findAll(context, { ...options, ...(from === undefined ? {} : { from }) });
  const { timeZone, note } = zoneOf(found, options.timezone);
  const classes = await readClassMap(options.map);
  const { records, untaken } = recordsOf(found, { timeZone, classes, now: context.io.now() });
  await importRecords(context, client, {
    source: "ndscheduler",
    records,
    untaken: [...found.untaken, ...untaken],
    notes: [...found.notes, ...(note === undefined ? [] : [note])],
  }, options);
}

function rootOf(command: Command): Command & { readonly rawArgs: readonly string[] } {
  const { parent } = command;
  return (parent === null ? command : rootOf(parent)) as Command & { rawArgs: string[] };
}

/**
 * `--url` before the name is the Carillon server, as with all subcommands; behind it, the ndscheduler.
 * @returns both, as far as they are given.
 */
export function addressesIn(args: readonly string[]): [string | undefined, string | undefined] {
  const place = args.indexOf("ndscheduler");
  return [urlIn(args.slice(0, place)), urlIn(args.slice(place))];
}

function urlIn(args: readonly string[]): string | undefined {
  const place = args.findLastIndex((arg) => arg === "--url" || arg.startsWith("--url="));
  const arg = args[place];
  return arg === "--url" ? args[place + 1] : arg?.slice("--url=".length);
}

async function findAll(
  context: Context,
  { from, fromUser, database }: Options,
): Promise<Found> {
  if (from === undefined && database === undefined) {
    throw wrongUse("Where is the ndscheduler? Give --from ADDRESS, --database FILE, or both.");
  }
  const { readDatabase, joined } = await import("./database.ts");
  const file = database === undefined ? undefined : readDatabase(database);
  if (from === undefined) return file!;
  const { readApi } = await import("./api.ts");
  const password = context.io.env("NDSCHEDULER_PASSWORD") || await askFor(context, fromUser, from);
  const api = await readApi({ url: from, username: fromUser, password, now: context.io.now() });
  return file === undefined ? api : joined(api, file);
}

async function askFor({ io }: Context, user: string, from: string): Promise<string> {
  if (!io.isInputTerminal) {
    throw wrongUse(`Set NDSCHEDULER_PASSWORD to the password of ${user} at ${from}.`);
  }
  return await io.askSecret(`Password of ${user} at ${from}: `) ?? "";
}

/** Zones that ndscheduler is shipped with, by their offset: the API does not name its zone. */
const shipped: Readonly<Record<string, string>> = { "+08:00": "Asia/Taipei", "+00:00": "UTC" };

/** @throws CommandFailure where nobody knows the zone. */
function zoneOf(
  { timeZone, jobs }: Found,
  given: string | undefined,
): { readonly timeZone: string; readonly note?: string } {
  if (given !== undefined) return { timeZone: given };
  if (timeZone !== undefined) return { timeZone };
  const offsets = new Set(
    jobs.flatMap(({ next_run_time: time }) => /[-+]\d\d:\d\d$/.exec(String(time))?.[0] ?? []),
  );
  if (offsets.size === 0 && jobs.some((job) => !("next_run_time" in job))) {
    throw wrongUse("The file does not name the zone of its schedules: add --timezone NAME.");
  }
  const [offset = "+08:00"] = offsets;
  const zone = offsets.size > 1 ? undefined : shipped[offset];
  if (zone === undefined) {
    throw wrongUse(
      `Its next runs are at ${
        [...offsets].join(" and ")
      }, and the API does not name the zone: add --timezone NAME.`,
    );
  }
  const note = `the API says only that its times are at ${offset}: the jobs get ${zone}; ` +
    "--timezone names another zone";
  return { timeZone: zone, note };
}
