/** Connected, with nothing but the clock and the countdowns. */
import type { Figure } from "../support/figures.ts";
import { openJobs } from "./drawing.ts";
import { BenchServer } from "./server.ts";
import { goal } from "./starting.ts";
import { pause, Watched } from "./watched.ts";

const seconds = 15;
const settleMs = 4000;

export async function resting(): Promise<Figure[]> {
  await using server = new BenchServer(128, 1000);
  await using watched = await Watched.start({ url: server.url, columns: 140, rows: 40 });
  await watched.terminal.shows(/● live/);
  await pause(settleMs);
  const home = await watched.during(() => pause(seconds * 1000));
  await openJobs(watched);
  await pause(settleMs);
  const jobs = await watched.during(() => pause(seconds * 1000));
  // By name, so that a row stays where it is while its run begins and ends.
  watched.terminal.press("o");
  await watched.terminal.shows(/sort name/);
  const rows = await watched.during(() => server.storm(10, seconds, 30));
  return [
    goal("idle on Home, CPU of a core", home.cpu, "%", 1.5),
    goal("idle on Home, bytes to the terminal", home.bytes / 1000, "KB/s", 1),
    goal("idle on Jobs, CPU of a core", jobs.cpu, "%", 1.5),
    goal("idle on Jobs, bytes to the terminal", jobs.bytes / 1000, "KB/s", 1),
    goal("10 changed rows a second, bytes", rows.bytes / 1000, "KB/s", 8),
  ];
}
