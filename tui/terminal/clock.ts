/** The source of time. A test replaces it. */
export interface Clock {
  now(): number;
  /** Calls `act` after `ms`. @returns a function that cancels it. */
  after(ms: number, act: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, act) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};

/** Whether less than `ms` have passed since a moment of the clock. A clock that was set back since says nothing. */
export function isWithin(clock: Clock, since: number, ms: number): boolean {
  const passed = clock.now() - since;
  return passed >= 0 && passed < ms;
}

/** Resolves after `ms`, or at once when the signal aborts. */
export function wait(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      cancel();
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const cancel = clock.after(ms, done);
    signal?.addEventListener("abort", done);
  });
}
