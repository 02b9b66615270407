import type { Monitor, Ping } from "../../../routes/contract/monitors/monitors.ts";
import type { ChangesEvent } from "../../state/server/server_event.ts";
import {
  noRecords,
  readingRecords,
  type ToldRecords,
  withFailure,
  withRead,
  withTold,
} from "../../state/server/told_records.ts";

export interface MonitorsState extends ToldRecords<Monitor> {
  /** The last pings of the monitors whose pages were opened, the newest first. */
  readonly pings: ReadonlyMap<string, readonly Ping[]>;
}

export type MonitorsEvent =
  | { readonly type: "monitors_loading" }
  | { readonly type: "monitors_read"; readonly monitors: readonly Monitor[] }
  | { readonly type: "monitors_failed"; readonly error: string; readonly isMissing: boolean }
  | { readonly type: "pings_read"; readonly id: string; readonly pings: readonly Ping[] }
  | { readonly type: "monitor_paused"; readonly id: string; readonly isPaused: boolean }
  | { readonly type: "monitor_gone"; readonly id: string };

export const initialMonitors: MonitorsState = { ...noRecords, pings: new Map() };

export function reduceMonitors(
  state: MonitorsState,
  event: MonitorsEvent | ChangesEvent,
): MonitorsState {
  switch (event.type) {
    case "monitors_loading":
      return readingRecords(state);
    case "monitors_read":
      return withRead(state, event.monitors.map((monitor) => [monitor.monitor_id, monitor]));
    case "monitors_failed":
      return withFailure(state, event);
    case "pings_read":
      return { ...state, pings: new Map(state.pings).set(event.id, event.pings) };
    case "monitor_paused": {
      const monitor = state.byId.get(event.id);
      if (monitor === undefined) return state;
      return withTold(state, [[event.id, pausedOrResumed(monitor, event.isPaused)]]);
    }
    case "monitor_gone":
      return withTold(state, [[event.id, null]]);
    case "changes":
      return withTold(
        state,
        event.events.flatMap((told) =>
          told.type === "monitor" ? [[told.monitor_id, told.monitor] as const] : []
        ),
      );
    default:
      return state;
  }
}

/** As the server shows it, until its event comes: what was before a resumption does not count. */
function pausedOrResumed(monitor: Monitor, isPaused: boolean): Monitor {
  if (isPaused) return { ...monitor, paused: true, state: "paused", next_ping_time: "" };
  const state = monitor.last_ping_time === "" ? "new" : "up";
  return { ...monitor, paused: false, state, down_since: "" };
}

/** The state now: a monitor gets late by time alone, and no event tells of it. */
export function stateNow({ state, next_ping_time }: Monitor, now: number): Monitor["state"] {
  return state === "up" && next_ping_time !== "" && Date.parse(next_ping_time) <= now
    ? "late"
    : state;
}
