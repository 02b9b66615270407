/** Nothing is claimed ahead while runs take longer than this on average. */
const shortMs = 5;
/** A worker claims ahead what it can run in about this time. */
const aheadMs = 50;
const mostAhead = 500;
/** A worker marks as about to start what it can start in about this time. */
const startingMs = 10;
const mostStarting = 200;
/** The mean counts after this many runs. */
const fewest = 10;
/** The weight of the last run in the moving mean. */
const weight = 0.05;

/**
 * Measures how long runs take. While runs are short a worker may claim more than it runs at once: otherwise
 * it would wait for the database more often than it works.
 */
export class Pace {
  #count = 0;
  #meanMs = 0;
  #isStuck = false;
  #isNew = true;

  /** Whether no run has ever ended, nor been waited for in vain. */
  get isNew(): boolean {
    return this.#isNew;
  }

  note(ms: number): void {
    this.#isNew = false;
    this.#count++;
    this.#isStuck = false;
    this.#meanMs += (ms - this.#meanMs) * Math.max(weight, 1 / this.#count);
  }

  /** Forgets all runs: they were not as short as the mean said. */
  forget(): void {
    this.#isNew = false;
    this.#count = 0;
    this.#meanMs = 0;
  }

  /** How many executions a worker may claim beyond those that it runs at once. */
  ahead(concurrency: number): number {
    return this.#within(aheadMs, mostAhead, concurrency);
  }

  /**
   * How many of these executions a worker may mark as about to start. Few, because after a crash nobody
   * knows whether they started; but enough that some are left while the next mark is written.
   */
  starting(concurrency: number): number {
    return this.#within(startingMs, mostStarting, concurrency);
  }

  /** Whether runs are short, or too few runs are known. */
  get mayBeShort(): boolean {
    return !this.#isStuck && (this.#count < fewest || this.#meanMs <= shortMs);
  }

  /** Somebody waited for a run to end, and none did: until the next one ends, runs are not short. */
  noneEnded(): void {
    this.#isNew = false;
    this.#isStuck = true;
  }

  /** How many runs take this long together, when so many run at once. */
  within(ms: number, concurrency: number): number {
    return this.#within(ms, Infinity, concurrency);
  }

  #within(ms: number, most: number, concurrency: number): number {
    if (this.#count < fewest || this.#meanMs > shortMs) return 0;
    return Math.min(most, Math.floor(ms / Math.max(this.#meanMs, 0.01) * concurrency));
  }
}
