import type { Command } from "commander";
import type { Carillon } from "../../client/mod.ts";
import type { Category } from "../../client/types.ts";
import type { Context } from "../context.ts";
import { examples } from "../subcommand.ts";
import { readClassMap } from "./class_map.ts";
import { eventOf } from "./cronicle_event.ts";
import { fieldsOf, textOf } from "./ndscheduler/found.ts";
import { importRecords, planned, type PlanOptions } from "./planning.ts";
import { readText } from "./reading.ts";
import type { Untaken } from "./untaken.ts";

interface Options extends PlanOptions {
  readonly zone?: string;
  readonly map?: string;
}

export function define(command: Command, context: Context): void {
  planned(command)
    .argument("[file]", "what `control.sh export` wrote; - is the standard input", "-")
    .option("--zone <name>", "the zone of events without one; the server's without it")
    .option("--map <file>", "YAML: a class here for each plugin that has none")
    .action((file: string, options: Options) => importCronicle(context, file, options));
  examples(
    command,
    ["/opt/cronicle/bin/control.sh export backup.txt", "in Cronicle"],
    ["carillon import cronicle backup.txt --dry-run", "what each event would become"],
  );
}

async function importCronicle(context: Context, file: string, options: Options): Promise<void> {
  const client = await context.client();
  const classes = await readClassMap(options.map);
  const text = file === "-" ? await context.io.readInput() : await readText(file);
  const { items, untaken, notes } = readExport(text);
  const categories = await categoriesOf(client, items.get("categories") ?? []);
  const events = await Promise.all(
    (items.get("schedule") ?? []).map((event) =>
      eventOf(event, { classes, zone: options.zone, categories: categories.numbers })
    ),
  );
  const jobs = events.flatMap((one) => one.jobs);
  const used = new Set(jobs.map(({ category_id }) => category_id));
  await importRecords(context, client, {
    source: "cronicle",
    records: {
      categories: categories.made.filter(({ id }) => used.has(id)),
      jobs,
      ...{ users: [], executions: [], logs: [] },
    },
    untaken: [...untaken, ...events.flatMap((one) => one.untaken)],
    notes: [...notes, ...events.flatMap((one) => one.notes)],
    here: categories.here.filter(({ id }) => used.has(id)),
  }, options);
}

/** A line of an export: KEY - JSON. */
const line = /^(\w[\w./-]*)\s+-\s+(\{.*\})\s*$/;

export interface Export {
  /** The items of each list, by its name: schedule, categories, plugins, … */
  readonly items: ReadonlyMap<string, readonly unknown[]>;
  readonly untaken: readonly Untaken[];
  readonly notes: readonly string[];
}

/** Reads an export of Cronicle, version 1.0. Each line is a comment, a record, or told. */
export function readExport(text: string): Export {
  const items = new Map<string, unknown[]>();
  const untaken: Untaken[] = [];
  let users = 0;
  for (const [i, given] of text.split(/\r?\n/).entries()) {
    if (given.trim() === "" || given.startsWith("#")) continue;
    const [, key = "", json = ""] = line.exec(given) ?? [];
    const record = parsed(json);
    if (record === undefined) {
      untaken.push({ what: `line ${i + 1}`, reason: "it is no line of the form KEY - JSON" });
      continue;
    }
    if (key.startsWith("users/")) users++;
    const [, name] = /^global\/(\w+)\/-?\d+$/.exec(key) ?? [];
    const { items: listed } = fieldsOf(record);
    if (name === undefined || !Array.isArray(listed)) continue;
    items.getOrInsertComputed(name, () => []).push(...listed);
  }
  const keys = items.get("api_keys")?.length ?? 0;
  const left = [
    ...(users > 0
      ? [`${users} users: Cronicle hashes passwords in its own way; make them anew`]
      : []),
    ...(keys > 0 ? [`${keys} API keys: \`carillon keys create\` makes new ones`] : []),
  ];
  if (!items.has("schedule")) untaken.push({ what: "the export", reason: "it holds no schedule" });
  return { items, untaken, notes: left.map((text) => `not taken: ${text}`) };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Categories get numbers here: that of the category of the same name, or the next free one. */
async function categoriesOf(client: Carillon, given: readonly unknown[]): Promise<{
  readonly numbers: ReadonlyMap<string, number>;
  readonly made: readonly {
    readonly id: number;
    readonly name: string;
    readonly description: string;
  }[];
  readonly here: readonly Category[];
}> {
  const here = await client.categories.list();
  const byName = new Map(here.map(({ id, name }) => [name.toLowerCase(), id]));
  let next = Math.max(1, ...here.map(({ id }) => id)) + 1;
  const numbers = new Map<string, number>();
  const made: { id: number; name: string; description: string }[] = [];
  for (const one of given) {
    const { id, title, description } = fieldsOf(one);
    const name = textOf(title) ?? textOf(id);
    if (typeof id !== "string" || name === undefined) continue;
    const known = byName.get(name.toLowerCase());
    numbers.set(id, known ?? next);
    if (known !== undefined) continue;
    byName.set(name.toLowerCase(), next);
    made.push({ id: next++, name, description: textOf(description) ?? "" });
  }
  return { numbers, made, here };
}
