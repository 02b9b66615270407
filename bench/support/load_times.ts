/** Loads what the service loads at its start, part by part, and tells how long each takes. */
const parts: readonly [string, () => Promise<unknown>][] = [
  ["hono", () => import("hono")],
  ["zod", () => import("zod")],
  ["@hono/zod-openapi", () => import("@hono/zod-openapi")],
  ["jose", () => import("jose")],
  ["scheduler/model and store", () => import("../../scheduler/store/fire.ts")],
  ["scheduler/engine", () => import("../../scheduler/engine/engine.ts")],
  ["scheduler/job_classes", () => import("../../scheduler/job_classes/mod.ts")],
  ["routes (all)", () => import("../../routes/service.ts")],
];
const times: Record<string, number> = {};
for (const [name, load] of parts) {
  const startedAt = performance.now();
  await load();
  times[name] = performance.now() - startedAt;
}
// deno-lint-ignore no-console -- what its parent reads
console.log(JSON.stringify(times));
