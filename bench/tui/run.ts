/**
 * Measures the dashboard against its goals, in a pseudo-terminal, and shows the table. Linux only: what a process
 * costs is read from /proc.
 *
 *   deno task bench:tui [--save] [name ...]
 */
import { type Figure, table, tell } from "../support/figures.ts";
import { connection } from "./connection.ts";
import { drawing } from "./drawing.ts";
import { memory } from "./memory.ts";
import { resting } from "./resting.ts";
import { starting } from "./starting.ts";
import { storming } from "./storming.ts";

const parts = { starting, drawing, resting, storming, memory, connection };
const report = new URL("../tui.md", import.meta.url);

const isSaved = Deno.args.includes("--save");
const chosen = Deno.args.filter((arg) => !arg.startsWith("--"));

const figures: Figure[] = [];
for (const [name, part] of Object.entries(parts)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  const measured = await part();
  figures.push(...measured);
  tell(`\n${name}\n${table(measured)}`);
}
if (isSaved) await save(figures);

async function save(measured: readonly Figure[]): Promise<void> {
  const text = await Deno.readTextFile(report);
  const replaced = text.replace(
    /<!-- table -->[^]*<!-- \/table -->/,
    `<!-- table -->\n\n${await machine()}\n\n${table(measured)}\n\n<!-- /table -->`,
  );
  await Deno.writeTextFile(report, replaced);
}

async function machine(): Promise<string> {
  const cpu = /^model name\s*:\s*(.*)$/m.exec(await Deno.readTextFile("/proc/cpuinfo"))?.[1];
  const cores = navigator.hardwareConcurrency;
  const load = Deno.loadavg()[0]?.toFixed(1);
  const day = new Date().toISOString().slice(0, 10);
  return `${day}, Deno ${Deno.version.deno}, ${cores} cores of ${cpu}, load at the end ${load}.`;
}
