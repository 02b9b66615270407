/**
 * Runs the benches, each in a process of its own, and shows their table.
 *
 *   deno task bench [--full] [--save] [name ...]     deno task bench:compare [--full] [name ...]
 */
import type { Bench, Figure, SavedFigure } from "./support/figures.ts";
import { table, tell } from "./support/figures.ts";
import { replacePart } from "./support/readme.ts";

const names = ["throughput", "latency", "growth", "history", "http", "start", "cron", "server"];
/** A full run of these measures other rows. */
const grows = new Set(["growth", "history"]);
const saved = new URL("table.json", import.meta.url);
/** A ratio that is worse by more than this is a regression. */
const tolerance = 0.2;

const flags = new Set(Deno.args.filter((arg) => arg.startsWith("--")));
const chosen = Deno.args.filter((arg) => !arg.startsWith("--"));
const isFull = flags.has("--full");

if (flags.has("--one")) {
  const { default: bench } = await import(`./${chosen[0]}_bench.ts`) as { default: Bench };
  tell(JSON.stringify(await bench({ isFull })));
  Deno.exit(0);
}

const figures: SavedFigure[] = [];
for (const name of chosen.length > 0 ? chosen : names) {
  const measured = await measure(name);
  figures.push(...measured);
  tell(`\n${table(measured)}`);
}
if (chosen.length !== 1) tell(`\n${table(figures)}`);
if (flags.has("--save")) await save(figures);
if (flags.has("--compare")) Deno.exit(await compare(figures));

async function measure(name: string): Promise<SavedFigure[]> {
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", import.meta.filename ?? "", "--one", name, ...(isFull ? ["--full"] : [])],
    stdout: "piped",
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`the bench ${name} failed`);
  const lines = new TextDecoder().decode(stdout).trim().split("\n");
  const measured: Figure[] = JSON.parse(lines.at(-1) ?? "[]");
  const run = isFull && grows.has(name) ? `${name} --full` : name;
  return measured.map((figure) => ({ ...figure, run }));
}

/** Keeps the figures of the benches that did not run now. */
async function save(measured: readonly SavedFigure[]): Promise<void> {
  const runs = new Set(measured.map(({ run }) => run));
  const kept = (await readSaved()).filter(({ run }) => !runs.has(run));
  const order = names.flatMap((name) => [name, `${name} --full`]);
  const all = [...kept, ...measured]
    .toSorted((one, other) => order.indexOf(one.run) - order.indexOf(other.run));
  await Deno.writeTextFile(saved, `${JSON.stringify(all, null, 2)}\n`);
  await replacePart("table", table(all));
}

async function readSaved(): Promise<SavedFigure[]> {
  return JSON.parse(await Deno.readTextFile(saved).catch(() => "[]"));
}

/** @returns 1 when a ratio is worse than the saved one by more than the tolerance. */
async function compare(measured: readonly Figure[]): Promise<number> {
  const before = new Map((await readSaved()).map((figure) => [figure.name, figure]));
  const worse = measured.flatMap((figure) => {
    const old = before.get(figure.name)?.ratio;
    if (old === undefined || figure.ratio === undefined || old === 0) return [];
    const change = figure.better === "more" ? old / figure.ratio : figure.ratio / old;
    return change > 1 + tolerance
      ? [`${figure.name}: ${figure.ratio.toFixed(2)} was ${old.toFixed(2)}`]
      : [];
  });
  for (const line of worse) tell(`worse than the saved table: ${line}`);
  if (worse.length === 0) tell("nothing is worse than the saved table by more than 20 %");
  return worse.length === 0 ? 0 : 1;
}
