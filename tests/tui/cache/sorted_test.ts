import { strict as assert } from "node:assert";
import fc from "fast-check";
import { SharedMap } from "../../../tui/cache/shared_map.ts";
import { SortedThings, type Sorting } from "../../../tui/cache/sorted.ts";

interface Thing {
  readonly id: string;
  readonly name: string;
}

const thing = fc.record({
  id: fc.integer({ min: 0, max: 60 }).map((n) => `id-${n}`),
  name: fc.constantFrom("a", "b", "c", "hidden"),
});
const change = fc.record({ thing, isGone: fc.boolean() });
const version = fc.record({
  changes: fc.array(change, { maxLength: 40 }),
  isReversed: fc.boolean(),
});

function sortingOf(isReversed: boolean, deps: readonly unknown[] = []): Sorting<Thing> {
  return { deps, isReversed, isShown: ({ name }) => name !== "hidden", keyOf: ({ name }) => name };
}

function sortedAnew(map: SharedMap<Thing>, isReversed: boolean): Thing[] {
  const sign = isReversed ? -1 : 1;
  return map.list().filter(({ name }) => name !== "hidden").toSorted((a, b) =>
    a.name === b.name ? (a.id < b.id ? -1 : 1) : a.name < b.name ? -sign : sign
  );
}

Deno.test("SortedThings.of() gives the order that sorting anew gives, after any changes", () => {
  fc.assert(fc.property(fc.array(thing), fc.array(version), (first, versions) => {
    const sorted = new SortedThings<Thing>();
    let map = SharedMap.empty<Thing>().changed((draft) => {
      for (const one of first) draft.set(one.id, one);
    });
    for (const { changes, isReversed } of versions) {
      assert.deepEqual(sorted.of(map, sortingOf(isReversed)), sortedAnew(map, isReversed));
      map = map.changed((draft) => {
        for (const { thing, isGone } of changes) {
          isGone ? draft.delete(thing.id) : draft.set(thing.id, thing);
        }
      });
      assert.deepEqual(sorted.of(map, sortingOf(isReversed)), sortedAnew(map, isReversed));
    }
  }));
});

Deno.test("SortedThings.of() looks only at what changed, and returns the same list for the same map", () => {
  const things = Array.from({ length: 100 }, (_, i) => ({ id: `id-${i}`, name: "a" }));
  const map = SharedMap.empty<Thing>().changed((draft) => {
    for (const one of things) draft.set(one.id, one);
  });
  const asked: string[] = [];
  const sorting: Sorting<Thing> = {
    ...sortingOf(false),
    keyOf: ({ id, name }) => (asked.push(id), name),
  };
  const sorted = new SortedThings<Thing>();
  const before = sorted.of(map, sorting);
  asked.length = 0;

  const after = sorted.of(
    map.changed((draft) => draft.set("id-7", { id: "id-7", name: "b" })),
    sorting,
  );

  assert.deepEqual([asked, after.at(-1)?.id, before.length], [["id-7"], "id-7", 100]);
  assert.equal(
    sorted.of(map, { ...sorting, deps: [1] }),
    sorted.of(map, { ...sorting, deps: [1] }),
  );
});

Deno.test("SortedThings.of() returns the same list while nothing that it shows has changed", () => {
  const things = Array.from(
    { length: 100 },
    (_, i) => ({ id: `id-${i}`, name: i < 3 ? "a" : "hidden" }),
  );
  const map = SharedMap.empty<Thing>().changed((draft) => {
    for (const one of things) draft.set(one.id, one);
  });
  const sorted = new SortedThings<Thing>();
  const before = sorted.of(map, sortingOf(false));

  const after = sorted.of(
    map.changed((draft) => draft.set("id-7", { id: "id-7", name: "hidden" })),
    sortingOf(false),
  );

  assert.equal(after, before);
  assert.equal(after.length, 3);
});
