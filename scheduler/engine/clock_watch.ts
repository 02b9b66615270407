import type { Clock } from "../model/time.ts";

/** Notices that the wall clock was set, by comparing it with a clock that never jumps. */
export class ClockWatch {
  readonly #clock: Clock;
  readonly #elapsed: () => number;
  readonly #calmMs: number;
  #offset: number;
  #calmAt = 0;

  /**
   * @param elapsed milliseconds that never jump.
   * @param calmMs how long after a jump hasJumped() answers true.
   */
  constructor(clock: Clock, elapsed: () => number, calmMs: number) {
    this.#clock = clock;
    this.#elapsed = elapsed;
    this.#calmMs = calmMs;
    this.#offset = clock.now() - elapsed();
  }

  /** Whether the clock jumped less than `calmMs` ago. A jump is more than a sixth of `calmMs`. */
  hasJumped(): boolean {
    const offset = this.#clock.now() - this.#elapsed();
    if (Math.abs(offset - this.#offset) > this.#calmMs / 6) {
      this.#calmAt = this.#elapsed() + this.#calmMs;
    }
    this.#offset = offset;
    return this.#elapsed() < this.#calmAt;
  }
}
