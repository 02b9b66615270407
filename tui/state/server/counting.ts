/** The counts that are read in parts. Until all parts are read, a count is marked as partial. */
export type Counted = "jobs" | "running" | "failing" | "alarms";

/** The counts that the server has told in full since the log-in. Events of the server then keep them right. */
export type CountingState = ReadonlySet<Counted>;

export type CountingEvent = { readonly type: "counted"; readonly of: Counted };

export const initialCounting: CountingState = new Set();

export function reduceCounting(state: CountingState, event: CountingEvent): CountingState {
  if (event.type !== "counted" || state.has(event.of)) return state;
  return new Set([...state, event.of]);
}
