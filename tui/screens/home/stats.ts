import type { Stats } from "../../../routes/contract/stats.ts";

/** How executions ended over time. Absent when the server has no figures. */
export interface StatsState {
  /** The last hour, by minutes. */
  readonly minutes?: Stats;
  /** The last seven days, by hours. */
  readonly hours?: Stats;
}

export type StatsEvent = {
  readonly type: "stats_read";
  readonly of: "minutes" | "hours";
  readonly stats: Stats;
};

export const initialStats: StatsState = {};

export function reduceStats(state: StatsState, event: StatsEvent): StatsState {
  return event.type === "stats_read" ? { ...state, [event.of]: event.stats } : state;
}
