/** A part of the state: its initial value, and its reducer. */
export interface Slice<S, E> {
  readonly initial: S;
  /** Is also called with the events of all other slices, and returns `state` itself for those. */
  readonly reduce: (state: S, event: E) => S;
}

export function slice<S, E>(initial: S, reduce: Slice<S, E>["reduce"]): Slice<S, E> {
  return { initial, reduce };
}
