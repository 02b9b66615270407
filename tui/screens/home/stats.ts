import type { Upcoming } from "../../../routes/contract/jobs/upcoming.ts";
import type { Stats } from "../../../routes/contract/history/stats.ts";

/** How executions ended over time. Absent when the server has no figures. */
export interface StatsState {
  /** The last hour, by minutes. */
  readonly minutes?: Stats;
  /** The last seven days, by hours. */
  readonly hours?: Stats;
  /** The fires of the next ten minutes; `unknown` when the server does not count them. */
  readonly upcoming?: Upcoming | "unknown";
}

export type StatsEvent =
  | { readonly type: "upcoming_read"; readonly upcoming: Upcoming | "unknown" }
  | {
    readonly type: "stats_read";
    readonly of: "minutes" | "hours";
    readonly stats: Stats;
  };

export const initialStats: StatsState = {};

export function reduceStats(state: StatsState, event: StatsEvent): StatsState {
  if (event.type === "upcoming_read") return { ...state, upcoming: event.upcoming };
  return event.type === "stats_read" ? { ...state, [event.of]: event.stats } : state;
}
