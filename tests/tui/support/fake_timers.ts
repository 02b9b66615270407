import type { Clock } from "../../../tui/terminal/clock.ts";

/** A clock that stands until the test advances it. Timers that are due then run in their order. */
export class FakeTimers implements Clock {
  #now: number;
  #timers: { at: number; act: () => void }[] = [];

  constructor(now = Date.parse("2026-11-22T06:00:00.000Z")) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, act: () => void): () => void {
    const timer = { at: this.#now + ms, act };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Advances the clock and lets pending tasks run in between. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    await turn();
    while (true) {
      const [next] = this.#timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = Math.max(this.#now, next.at);
      next.act();
      await turn();
    }
    this.#now = until;
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
