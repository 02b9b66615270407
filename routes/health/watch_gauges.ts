/** Gauges of what is watched: alarms, channels, monitors, and the last successes of jobs. They are alike in every process. */
import { conditionOf } from "../../scheduler/model/monitors/expectation.ts";
import { monitorStates } from "../../scheduler/model/monitors/monitor_facts.ts";
import { type Instant, second } from "../../scheduler/model/time.ts";
import { Gauge, Registry } from "../../scheduler/prom_client.ts";
import { countOpenAlarms } from "../../scheduler/store/alarms/find_alarms.ts";
import { listChannels } from "../../scheduler/store/channels/channels.ts";
import type { Database } from "../../scheduler/store/kv/database.ts";
import { allMonitors, type KnownMonitor } from "../../scheduler/store/monitors/find_monitors.ts";
import { type LastSuccess, lastSuccesses } from "../../scheduler/store/watching/last_successes.ts";
import type { AppDeps } from "../deps.ts";

/** How many jobs and monitors have a line of their own. */
const mostLines = 200;

/** What costs many reads is read again after this, in milliseconds. */
const freshMs = 15 * second;

type GaugeDeps = Pick<AppDeps, "db" | "clock">;

export function watchGauges(deps: GaugeDeps): Registry {
  const { db } = deps;
  const registry = new Registry();
  const registers = [registry];
  new Gauge({
    name: "carillon_alarms_open",
    help: "Open alarms by what raised them, counted up to 20,000 altogether.",
    labelNames: ["kind"],
    registers,
    async collect() {
      for (const [kind, count] of Object.entries(await countOpenAlarms(db))) {
        this.set({ kind }, count);
      }
    },
  });
  new Gauge({
    name: "carillon_channels_failing",
    help: "Channels that could not send their last message.",
    registers,
    async collect() {
      const channels = await listChannels(db);
      this.set(channels.filter(({ health }) => health.failingSince !== undefined).length);
    },
  });
  addMonitors(registry, deps);
  addSuccesses(registry, deps);
  return registry;
}

function addMonitors(registry: Registry, { db, clock }: GaugeDeps): void {
  const read = remembered(() => clock.now(), () => readMonitors(db));
  const registers = [registry];
  new Gauge({
    name: "carillon_monitors",
    help: "Monitors by their state.",
    labelNames: ["state"],
    registers,
    async collect() {
      const now = clock.now();
      const states = (await read()).map(({ monitor, state }) => conditionOf(monitor, state, now));
      for (const state of monitorStates) {
        this.set({ state }, states.filter((one) => one === state).length);
      }
    },
  });
  new Gauge({
    name: "carillon_monitors_up",
    help: "1 for a monitor that is not down, and 0 for one that is: the first 200 monitors.",
    labelNames: ["monitor_id", "monitor_name"],
    registers,
    async collect() {
      const now = clock.now();
      this.reset();
      for (const { monitor, state } of (await read()).slice(0, mostLines)) {
        const condition = conditionOf(monitor, state, now);
        const labels = { monitor_id: monitor.id, monitor_name: monitor.name };
        if (condition !== "paused") this.set(labels, condition === "down" ? 0 : 1);
      }
    },
  });
}

async function readMonitors(db: Database): Promise<KnownMonitor[]> {
  const found: KnownMonitor[] = [];
  for await (const some of allMonitors(db)) found.push(...some);
  return found;
}

function addSuccesses(registry: Registry, { db, clock }: GaugeDeps): void {
  const read = remembered(() => clock.now(), () => lastSuccesses(db, mostLines));
  new Gauge({
    name: "carillon_job_last_success_timestamp_seconds",
    help:
      "When the last success of a watched job ended, in seconds since 1970: the first 200 jobs.",
    labelNames: ["job_name"],
    registers: [registry],
    async collect() {
      this.reset();
      for (const [name, at] of newestByName(await read())) {
        this.set({ job_name: name }, at / second);
      }
    },
  });
}

/** Jobs may share a name: their newest success counts. */
function newestByName(successes: readonly LastSuccess[]): Map<string, Instant> {
  const newest = new Map<string, Instant>();
  for (const { name, at } of successes) newest.set(name, Math.max(at, newest.get(name) ?? 0));
  return newest;
}

/** Reads once for all that ask within some seconds. */
function remembered<T>(now: () => Instant, read: () => Promise<T>): () => Promise<T> {
  let last: { readonly at: Instant; readonly reading: Promise<T> } | undefined;
  return () => {
    const at = now();
    if (last === undefined || at - last.at >= freshMs || at < last.at) {
      last = { at, reading: read() };
      last.reading.catch(() => last = undefined);
    }
    return last.reading;
  };
}
