import type { Upcoming } from "../../../routes/contract/jobs/upcoming.ts";
import type { Stats } from "../../../routes/contract/history/stats.ts";
import type { Execution } from "../../../routes/contract/history/executions.ts";
import { SharedMap } from "../../cache/shared_map.ts";
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
  readonly endsSince: SharedMap<End>;
  /** The minute of the newest of them. Once in a minute, those are dropped that are too old. */
  readonly newestMinute: string;
}

export type StatsEvent =
  | { readonly type: "upcoming_read"; readonly upcoming: Upcoming | "unknown" }
  | {
    readonly type: "stats_read";
    readonly of: "minutes" | "hours";
    readonly stats: Stats | "unknown";
  };

export const initialStats: StatsState = { endsSince: SharedMap.empty(), newestMinute: "" };

const keptMs = 300_000;
const longestAnswerMs = 60_000;

export function reduceStats(state: StatsState, event: StatsEvent | ChangesEvent): StatsState {
  switch (event.type) {
    case "upcoming_read":
      return { ...state, upcoming: event.upcoming };
    case "stats_read": {
      if (isLate(state[event.of], event.stats)) return state;
      const next = { ...state, [event.of]: event.stats };
      return event.of === "minutes" ? { ...next, endsSince: later(state.endsSince, next) } : next;
    }
    case "changes": {
      const ends = event.events.flatMap((told) =>
        told.type === "execution" && told.execution !== null && told.execution.ended_time !== ""
          ? told.execution
          : []
      );
      return ends.length === 0 ? state : withEnds(state, ends);
    }
    default:
      return state;
  }
}

/** An answer that was asked for before another one, and came after it. Figures that are older than that are of a clock that was set back. */
function isLate(known: Stats | "unknown" | undefined, read: Stats | "unknown"): boolean {
  if (known === undefined || known === "unknown" || read === "unknown") return false;
  const by = Date.parse(known.time_range_end) - Date.parse(read.time_range_end);
  return by > 0 && by <= longestAnswerMs;
}

/** When the server counted the figures; "": it has not. */
function countedAt({ minutes }: Pick<StatsState, "minutes">): string {
  return minutes === undefined || minutes === "unknown" ? "" : minutes.time_range_end;
}

function later(ends: StatsState["endsSince"], state: StatsState): StatsState["endsSince"] {
  const from = countedAt(state);
  return without(ends, ({ ended_time }) => ended_time <= from);
}

function withEnds(state: StatsState, told: readonly End[]): StatsState {
  const from = countedAt(state);
  const endsSince = state.endsSince.changed((draft) => {
    for (const { execution_id, ended_time, state } of told) {
      if (ended_time > from) draft.set(execution_id, { execution_id, ended_time, state });
    }
  });
  const newest = told.reduce((last, { ended_time }) => ended_time > last ? ended_time : last, "");
  const minute = newest.slice(0, "2026-11-22T14:05".length);
  if (minute <= state.newestMinute) return { ...state, endsSince };
  // Home reads the figures each minute. Other screens do not, so that the ends would be kept for ever.
  const oldest = new Date(Date.parse(newest) - keptMs).toISOString();
  const kept = without(endsSince, ({ ended_time }) => ended_time <= oldest);
  return { ...state, endsSince: kept, newestMinute: minute };
}

function without(ends: StatsState["endsSince"], isGone: (end: End) => boolean) {
  return ends.changed((draft) => {
    for (const end of ends.list()) if (isGone(end)) draft.delete(end.execution_id);
  });
}
