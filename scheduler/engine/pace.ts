/** Runs that take longer on average are never claimed ahead. */
const shortMs = 5;
/** What is claimed ahead shall be through in about so long. */
const aheadMs = 50;
const mostAhead = 500;
/** What is told to be about to start shall all have started in about so long. */
const startingMs = 10;
const mostStarting = 200;
/** As many must have been seen. */
const fewest = 10;
/** How much the last run counts among those before it. */
const weight = 0.05;

/**
 * How long runs take here. While they prove to be short a worker may claim more than it runs at once: else
 * it would wait for the database more often than it works.
 */
export class Pace {
  #count = 0;
  #meanMs = 0;

  note(ms: number): void {
    this.#count++;
    this.#meanMs += (ms - this.#meanMs) * Math.max(weight, 1 / this.#count);
  }

  /** Something took longer than it looked: it has to be proved again. */
  forget(): void {
    this.#count = 0;
    this.#meanMs = 0;
  }

  /** How many more than the worker runs at once it may claim. */
  ahead(concurrency: number): number {
    return this.#within(aheadMs, mostAhead, concurrency);
  }

  /**
   * How many of those it may say to be about to start: a crash leaves it open whether they did, so few; but
   * enough that there are always some while further ones are told of.
   */
  starting(concurrency: number): number {
    return this.#within(startingMs, mostStarting, concurrency);
  }

  /** It may be worth waiting for a place: runs are short, or nothing says that they are not. */
  get mayBeShort(): boolean {
    return this.#count < fewest || this.#meanMs <= shortMs;
  }

  #within(ms: number, most: number, concurrency: number): number {
    if (this.#count < fewest || this.#meanMs > shortMs) return 0;
    return Math.min(most, Math.floor(ms / Math.max(this.#meanMs, 0.01) * concurrency));
  }
}
