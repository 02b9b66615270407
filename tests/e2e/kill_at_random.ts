import { Server } from "./server.ts";

/** On a busy machine, more kills would leave the workers no time to get done. */
const mostKills = 12;

/** Two workers, one of which is always about to die. */
export async function killAtRandom(
  folder: string,
  environment: Record<string, string>,
  isDone: { yet: boolean },
): Promise<void> {
  const start = () => Server.start(folder, { ...environment, ROLE: "worker" });
  let [victim, other] = await Promise.all([start(), start()]);
  for (let kills = 0; kills < 4 || !isDone.yet; kills++) {
    await new Promise((done) => setTimeout(done, 300 + Math.random() * 1200));
    if (kills >= mostKills) continue;
    await victim.kill();
    [victim, other] = [other, await start()];
  }
  await Promise.all([victim.kill(), other.kill()]);
}
