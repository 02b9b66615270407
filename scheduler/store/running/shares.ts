/** How executions of several categories share the slots of a worker. docs/decisions/0024 says why. */
import type { CategoryId } from "../../model/ids.ts";

/**
 * How many slots of a worker one category may not fill while jobs of other categories exist: an eighth, at least one. A worker
 * with one slot keeps none.
 */
export function keptSlots(concurrency: number): number {
  return concurrency < 2 ? 0 : Math.max(1, Math.floor(concurrency / 8));
}

/** What a category has already. */
export interface Portion {
  /** How many executions of the category the worker holds. */
  readonly held: number;
  /** How many the worker may hold. */
  readonly most: number;
  /** When the category last got a slot: a number that grows with each slot. */
  readonly lastTurn: number;
}

const nothing: Portion = { held: 0, most: Infinity, lastTurn: 0 };

/**
 * Deals slots out one by one: each to the category that waits and has the fewest, and among equals to the one that has waited
 * longest for its turn.
 * @param waiting what waits in each category, in its order.
 * @returns what gets a slot, in that order.
 */
export function dealOut<T>(
  waiting: ReadonlyMap<CategoryId, readonly T[]>,
  slots: number,
  portionOf: (category: CategoryId) => Portion = () => nothing,
): T[] {
  const hands = Array.from(
    waiting,
    ([category, rest]) => ({ rest, taken: 0, ...portionOf(category) }),
  );
  const dealt: T[] = [];
  let turn = Math.max(0, ...hands.map(({ lastTurn }) => lastTurn));
  while (dealt.length < slots) {
    let next: (typeof hands)[number] | undefined;
    for (const hand of hands) {
      if (hand.taken === hand.rest.length || hand.held >= hand.most) continue;
      if (next === undefined || isBefore(hand, next)) next = hand;
    }
    if (next === undefined) break;
    dealt.push(next.rest[next.taken++]!);
    next.held++;
    next.lastTurn = ++turn;
  }
  return dealt;
}

function isBefore(a: Portion, b: Portion): boolean {
  return a.held < b.held || (a.held === b.held && a.lastTurn < b.lastTurn);
}
