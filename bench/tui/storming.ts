/** 55 events a second, and 200. */
import { type Figure, percentile } from "../support/figures.ts";
import { keysToFrames, openJobs } from "./drawing.ts";
import { BenchServer } from "./server.ts";
import { goal } from "./starting.ts";
import { pause, Watched } from "./watched.ts";

const eventsPerRun = 4;
const runsPerSecond = 200 / eventsPerRun;
const calmRunsPerSecond = 55 / eventsPerRun;
const seconds = 12;

export async function storming(): Promise<Figure[]> {
  await using server = new BenchServer(2000, 1000);
  await using watched = await Watched.start({ url: server.url, columns: 160, rows: 56 });
  await openJobs(watched);
  await pause(4000);
  const jobs = await watched.during(() => server.storm(runsPerSecond, seconds));
  const storm = server.storm(runsPerSecond, seconds);
  const keys = await keysToFrames(watched, 100);
  await storm;
  watched.terminal.press("1");
  await pause(1000);
  const home = await watched.during(() => server.storm(runsPerSecond, seconds));
  return [
    ...await calmStorm(server),
    goal("200 events/s on Jobs at 160x56, CPU", jobs.cpu, "%", 15),
    // The clock draws once a second besides.
    goal("200 events/s on Jobs, frames a second", jobs.frames - 1, "1/s", 5),
    goal("200 events/s, key to frame, p95", percentile(keys, 95), "ms", 50),
    goal("200 events/s on Home at 160x56, CPU", home.cpu, "%", 15),
  ];
}

/** At the usual size of a terminal, with as many events as a busy server has. */
async function calmStorm(server: BenchServer): Promise<Figure[]> {
  await using watched = await Watched.start({ url: server.url, columns: 140, rows: 40 });
  await watched.terminal.shows(/● live/);
  await pause(4000);
  const home = await watched.during(() => server.storm(calmRunsPerSecond, seconds));
  await openJobs(watched);
  await pause(1000);
  const jobs = await watched.during(() => server.storm(calmRunsPerSecond, seconds));
  return [
    goal("55 events/s on Home at 140x40, CPU", home.cpu, "%", 10),
    goal("55 events/s on Jobs at 140x40, CPU", jobs.cpu, "%", 10),
  ];
}
