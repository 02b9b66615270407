import type { Clock } from "./terminal/clock.ts";
import { initialState, reduce, type State, type StateEvent } from "./state.ts";
import type { ServerEvent } from "./state/server/server_event.ts";

/** Events of the server are drawn at most four times a second. Keys are drawn at once. */
const batchMs = 250;

/** A change that is not on the screen yet. */
export interface Undrawn {
  readonly event: StateEvent["type"];
  /** In milliseconds, by `performance.now()`. */
  readonly from: number;
}

/** Holds the state outside React, and tells its listeners that it changed. */
export class Store {
  #state: State;
  readonly #listeners = new Set<() => void>();
  readonly #clock: Clock;
  #waiting: ServerEvent[] = [];
  #lastBatchAt = 0;
  #undrawn: Undrawn | undefined;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, state: State = initialState) {
    this.#clock = clock;
    this.#state = { ...state, now: state.now || clock.now() };
  }

  // Arrow functions, because React calls them without this object.
  readonly getState = (): State => this.#state;

  readonly subscribe = (listener: () => void): () => void => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  readonly dispatch = (event: StateEvent): void => {
    const from = performance.now();
    const next = reduce(this.#state, event);
    if (next === this.#state) return;
    this.#undrawn ??= { event: event.type, from };
    this.#state = next;
    for (const listener of [...this.#listeners]) listener();
  };

  /** Takes an event of the server. The first is dispatched at once, those of the next 250 ms together. */
  tell(event: ServerEvent): void {
    this.#waiting.push(event);
    if (this.#cancel !== undefined) return;
    const wait = this.#lastBatchAt + batchMs - this.#clock.now();
    if (wait <= 0 || wait > batchMs) this.flush();
    else this.#cancel = this.#clock.after(wait, () => this.flush());
  }

  /** The first change since the last call. The next frame shows it. */
  takeUndrawn(): Undrawn | undefined {
    const undrawn = this.#undrawn;
    this.#undrawn = undefined;
    return undrawn;
  }

  /** Drops events that wait, because the user has left their server. */
  forget(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#waiting = [];
  }

  /** Dispatches the events that wait. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#waiting.length === 0) return;
    this.#lastBatchAt = this.#clock.now();
    const events = this.#waiting;
    this.#waiting = [];
    this.dispatch({ type: "changes", events });
  }
}
