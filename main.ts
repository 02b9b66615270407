/**
 * Starts and stops the service, which routes/service.ts puts together. The crons stand here at the top level,
 * because Deno Deploy looks for them nowhere else.
 */
import { type Service, startService } from "./routes/service.ts";

const started = Promise.withResolvers<Service>();

if (Deno.env.get("ROLE")?.trim().toLowerCase() !== "api") {
  // Two crons, because Deno skips a run while the one before still goes, and a tick must not wait for work.
  // Neither ever throws: Deno would try the run again and lose the next minute.
  Deno.cron("carillon tick", "* * * * *", async () => {
    await (await started.promise).engine?.tick();
  });
  Deno.cron("carillon worker", "* * * * *", async () => {
    const { engine } = await started.promise;
    await engine?.drain();
    await engine?.watchWorkers();
  });
}

const starting = startService();

/** Deno Deploy gives 5 s to stop. Leases that are still held when the process ends run out. */
const graceMs = 4500;

/** How long a stop waits for a start that is under way. */
const startGraceMs = 1000;

let isStopping = false;

async function stop(signal: Deno.Signal): Promise<void> {
  if (isStopping) return; // one signal may come to the process and to its group
  isStopping = true;
  setTimeout(() => Deno.exit(1), graceMs);
  // A start that waits for its database has nothing to give back.
  const late = new Promise<undefined>((done) => setTimeout(() => done(undefined), startGraceMs));
  await (await Promise.race([started.promise, late]))?.stop(signal);
  Deno.exit(0);
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  // Windows has no SIGTERM.
  if (signal === "SIGTERM" && Deno.build.os === "windows") continue;
  Deno.addSignalListener(signal, () => void stop(signal));
}

const service = await starting;
if (service === undefined) Deno.exit(1);
started.resolve(service);
