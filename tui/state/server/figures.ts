import { endStates, failureStates, isCounted } from "../../../routes/contract/facts.ts";
import type { Stats } from "../../../routes/contract/history/stats.ts";

/** How many executions ended in each way, under the names of the API. */
type Figures = Pick<Stats["total"], FigureName>;
type EndState = typeof endStates[number];
type FigureName = Exclude<EndState, "scheduled error"> | "scheduled_error";

/** How many executions ended. */
export function endsIn(figures: Figures): number {
  return sumOf(figures, endStates);
}

/** How many executions failed. */
export function failuresIn(figures: Figures): number {
  return sumOf(figures, failureStates);
}

/** How many executions count in the success rate. */
export function countedIn(figures: Figures): number {
  return sumOf(figures, endStates.filter(isCounted));
}

function sumOf(figures: Figures, states: readonly EndState[]): number {
  const nameOf = (state: EndState): FigureName =>
    state === "scheduled error" ? "scheduled_error" : state;
  return states.reduce((sum, state) => sum + figures[nameOf(state)], 0);
}
