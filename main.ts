/**
 * Starts and stops Carillon. The crons stand here, before the service is loaded: Deno Deploy looks for crons
 * at the top level of this file only. routes/service.ts puts everything else together.
 */
import type { Service } from "./routes/service.ts";

const started = Promise.withResolvers<Service>();

if (Deno.env.get("ROLE")?.trim().toLowerCase() !== "api") {
  // Two crons, because Deno skips a cron while its last run goes on: the tick must not wait for work.
  // Neither handler ever throws: Deno would run it again and miss the next minute.
  Deno.cron("carillon tick", "* * * * *", async () => {
    await (await started.promise).engine?.tick();
  });
  Deno.cron("carillon worker", "* * * * *", async () => {
    await (await started.promise).engine?.drain();
  });
}

const { startService } = await import("./routes/service.ts");
const starting = startService();

/** Deno Deploy gives 5 s. A process that needs longer ends, and the leases that it holds run out. */
const graceMs = 4500;

let isStopping = false;

async function stop(signal: Deno.Signal): Promise<void> {
  if (isStopping) return; // one signal may come to the process and to its group
  isStopping = true;
  setTimeout(() => Deno.exit(1), graceMs);
  await (await started.promise).stop(signal);
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
