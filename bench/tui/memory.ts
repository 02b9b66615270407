/** Resident memory after the start, and after many runs were seen. */
import type { Figure } from "../support/figures.ts";
import { openJobs } from "./drawing.ts";
import { BenchServer } from "./server.ts";
import { goal } from "./starting.ts";
import { pause, Watched } from "./watched.ts";

const runs = 10_000;
const runsPerSecond = 500;

export async function memory(): Promise<Figure[]> {
  await using server = new BenchServer(2000, 100);
  await using watched = await Watched.start({ url: server.url, columns: 140, rows: 40 });
  await openJobs(watched);
  await pause(8000);
  const start = watched.residentMiB();
  await server.storm(runsPerSecond, runs / runsPerSecond);
  await pause(10_000);
  const first = watched.residentMiB();
  await server.storm(runsPerSecond, runs / runsPerSecond);
  await pause(10_000);
  const second = watched.residentMiB();
  return [
    goal("memory after the start, 2,000 jobs", start, "MiB", 130),
    goal("memory after 10,000 runs, 2,000 jobs", first, "MiB", 140),
    goal("memory that the next 10,000 runs add", second - first, "MiB", 5),
  ];
}
