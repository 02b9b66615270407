import type { Monitor, Ping } from "../../../routes/contract/monitors/monitors.ts";

export interface MonitorsState {
  readonly byId: ReadonlyMap<string, Monitor>;
  /** `missing`: this server has no monitors. */
  readonly phase: "none" | "ready" | "failed" | "missing";
  readonly error: string;
  /** The last pings of the monitors whose pages were opened, the newest first. */
  readonly pings: ReadonlyMap<string, readonly Ping[]>;
}

export type MonitorsEvent =
  | { readonly type: "monitors_read"; readonly monitors: readonly Monitor[] }
  | { readonly type: "monitors_failed"; readonly error: string; readonly isMissing: boolean }
  | { readonly type: "pings_read"; readonly id: string; readonly pings: readonly Ping[] }
  | { readonly type: "monitor_paused"; readonly id: string; readonly isPaused: boolean }
  | { readonly type: "monitor_gone"; readonly id: string };

export const initialMonitors: MonitorsState = {
  byId: new Map(),
  phase: "none",
  error: "",
  pings: new Map(),
};

export function reduceMonitors(state: MonitorsState, event: MonitorsEvent): MonitorsState {
  switch (event.type) {
    case "monitors_read": {
      const byId = new Map(event.monitors.map((monitor) => [monitor.monitor_id, monitor]));
      return { ...state, byId, phase: "ready", error: "" };
    }
    case "monitors_failed": {
      const { error, isMissing } = event;
      if (isMissing) return { ...state, phase: "missing", error };
      return { ...state, phase: state.byId.size > 0 ? "ready" : "failed", error };
    }
    case "pings_read":
      return { ...state, pings: new Map(state.pings).set(event.id, event.pings) };
    case "monitor_paused": {
      const monitor = state.byId.get(event.id);
      if (monitor === undefined) return state;
      const byId = new Map(state.byId).set(event.id, pausedOrResumed(monitor, event.isPaused));
      return { ...state, byId };
    }
    case "monitor_gone": {
      const byId = new Map(state.byId);
      byId.delete(event.id);
      return { ...state, byId };
    }
    default:
      return state;
  }
}

/** As the server shows it, until it is read again: what was before a resumption does not count. */
function pausedOrResumed(monitor: Monitor, isPaused: boolean): Monitor {
  if (isPaused) return { ...monitor, paused: true, state: "paused", next_ping_time: "" };
  const state = monitor.last_ping_time === "" ? "new" : "up";
  return { ...monitor, paused: false, state, down_since: "" };
}
