/**
 * Loads what the service loads, part by part and in its order, and tells how long each takes on top of those
 * before it. The first figure is what passes before the first line runs: all files that literal imports
 * name are found and read then, those that are loaded later too.
 */
const startedAt = performance.now();

const parts: readonly [string, () => Promise<unknown>][] = [
  ["hono", () => import("hono")],
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
  ["routes/service.ts, app.ts", () => import("../../routes/service.ts")],
  ["routes/users/routes.ts, for the first answer", () => import("../../routes/users/routes.ts")],
  ["behind it: zod", () => import("zod")],
  ["behind it: scheduler/job_classes", () => import("../../scheduler/job_classes/mod.ts")],
  ["behind it: scheduler/engine", () => import("../../scheduler/engine/engine.ts")],
  ["when asked: routes/jobs/routes.ts", () => import("../../routes/jobs/routes.ts")],
  ["when asked: routes/contract/jobs.ts", () => import("../../routes/contract/jobs.ts")],
  ["when asked: @hono/zod-openapi", () => import("@hono/zod-openapi")],
];

const times: Record<string, number> = { "all files found": startedAt };
for (const [name, load] of parts) {
  const before = performance.now();
  await load();
  times[name] = performance.now() - before;
}
// deno-lint-ignore no-console -- what its parent reads
console.log(JSON.stringify(times));
