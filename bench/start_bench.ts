/** Measures from the process start to the first authenticated answer, beside a bare Hono + openKv program. */
import { type Bench, type Figure, median } from "./support/figures.ts";
import { benchDatabase } from "./support/seeds.ts";
import { startBare, startCarillon } from "./support/servers.ts";

const rounds = 7;

const coldStart: Bench = async () => {
  await using bench = await benchDatabase();
  await using bareBench = await benchDatabase();
  const [ours, bares, memory]: number[][] = [[], [], []];
  for (let round = 0; round <= rounds; round++) {
    await using bare = await startBare(bareBench.path);
    await using carillon = await startCarillon(bench.path);
    if (round === 0) continue; // the first round makes the first user and fills the caches of the disk
    bares?.push(bare.startMs);
    ours?.push(carillon.startMs);
    memory?.push(carillon.residentMiB());
  }
  const [own, bare] = [median(ours ?? []), median(bares ?? [])];
  const loaded = await loadTimes();
  return [
    { name: "reference: start of bare Hono + openKv", value: bare, unit: "ms", better: "less" },
    {
      name: "cold start",
      value: own,
      unit: "ms",
      better: "less",
      ratio: own / bare,
      reference: "bare start",
      goal: "<= 5 x bare",
      isMet: own / bare <= 5,
    },
    { name: "memory after the start", value: median(memory ?? []), unit: "MiB", better: "less" },
    ...loaded,
  ];
};
export default coldStart;

/** How long each part of the service takes to load on top of the parts before it. */
async function loadTimes(): Promise<Figure[]> {
  const script = new URL("support/load_times.ts", import.meta.url).pathname;
  const runs: Record<string, number>[] = [];
  for (let i = 0; i < 5; i++) {
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", script],
      stdout: "piped",
    }).output();
    runs.push(JSON.parse(new TextDecoder().decode(stdout)));
  }
  return Object.keys(runs[0] ?? {}).map((name) => ({
    name: `loading ${name}`,
    value: median(runs.map((run) => run[name] ?? 0)),
    unit: "ms",
    better: "less",
  }));
}
