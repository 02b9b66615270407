/** Keys to frames among 10,000 jobs, and what one frame takes. */
import { type Figure, percentile } from "../support/figures.ts";
import { BenchServer } from "./server.ts";
import { goal } from "./starting.ts";
import { pause, Watched } from "./watched.ts";

/** Keys come fast, but not as fast as frames. */
const betweenKeysMs = 60;
const keyCount = 300;
const halfPage = "\x04";

export async function drawing(): Promise<Figure[]> {
  await using server = new BenchServer(10_000, 1000);
  await using watched = await Watched.start({ url: server.url, columns: 140, rows: 40 });
  await openJobs(watched);
  await pause(8000); // the history of so many jobs is read in pages
  const spent = watched.cpuMs();
  const keys = await keysToFrames(watched, keyCount);
  const cpu = (watched.cpuMs() - spent) / keyCount;
  return [
    goal("key to frame, 10,000 jobs, 140x40, p50", percentile(keys, 50), "ms", 16),
    goal("key to frame, 10,000 jobs, 140x40, p95", percentile(keys, 95), "ms", 33),
    { name: "CPU a key, the clock's frames included", value: cpu, unit: "ms", better: "less" },
    ...await frames(140, 40, 10),
    ...await frames(160, 56, 25),
  ];
}

export async function openJobs(watched: Watched): Promise<void> {
  await watched.terminal.shows(/● live/);
  watched.terminal.press("2");
  await watched.terminal.shows(/LAST 12/);
}

export async function keysToFrames(watched: Watched, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    times.push(await watched.keyToFrameMs(i % 10 === 9 ? halfPage : "j"));
    await pause(betweenKeysMs);
  }
  return times;
}

/** In a process of its own: the dashboard's parts on a terminal that only counts. */
async function frames(columns: number, rows: number, mostMs: number): Promise<Figure[]> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-check",
      new URL("frame_process.ts", import.meta.url).pathname,
      String(columns),
      String(rows),
    ],
    stderr: "inherit",
  }).output();
  const whole: number[] = JSON.parse(new TextDecoder().decode(stdout));
  const size = `${columns}x${rows}`;
  return [goal(`frame at ${size}, all rows new, p95`, percentile(whole, 95), "ms", mostMs)];
}
