import assert from "node:assert/strict";
import fc from "fast-check";
import type { CategoryId } from "../../../../scheduler/model/ids.ts";
import { dealOut, keptSlots } from "../../../../scheduler/store/running/shares.ts";

const ofOne = fc.record({
  waiting: fc.nat(12),
  held: fc.nat(6),
  most: fc.integer({ min: 0, max: 8 }),
  lastTurn: fc.nat(9),
});

Deno.test("keptSlots() are an eighth, at least one, and none of a single slot", () => {
  const kept = [1, 2, 3, 8, 10, 16, 24, 100].map(keptSlots);

  assert.deepEqual(kept, [0, 1, 1, 1, 1, 2, 3, 12]);
});

Deno.test("dealOut() gives each slot to a waiting category with the fewest, and wastes none", () => {
  fc.assert(fc.property(fc.array(ofOne, { maxLength: 6 }), fc.nat(20), (categories, slots) => {
    const waiting = new Map(categories.map(({ waiting }, i) => [
      i as CategoryId,
      Array.from({ length: waiting }, (_, n) => ({ category: i, n })),
    ]));

    const dealt = dealOut(waiting, slots, (category) => categories[category]!);

    const taken = categories.map(() => 0);
    const held = (i: number) => categories[i]!.held + taken[i]!;
    const mayHave = (i: number) =>
      taken[i]! < categories[i]!.waiting && held(i) < categories[i]!.most;
    for (const { category, n } of dealt) {
      assert.equal(n, taken[category], "each category's own order");
      assert.ok(mayHave(category));
      for (let i = 0; i < categories.length; i++) {
        if (mayHave(i)) assert.ok(held(category) <= held(i), "the fewest come first");
      }
      taken[category]!++;
    }
    assert.ok(dealt.length === slots || categories.every((_, i) => !mayHave(i)));
  }));
});

Deno.test("dealOut() breaks ties in favour of the category whose last turn is the longest ago", () => {
  const [a, b, c] = [1, 2, 3] as CategoryId[] as [CategoryId, CategoryId, CategoryId];
  const waiting = new Map([[a, ["a1", "a2"]], [b, ["b1", "b2"]], [c, ["c1", "c2"]]]);
  const lastTurns = new Map([[a, 9], [b, 4], [c, 6]]);

  const dealt = dealOut(waiting, 4, (category) => ({
    held: 0,
    most: Infinity,
    lastTurn: lastTurns.get(category) ?? 0,
  }));

  assert.deepEqual(dealt, ["b1", "c1", "a1", "b2"]);
});
