import type { Clock } from "./terminal/clock.ts";
import { initialState, reduce, type State, type StateEvent } from "./state.ts";
import type { ServerEvent } from "./state/server_event.ts";

/** Five frames a second are enough for what the server tells; keys do not wait for it. */
const batchMs = 200;

/** A change that is not on the screen yet. */
export interface Undrawn {
  readonly event: StateEvent["type"];
  /** As `performance.now()` counts. */
  readonly from: number;
}

/** The one state, outside React: what it tells its listeners is that it changed. */
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

  // Bound: React calls them without us.
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

  /** Takes what the server told. The first goes at once, what follows within 200 ms goes together. */
  tell(event: ServerEvent): void {
    this.#waiting.push(event);
    if (this.#cancel !== undefined) return;
    const wait = this.#lastBatchAt + batchMs - this.#clock.now();
    if (wait <= 0 || wait > batchMs) this.flush();
    else this.#cancel = this.#clock.after(wait, () => this.flush());
  }

  /** The first change since this was last asked: the next frame shows it. */
  takeUndrawn(): Undrawn | undefined {
    const undrawn = this.#undrawn;
    this.#undrawn = undefined;
    return undrawn;
  }

  /** What waits is of a server that one has left: it is not handed on. */
  forget(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#waiting = [];
  }

  /** Hands on what waits. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#lastBatchAt = this.#clock.now();
    if (this.#waiting.length === 0) return;
    const events = this.#waiting;
    this.#waiting = [];
    this.dispatch({ type: "changes", events });
  }
}
