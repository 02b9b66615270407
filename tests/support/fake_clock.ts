import type { Clock, Instant } from "../../scheduler/model/time.ts";

/** A clock that stands still until it is moved. */
export class FakeClock implements Clock {
  #now: Instant;
  #elapsed = 0;

  constructor(start: Instant | string = "2026-03-02T10:00:00Z") {
    this.#now = typeof start === "string" ? Date.parse(start) : start;
  }

  now(): Instant {
    return this.#now;
  }

  /** Milliseconds that went by, whatever the wall clock was set to. */
  elapsed(): number {
    return this.#elapsed;
  }

  advance(ms: number): void {
    this.#now += ms;
    this.#elapsed += ms;
  }

  /** Somebody sets the wall clock; no time goes by. */
  jump(ms: number): void {
    this.#now += ms;
  }
}
