import type { Context } from "hono";
import { gauge, type MetricFamily, Metrics } from "../../scheduler/metrics.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import { second } from "../../scheduler/model/time.ts";
import { queueFigures } from "../../scheduler/store/running/queue_figures.ts";
import { lastTick } from "../../scheduler/store/firing/ticks.ts";
import { apiRoutes, route } from "../http/api_route.ts";
import type { AppDeps, AppEnv } from "../deps.ts";
import { isLoopback, remoteAddress } from "../http/remote_address.ts";
import { callerOf } from "../http/guard.ts";

const apiRoute = apiRoutes(() => import("../contract/health.ts"));

export type MetricsDeps =
  & Pick<AppDeps, "db" | "clock" | "metrics" | "metricsToken" | "trustedProxies">
  /** Absent in a process that only works: there no user can be told. */
  & Partial<Pick<AppDeps, "tokens">>;

const metricsRoute = apiRoute({
  method: "get",
  path: "/metrics",
  tags: ["health"],
  operationId: "metrics",
  summary: "Read the metrics of this process",
  description: "In Prometheus' text format.",
  permission: "From the same machine everyone, unless `METRICS_TOKEN` is set; from anywhere who " +
    "sends that as bearer token, and admins.",
  security: [],
  responses: ({ Exposition }) => ({
    200: { description: "The metrics.", content: { "text/plain": { schema: Exposition } } },
  }),
  errors: [401, 503],
});

export function metricsRoutes(deps: MetricsDeps) {
  const { metrics = new Metrics() } = deps;
  return [route(metricsRoute, async (c) => {
    await mustReadMetrics(c, deps);
    const text = await written([...metrics.families(), ...await momentary(deps)]);
    return c.text(text, 200, { "Content-Type": "text/plain; version=0.0.4; charset=utf-8" });
  })];
}

/** @throws Refusal `unauthorized`. */
async function mustReadMetrics(c: Context<AppEnv>, deps: MetricsDeps): Promise<void> {
  const { db, clock, tokens, metricsToken, trustedProxies } = deps;
  const authorization = c.req.header("Authorization") ?? "";
  if (metricsToken !== undefined && await isSameSecret(authorization, `Bearer ${metricsToken}`)) {
    return;
  }
  if (metricsToken === undefined && isFromHere(c, trustedProxies)) return;
  const caller = tokens && await callerOf({ db, clock, tokens }, authorization);
  if (caller?.isAdmin) return;
  throw new Refusal("unauthorized", "The metrics need METRICS_TOKEN, or an admin's token.");
}

/** What a proxy on the same machine hands on comes from elsewhere, even if it is not known from where. */
function isFromHere(c: Context<AppEnv>, trustedProxies = 0): boolean {
  const isHandedOn = ["X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via"]
    .some((name) => c.req.header(name) !== undefined);
  if (isHandedOn && trustedProxies === 0) return false;
  return isLoopback(remoteAddress(c, trustedProxies));
}

/** In a time that does not tell how much of it was right. */
async function isSameSecret(a: string, b: string): Promise<boolean> {
  const [x, y] = await Promise.all([a, b].map(async (text) => (
    new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)))
  )));
  return x !== undefined && y !== undefined && x.reduce((sum, byte, i) => (
        sum | (byte ^ (y[i] ?? 0))
      ), 0) === 0;
}

/** What is so now, for all processes of this database alike. */
async function momentary({ db, clock }: MetricsDeps): Promise<MetricFamily[]> {
  const now = clock.now();
  const [figures, tickedAt] = await Promise.all([queueFigures(db, now), lastTick(db)]);
  const { workers, ...executions } = figures;
  return [
    gauge(
      "carillon_queue_executions",
      "Executions under way in the whole database, each counted up to 1000.",
      Object.entries(executions).map(([state, count]) => [{ state }, count]),
    ),
    gauge("carillon_workers", "Processes that hold a lease to run executions.", [[{}, workers]]),
    gauge(
      "carillon_last_tick_age_seconds",
      "How long ago a tick last ran, in whatever process.",
      tickedAt === undefined ? [] : [[{}, Math.max(0, now - tickedAt) / second]],
    ),
  ];
}

/** Loaded when it is first asked for: it takes 50 ms, which a server's start shall not pay. */
async function written(families: readonly MetricFamily[]): Promise<string> {
  const { Registry } = await import("prom-client");
  const registry = new Registry();
  for (const family of families) {
    const metric = { ...family, aggregator: "sum", get: () => Promise.resolve(family) };
    // Its types know the metrics that it counts itself; it writes whatever has this form.
    registry.registerMetric(metric as unknown as Parameters<typeof registry.registerMetric>[0]);
  }
  return await registry.metrics();
}
