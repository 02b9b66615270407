/**
 * Carillon's start and end. The crons stand here, before anything heavy is loaded: Deno Deploy looks for
 * them nowhere else. All the rest is put together in routes/service.ts.
 */
import type { Service } from "./routes/service.ts";

const started = Promise.withResolvers<Service>();

if (Deno.env.get("ROLE")?.trim().toLowerCase() !== "api") {
  // Two, for a run that still goes makes the next of the same name be skipped: the tick must not
  // wait for work. Neither ever throws, or Deno would try it again and lose the next minute.
  Deno.cron("carillon tick", "* * * * *", async () => {
    await (await started.promise).engine?.tick();
  });
  Deno.cron("carillon worker", "* * * * *", async () => {
    await (await started.promise).engine?.drain();
  });
}

const { startService } = await import("./routes/service.ts");
const starting = startService();

/** Deno Deploy gives 5 s; then the process ends, and leases that are left run out. */
const graceMs = 4500;

async function stop(signal: Deno.Signal): Promise<void> {
  setTimeout(() => Deno.exit(1), graceMs);
  await (await started.promise).stop(signal);
  Deno.exit(0);
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  // Windows knows no SIGTERM.
  if (signal === "SIGTERM" && Deno.build.os === "windows") continue;
  Deno.addSignalListener(signal, () => void stop(signal));
}

const service = await starting;
if (service === undefined) Deno.exit(1);
started.resolve(service);
