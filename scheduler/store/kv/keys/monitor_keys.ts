import type { CategoryId } from "../../../model/ids.ts";
import { MonitorId, type PingId } from "../../../model/ids.ts";
import { MonitorLooks } from "../../../model/monitors/expectation.ts";
import { Monitor, MonitorState, Ping } from "../../../model/monitors/monitor.ts";
import { indexKey, indexTable, key, nameKey, table } from "./key_makers.ts";

/** The keys of monitors and of their pings. */
export const monitorKeys = {
  monitor: {
    at: (id: MonitorId) => key(Monitor, "monitor", id),
    all: table(Monitor, "monitor"),
    state: (id: MonitorId) => key(MonitorState, "monitor_state", id),
    byName: (name: string, id: MonitorId) => indexKey("monitor_by_name", nameKey(name), id),
    allByName: indexTable("monitor_by_name"),
    byCategory: (category: CategoryId, name: string, id: MonitorId) =>
      indexKey("monitor_by_category", category, nameKey(name), id),
    allByCategory: (category: CategoryId) => indexTable("monitor_by_category", category),
    /** By the hash of the key of its address. */
    byKey: (hash: string) => key(MonitorId, "monitor_by_key", hash),
    /** Each look at the monitors checks and writes it. */
    looks: key(MonitorLooks, "monitor_looks"),
  },
  ping: {
    at: (id: PingId) => key(Ping, "ping", id),
    all: table(Ping, "ping"),
    byMonitor: (monitor: MonitorId, id: PingId) => indexKey("ping_by_monitor", monitor, id),
    allByMonitor: (monitor: MonitorId) => indexTable("ping_by_monitor", monitor),
  },
};
