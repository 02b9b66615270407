import type { CategoryId } from "../model/ids.ts";
import { dealOut, keptSlots } from "../store/running/shares.ts";

/** A count for each category. */
export class Tally {
  readonly #counts = new Map<CategoryId, number>();

  of(category: CategoryId): number {
    return this.#counts.get(category) ?? 0;
  }

  add(category: CategoryId, by: number): void {
    const count = this.of(category) + by;
    if (count === 0) this.#counts.delete(category);
    else this.#counts.set(category, count);
  }

  clear(): void {
    this.#counts.clear();
  }
}

/** What each category has of one worker's slots. While jobs of several categories exist, none may fill them all. */
export class Shares {
  readonly #concurrency: number;
  readonly #held = new Tally();
  readonly #running = new Tally();
  /** Categories whose claimed executions did not come to their start, since none of the category's runs ended. */
  readonly #stuck = new Set<CategoryId>();
  readonly #lastTurns = new Map<CategoryId, number>();
  #turns = 0;
  /** The categories that the last look at the queue left waiting. */
  #left: readonly CategoryId[] = [];
  /** Whether jobs of several categories exist, as far as this worker knows. */
  areSeveral = false;

  constructor(concurrency: number) {
    this.#concurrency = concurrency;
  }

  /** How many slots one category leaves to others. */
  get kept(): number {
    return this.areSeveral ? keptSlots(this.#concurrency) : 0;
  }

  /** How many executions of a category are held, or still run after their claim was lost. */
  of(category: CategoryId): number {
    return Math.max(this.#held.of(category), this.#running.of(category));
  }

  held(category: CategoryId): void {
    this.#held.add(category, 1);
  }

  letGo(category: CategoryId): void {
    this.#held.add(category, -1);
  }

  /** Other workers have what was held. */
  lost(): void {
    this.#held.clear();
  }

  started(category: CategoryId): void {
    this.#running.add(category, 1);
  }

  ended(category: CategoryId): void {
    this.#running.add(category, -1);
    this.#stuck.delete(category);
  }

  mayStart(category: CategoryId): boolean {
    return this.#running.of(category) < this.#concurrency - this.kept;
  }

  /** What was claimed ahead did not come to its start: of a category that fills its share, nothing is claimed ahead. */
  waitedTooLong(categories: Iterable<CategoryId>): void {
    for (const category of categories) if (!this.mayStart(category)) this.#stuck.add(category);
  }

  /** Whether only the slots that are kept for other categories may be left after so many more of a category. */
  mayReachKept(category: CategoryId, more: number): boolean {
    return this.of(category) + more > this.#concurrency - keptSlots(this.#concurrency);
  }

  /**
   * Chooses what gets the free slots.
   * @param slots how many executions may be claimed.
   * @param mostHeld how many the worker may hold in all.
   * @param coming what is being claimed already.
   */
  deal<T>(
    ready: ReadonlyMap<CategoryId, readonly T[]>,
    { slots, mostHeld, coming }: {
      readonly slots: number;
      readonly mostHeld: number;
      readonly coming: readonly Tally[];
    },
  ): { readonly dealt: T[]; readonly tally: Tally } {
    const categoryOf = new Map<T, CategoryId>();
    for (const [category, rows] of ready) for (const row of rows) categoryOf.set(row, category);
    const dealt = dealOut(ready, slots, (category) => ({
      held: this.#withComing(category, coming),
      most: this.#mostOf(category, mostHeld),
      lastTurn: this.#lastTurns.get(category) ?? 0,
    }));
    const tally = new Tally();
    for (const row of dealt) {
      const category = categoryOf.get(row)!;
      tally.add(category, 1);
      this.#lastTurns.set(category, ++this.#turns);
    }
    this.#left = [...ready].filter(([category, rows]) => tally.of(category) < rows.length)
      .map(([category]) => category);
    return { dealt, tally };
  }

  /**
   * Whether an execution that was just fired may have a slot: not before a waiting one of another category that has no more
   * slots.
   * @param more how many of the same category come before it.
   * @param comingNow what is being claimed already: asked for only where executions wait.
   */
  admits(
    category: CategoryId,
    more: number,
    mostHeld: number,
    comingNow: () => readonly Tally[],
  ): boolean {
    if (this.#left.length === 0) return true;
    const coming = comingNow();
    const own = this.#withComing(category, coming) + more;
    return this.#left.every((other) => {
      const count = this.#withComing(other, coming);
      return other === category || count > own || count >= this.#mostOf(other, mostHeld);
    });
  }

  #withComing(category: CategoryId, coming: readonly Tally[]): number {
    return coming.reduce((sum, tally) => sum + tally.of(category), this.of(category));
  }

  #mostOf(category: CategoryId, mostHeld: number): number {
    return (this.#stuck.has(category) ? this.#concurrency : mostHeld) - this.kept;
  }
}
