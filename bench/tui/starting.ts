/** The start of a process to its first frame, and to the server's data. */
import { type Figure, median } from "../support/figures.ts";
import { BenchServer } from "./server.ts";
import { Watched } from "./watched.ts";

const rounds = 9;

export async function starting(): Promise<Figure[]> {
  await using server = new BenchServer(128, 1000);
  const [frame, begun, cpu, data, bare]: number[][] = [[], [], [], [], []];
  for (let round = 0; round <= rounds; round++) {
    await using watched = await Watched.start({
      url: server.url,
      columns: 140,
      rows: 40,
      isMarked: true,
    });
    const frameAt = await watched.nextFrame();
    const spent = watched.cpuMs();
    await watched.terminal.shows(/jobs 128/);
    if (round === 0) continue; // it fills the caches of the disk
    frame?.push(frameAt - watched.startedAt);
    begun?.push(frameAt - watched.begunAt);
    cpu?.push(spent);
    data?.push(performance.now() - watched.begunAt);
    bare?.push(await bareStartMs());
  }
  const best = Math.min(...begun ?? []);
  return [
    {
      name: "reference: start and end of an empty program",
      value: median(bare ?? []),
      unit: "ms",
      better: "less",
    },
    {
      name: "first frame after the start of the process, median",
      value: median(frame ?? []),
      unit: "ms",
      better: "less",
    },
    goal("first frame after our code begins, median", median(begun ?? []), "ms", 300),
    { name: "first frame after our code begins, best", value: best, unit: "ms", better: "less" },
    goal("first frame, CPU", median(cpu ?? []), "ms", 300),
    goal("data after our code begins, median", median(data ?? []), "ms", 450),
  ];
}

/** What the machine is like at this moment. */
async function bareStartMs(): Promise<number> {
  const startedAt = performance.now();
  await new Deno.Command(Deno.execPath(), { args: ["eval", "--no-check", "0"] }).output();
  return performance.now() - startedAt;
}

export function goal(name: string, value: number, unit: string, most: number): Figure {
  return {
    name,
    value,
    unit,
    better: "less",
    goal: `<= ${most} ${unit}`,
    isMet: value <= most,
  };
}
