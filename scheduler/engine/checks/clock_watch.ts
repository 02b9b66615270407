import { type Clock, clockToleranceMs } from "../../model/time.ts";

/** Notices that somebody set the wall clock, by comparing it with a clock that never jumps. */
export class ClockWatch {
  readonly #clock: Clock;
  readonly #elapsed: () => number;
  #offset: number;

  /** @param elapsed milliseconds that never jump. */
  constructor(clock: Clock, elapsed: () => number) {
    this.#clock = clock;
    this.#elapsed = elapsed;
    this.#offset = clock.now() - elapsed();
  }

  /** How far the clock jumped since the last call, in milliseconds; 0 where it went on as usual. */
  jumpMs(): number {
    const offset = this.#clock.now() - this.#elapsed();
    const jump = offset - this.#offset;
    this.#offset = offset;
    return Math.abs(jump) > clockToleranceMs ? jump : 0;
  }
}
