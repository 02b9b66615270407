/**
 * Loads the service part by part, and writes how long each part takes on top of the parts before it. The first
 * figure is the time before the first line runs: Deno finds and reads all files that literal imports name before it.
 */
const startedAt = performance.now();

const parts: readonly [string, () => Promise<unknown>][] = [
  ["hono", () => import("hono")],
  ["zod", () => import("zod")],
  ["@hono/zod-openapi", () => import("@hono/zod-openapi")],
  ["prom-client, as far as it is used", () => import("../../scheduler/prom_client.ts")],
  ["scheduler/config.ts, log.ts, metrics.ts", () =>
    Promise.all([
      import("../../scheduler/config.ts"),
      import("../../scheduler/log.ts"),
      import("../../scheduler/metrics.ts"),
    ])],
  ["scheduler/auth", () =>
    Promise.all([
      import("../../scheduler/auth/password.ts"),
      import("../../scheduler/auth/token.ts"),
    ])],
  ["scheduler/model and store", () => import("../../scheduler/first_start.ts")],
  ["scheduler/job_classes", () => import("../../scheduler/job_classes/mod.ts")],
  ["routes/contract/jobs/jobs.ts", () => import("../../routes/contract/jobs/jobs.ts")],
  [
    "routes/app.ts, service.ts",
    () => Promise.all([import("../../routes/service.ts"), import("../../routes/app.ts")]),
  ],
  ["scheduler/engine", () => import("../../routes/start_engine.ts")],
];

const times: Record<string, number> = { "all files found": startedAt };
for (const [name, load] of parts) {
  const before = performance.now();
  await load();
  times[name] = performance.now() - before;
}
// deno-lint-ignore no-console -- start_bench.ts reads this line
console.log(JSON.stringify(times));
