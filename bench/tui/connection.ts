/** How soon the dashboard shows that the server is gone, and that the server is back. */
import { type Figure, median } from "../support/figures.ts";
import { BenchServer } from "./server.ts";
import { goal } from "./starting.ts";
import { pause, Watched } from "./watched.ts";

const rounds = 5;

export async function connection(): Promise<Figure[]> {
  await using server = new BenchServer(128, 1000);
  await using watched = await Watched.start({ url: server.url, columns: 140, rows: 40 });
  const { terminal } = watched;
  const [gone, frozen, back]: [number[], number[], number[]] = [[], [], []];
  await terminal.shows(/● live/);
  for (let round = 0; round < rounds; round++) {
    await pause(1500);
    gone.push(
      await timed(async () => {
        await server.stop();
        await terminal.hides(/● live/);
      }),
    );
    await pause(3000);
    back.push(
      await timed(async () => {
        server.startAgain();
        await terminal.shows(/● live/);
      }),
    );
  }
  for (let round = 0; round < rounds; round++) {
    await pause(1500);
    server.isFrozen = true;
    frozen.push(await timed(() => terminal.hides(/● live/)));
    server.isFrozen = false;
    await terminal.shows(/● live/);
  }
  return [
    goal("a server that ended is shown, worst of 5", Math.max(...gone), "ms", 2000),
    goal("a server that is silent is shown, worst of 5", Math.max(...frozen), "ms", 2000),
    { name: "back after its return, median", value: median(back), unit: "ms", better: "less" },
    goal("back after its return, worst of 5", Math.max(...back), "ms", 1500),
  ];
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await act();
  return performance.now() - startedAt;
}
