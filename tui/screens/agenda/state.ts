import type { Upcoming } from "../../../routes/contract/jobs/upcoming.ts";
import type { Execution } from "../../../routes/contract/history/executions.ts";
import type { Stats } from "../../../routes/contract/history/stats.ts";
import type { Problem } from "../../state/problem.ts";

/** The time line of the agenda. Each part is absent until the server has told it. */
export interface AgendaState {
  /** The chosen minute, in epoch milliseconds. Without it, the next minute with fires is shown. */
  readonly at?: number;
  /** The fires of the coming hours; `unknown` when the server does not count them. */
  readonly upcoming?: Upcoming | "unknown";
  /** What calendars and pauses closed in the past hours. */
  readonly pastClosed?: NonNullable<Upcoming["closed"]>;
  /** How executions ended in the past hours, by minutes; `unknown` when the server has no figures. */
  readonly past?: Stats | "unknown";
  readonly notStarted?: NotStarted;
  readonly minute?: AgendaMinute;
  /** Why the last read failed. */
  readonly problem?: Problem;
}

/** The executions of the past hours that never started. */
export interface NotStarted {
  readonly executions: readonly Execution[];
  /** There are more than one page holds. */
  readonly isCut: boolean;
}

/** What fires in one minute, or what was due in it. */
export interface AgendaMinute {
  readonly at: number;
  readonly rows: readonly AgendaRow[];
  /** How many there are. The rows may be fewer. */
  readonly count: number;
  /** There are more than were counted. */
  readonly isCut?: true;
}

export type AgendaRow =
  | { readonly kind: "fire"; readonly id: string; readonly jobId: string; readonly name: string }
  | { readonly kind: "execution"; readonly id: string; readonly execution: Execution };

export type AgendaEvent =
  | (
    & { readonly type: "agenda_read" }
    & Pick<
      AgendaState,
      "upcoming" | "pastClosed" | "past" | "notStarted"
    >
  )
  | { readonly type: "agenda_failed"; readonly problem: Problem }
  /** Without a minute: the next minute with fires. */
  | { readonly type: "agenda_chosen"; readonly at?: number }
  | { readonly type: "agenda_minute_read"; readonly minute: AgendaMinute };

export const initialAgenda: AgendaState = {};

export function reduceAgenda(state: AgendaState, event: AgendaEvent): AgendaState {
  switch (event.type) {
    case "agenda_read": {
      const { type: _, ...read } = event;
      const { problem: __, ...rest } = state;
      return { ...rest, ...read };
    }
    case "agenda_failed":
      return { ...state, problem: event.problem };
    case "agenda_chosen": {
      const { at: _, ...rest } = state;
      return event.at === undefined ? rest : { ...rest, at: event.at };
    }
    case "agenda_minute_read":
      return { ...state, minute: event.minute };
    default:
      return state;
  }
}
