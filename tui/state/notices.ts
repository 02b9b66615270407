import type { ClockTicked } from "./now.ts";
import type { UndoAct } from "./act.ts";

/** A message on the row above the hints, for some seconds. */
export interface Toast {
  readonly text: string;
  readonly tone: "ok" | "bad" | "warn";
  readonly until: number;
}

/** The act that undoes the last one. */
export interface Undo {
  readonly act: UndoAct;
  readonly until: number;
}

export interface NoticesState {
  readonly toast?: Toast;
  readonly undo?: Undo;
}

export type NoticesEvent =
  | { readonly type: "toasted"; readonly toast: Toast; readonly undo?: UndoAct }
  | { readonly type: "undone" };

export const initialNotices: NoticesState = {};

/** No notice stays longer. */
export const longestMs = 30_000;

export function reduceNotices(
  state: NoticesState,
  event: NoticesEvent | ClockTicked,
): NoticesState {
  switch (event.type) {
    case "toasted": {
      const { toast, undo: act } = event;
      const undo = act === undefined ? state.undo : { act, until: toast.until };
      return { toast, ...(undo === undefined ? {} : { undo }) };
    }
    case "undone":
      return {};
    case "clock_ticked": {
      // An end that is further away than any was set is one of a clock that was set back since.
      const isOver = (it?: { until: number }) =>
        it !== undefined && (it.until <= event.now || it.until > event.now + longestMs);
      if (!isOver(state.toast) && !isOver(state.undo)) return state;
      const { toast, undo } = state;
      return {
        ...(toast === undefined || isOver(toast) ? {} : { toast }),
        ...(undo === undefined || isOver(undo) ? {} : { undo }),
      };
    }
    default:
      return state;
  }
}
