import { type Command, Option } from "commander";
import type { Carillon } from "../../client/mod.ts";
import { confirm, type YesOption } from "../confirming.ts";
import type { Context } from "../context.ts";
import { printLine, printUntaken, writeYaml } from "./showing.ts";
import type { Untaken } from "./untaken.ts";
import type { Records } from "./ndscheduler/records.ts";
import { type Outcome, sendRecords, type Sent } from "./sending.ts";

export interface PlanOptions extends YesOption {
  readonly dryRun?: boolean;
  readonly outputFile?: string;
}

/** Adds the options that every import takes. */
export function planned(command: Command): Command {
  return command
    .option("--dry-run", "only show what would be done")
    .option("-y, --yes", "do not ask")
    .addOption(new Option("--output-file <file>", "write the jobs as YAML instead; - prints them"));
}

export interface Import {
  readonly source: string;
  readonly records: Records;
  /** What is left out already. */
  readonly untaken: readonly Untaken[];
  readonly notes: readonly string[];
  /** Categories of the server that the jobs are in: a document names them. */
  readonly here?: readonly unknown[];
}

/** Shows what an import would do, asks, does it, and lists what could not be taken. */
export async function importRecords(
  context: Context,
  client: Carillon,
  { source, records, untaken, notes, here = [] }: Import,
  options: PlanOptions,
): Promise<void> {
  if (options.outputFile !== undefined) {
    const { categories, jobs, users, executions, logs } = records;
    await writeYaml(context, options.outputFile, [...here, ...categories], jobs, untaken);
    const left = [...users, ...executions, ...logs].length;
    if (left > 0) {
      context.io.err(`Users and history (${left} records) have no place in the file.\n`);
    }
    return;
  }
  const plan = await sendRecords(client, source, records, true);
  const all = { ...plan, untaken: [...untaken, ...plan.untaken], notes: allNotes(plan, notes) };
  const isNothing = written(plan) === 0;
  if (options.dryRun === true || isNothing) {
    await show(context, "Plan", all, true);
    if (isNothing && context.output.isForPeople) context.io.out("Nothing to do.\n");
    return;
  }
  if (context.output.isForPeople) await show(context, "Plan", all, true);
  await confirm(context, `Import ${written(plan)} records?`, options);
  const done = await sendRecords(client, source, records, false);
  const result = { ...done, untaken: [...untaken, ...done.untaken], notes: [] };
  await show(
    context,
    "Done",
    { ...result, notes: context.output.isForPeople ? [] : all.notes },
    false,
  );
}

interface Shown extends Pick<Sent, "counts" | "untaken"> {
  readonly notes: readonly string[];
}

function written({ counts }: Pick<Sent, "counts">): number {
  return Object.values(counts).reduce((sum, { created, changed }) => sum + created + changed, 0);
}

/** Notes of many records are said once, with the first of them. */
function allNotes({ notes }: Sent, more: readonly string[]): string[] {
  const grouped = Object.entries(Object.groupBy(notes, ({ note }) => note));
  return [
    ...more,
    ...grouped.map(([note, some = []]) => {
      const named = some.slice(0, 3).map(({ what }) => what).join(", ");
      const others = some.length > 3 ? ` and ${some.length - 3} more` : "";
      return `${named}${others}: ${note}`;
    }),
  ];
}

async function show(context: Context, title: string, shown: Shown, isPlan: boolean): Promise<void> {
  const { output, io } = context;
  if (!output.isForPeople) {
    const { counts, notes, untaken } = shown;
    return await output.one({ is_plan: isPlan, counts, notes, untaken }, []);
  }
  const line = (text: string) => printLine(io, text);
  line(`${title}:`);
  for (const [kind, counts] of Object.entries(shown.counts)) {
    const parts = (Object.entries(counts) as [Outcome, number][])
      .filter(([, count]) => count > 0)
      .map(([outcome, count]) => `${count} ${words[outcome][isPlan ? 0 : 1]}`);
    if (parts.length > 0) line(`  ${kind.padEnd(11)} ${parts.join(", ")}`);
  }
  if (shown.notes.length > 0) {
    line("To know:");
    for (const note of shown.notes) line(`  ${note}`);
  }
  printUntaken(io, shown.untaken);
}

const words: Readonly<Record<Outcome, readonly [plan: string, done: string]>> = {
  created: ["to create", "created"],
  changed: ["to change", "changed"],
  same: ["here already", "here already"],
  refused: ["not taken", "not taken"],
};
