import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";
import ipaddr from "ipaddr.js";
import { Gauge, Registry } from "../../scheduler/prom_client.ts";
import { zoneDataVersion } from "../../scheduler/cron/mod.ts";
import { Metrics } from "../../scheduler/metrics.ts";
import { isAdmin } from "../../scheduler/model/caller.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import { type Instant, second } from "../../scheduler/model/time.ts";
import { lastTick } from "../../scheduler/store/firing/ticks.ts";
import type { Database } from "../../scheduler/store/kv/database.ts";
import { type QueueFigures, queueFigures } from "../../scheduler/store/running/queue_figures.ts";
import { Exposition } from "../contract/health.ts";
import type { AppDeps, AppEnv } from "../deps.ts";
import { callerOf } from "../http/callers/callers.ts";
import { newApp } from "../http/new_app.ts";
import { isLoopback, remoteAddress } from "../http/remote_address.ts";
import { openErrors } from "../http/route_config.ts";
import { watchGauges } from "./watch_gauges.ts";

type MetricsDeps =
  & Pick<AppDeps, "db" | "clock" | "metrics" | "metricsToken" | "trustedProxies">
  /** Absent in a process that only works: it knows no callers. */
  & Partial<Pick<AppDeps, "tokens">>;

const metricsRoute = createRoute({
  method: "get",
  path: "/metrics",
  tags: ["health"],
  operationId: "metrics",
  summary: "Read the metrics of this process",
  description: "In the text format of Prometheus.",
  security: [],
  "x-permission":
    "Everyone on the same machine, unless `METRICS_TOKEN` is set; from anywhere, admins " +
    "and whoever sends that token.",
  responses: {
    200: { description: "The metrics.", content: { "text/plain": { schema: Exposition } } },
    ...openErrors(401, 503),
  },
});

export function metricsRoutes(deps: MetricsDeps) {
  const { metrics = new Metrics() } = deps;
  const registries = [metrics.registry, zoneDataInfo(), databaseGauges(deps), watchGauges(deps)];
  return newApp().openapi(metricsRoute, async (c) => {
    await mustReadMetrics(c, deps);
    // A merged registry knows the metrics of its moment; some are made while the service runs.
    const registry = Registry.merge(registries);
    return c.text(await registry.metrics(), 200, { "Content-Type": registry.contentType });
  });
}

/** @throws Refusal `unauthorized` for a caller who may not read the metrics. */
async function mustReadMetrics(c: Context<AppEnv>, deps: MetricsDeps): Promise<void> {
  const { db, clock, tokens, metricsToken, trustedProxies } = deps;
  const authorization = c.req.header("Authorization") ?? "";
  if (metricsToken !== undefined && await isSameSecret(authorization, `Bearer ${metricsToken}`)) {
    return;
  }
  if (metricsToken === undefined && isFromHere(c, trustedProxies)) return;
  const caller = tokens && await callerOf({ db, clock, tokens }, authorization);
  if (caller !== undefined && isAdmin(caller)) return;
  throw new Refusal("unauthorized", "The metrics need METRICS_TOKEN, or an admin's token.");
}

/** A request that a proxy on this machine passes on comes from elsewhere, even from an unknown address. */
function isFromHere(c: Context<AppEnv>, trustedProxies = 0): boolean {
  const isHandedOn = ["X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via"]
    .some((name) => c.req.header(name) !== undefined);
  if (isHandedOn && trustedProxies === 0) return false;
  return isLoopback(remoteAddress(c, trustedProxies)) && isLocalHost(new URL(c.req.url).hostname);
}

/**
 * A page elsewhere can make its own name stand for this machine's address (DNS rebinding). It cannot do so with the
 * name `localhost` or with an address.
 */
function isLocalHost(host: string): boolean {
  return /(^|\.)localhost$/.test(host) || ipaddr.isValid(host.replace(/^\[(.*)\]$/, "$1"));
}

/** Compares in constant time, so that the time does not tell how much of a guess is right. */
async function isSameSecret(a: string, b: string): Promise<boolean> {
  const [x, y] = await Promise.all([a, b].map(async (text) => (
    new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)))
  )));
  return x !== undefined && y !== undefined && x.reduce((sum, byte, i) => (
        sum | (byte ^ (y[i] ?? 0))
      ), 0) === 0;
}

/** Says in its label which time zone rules this process has. */
function zoneDataInfo(): Registry {
  const registry = new Registry();
  new Gauge({
    name: "carillon_zone_data_info",
    help: "The version of the time zone rules that schedules are read by; always 1.",
    labelNames: ["version"],
    registers: [registry],
  }).set({ version: zoneDataVersion }, 1);
  return registry;
}

/** How many executions a scrape reads at most, and how old the claims are that name them. */
const mostRead = 100;
const readAfterMs = 5 * second;

/** A claim of many short runs counts whole for the moment that it lasts: to read each execution would cost more than runs do. */
function readFigures(db: Database, now: Instant): Promise<QueueFigures> {
  return queueFigures(db, now, { mostRead, readAfterMs });
}

/** Gauges of the whole database, alike in every process: read when the metrics are asked for. */
function databaseGauges({ db, clock }: MetricsDeps): Registry {
  const registry = new Registry();
  const registers = [registry];
  // Two gauges show what is read once.
  let reading: Promise<QueueFigures> | undefined;
  const figures = () => reading ??= readFigures(db, clock.now()).finally(() => reading = undefined);
  new Gauge({
    name: "carillon_queue_executions",
    help: "Executions under way in the whole database, each counted up to 1000.",
    labelNames: ["state"],
    registers,
    async collect() {
      const { workers: _, ...executions } = await figures();
      for (const [state, count] of Object.entries(executions)) this.set({ state }, count);
    },
  });
  new Gauge({
    name: "carillon_workers",
    help: "Processes that hold a lease to run executions.",
    registers,
    async collect() {
      this.set((await figures()).workers);
    },
  });
  new Gauge({
    name: "carillon_last_tick_age_seconds",
    help: "How long ago a tick last ran, in whatever process.",
    registers,
    async collect() {
      const tickedAt = await lastTick(db);
      if (tickedAt === undefined) this.remove();
      else this.set(Math.max(0, clock.now() - tickedAt) / second);
    },
  });
  return registry;
}
