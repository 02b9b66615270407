import type { Upcoming } from "../../../routes/contract/jobs/upcoming.ts";
import type { Stats } from "../../../routes/contract/history/stats.ts";
import type { Execution } from "../../../routes/contract/history/executions.ts";
import type { ChangesEvent } from "../../state/server/server_event.ts";

/** An execution that ended. */
export type End = Pick<Execution, "execution_id" | "ended_time" | "state">;

/** How executions ended over time. Absent until the server has told the figures. */
export interface StatsState {
  /** The last hour, by minutes; `unknown` when the server has no figures. */
  readonly minutes?: Stats | "unknown";
  /** The last seven days, by hours; `unknown` when the server has no figures. */
  readonly hours?: Stats | "unknown";
  /** The fires of the next ten minutes; `unknown` when the server does not count them. */
  readonly upcoming?: Upcoming | "unknown";
  /** The ends that events told and that the figures do not count yet. */
  readonly endsSince: ReadonlyMap<string, End>;
}

export type StatsEvent =
  | { readonly type: "upcoming_read"; readonly upcoming: Upcoming | "unknown" }
  | {
    readonly type: "stats_read";
    readonly of: "minutes" | "hours";
    readonly stats: Stats | "unknown";
  };

export const initialStats: StatsState = { endsSince: new Map() };

const keptMs = 300_000;

export function reduceStats(state: StatsState, event: StatsEvent | ChangesEvent): StatsState {
  switch (event.type) {
    case "upcoming_read":
      return { ...state, upcoming: event.upcoming };
    case "stats_read": {
      const next = { ...state, [event.of]: event.stats };
      return event.of === "minutes" ? { ...next, endsSince: later(state.endsSince, next) } : next;
    }
    case "changes": {
      const ends = event.events.flatMap((told) =>
        told.type === "execution" && told.execution !== null && told.execution.ended_time !== ""
          ? told.execution
          : []
      );
      return ends.length === 0 ? state : { ...state, endsSince: withEnds(state, ends) };
    }
    default:
      return state;
  }
}

/** When the server counted the figures; "": it has not. */
function countedAt({ minutes }: Pick<StatsState, "minutes">): string {
  return minutes === undefined || minutes === "unknown" ? "" : minutes.time_range_end;
}

function later(ends: StatsState["endsSince"], state: StatsState): StatsState["endsSince"] {
  const from = countedAt(state);
  return new Map([...ends].filter(([, { ended_time }]) => ended_time > from));
}

function withEnds(state: StatsState, told: readonly End[]): StatsState["endsSince"] {
  const ends = new Map(state.endsSince);
  const from = countedAt(state);
  let newest = "";
  for (const { execution_id, ended_time, state } of told) {
    if (ended_time > newest) newest = ended_time;
    if (ended_time > from) ends.set(execution_id, { execution_id, ended_time, state });
  }
  // Home reads the figures each minute. Other screens do not, so that the ends would be kept for ever.
  const oldest = new Date(Date.parse(newest) - keptMs).toISOString();
  return new Map([...ends].filter(([, { ended_time }]) => ended_time > oldest));
}
