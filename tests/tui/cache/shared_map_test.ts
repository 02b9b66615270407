import { strict as assert } from "node:assert";
import fc from "fast-check";
import { SharedMap } from "../../../tui/cache/shared_map.ts";

const id = fc.oneof(
  fc.integer({ min: 0, max: 200 }).map((n) => n.toString(16).padStart(32, "0")),
  fc.constantFrom("", "a", "é"),
);
const step = fc.record({ id, value: fc.option(fc.integer({ min: 0, max: 5 })) });

function sorted<V>(entries: Iterable<readonly [string, V]>): (readonly [string, V])[] {
  return [...entries].toSorted(([a], [b]) => a < b ? -1 : 1);
}

Deno.test("SharedMap holds what a Map holds, and earlier versions stay as they were", () => {
  fc.assert(fc.property(fc.array(fc.array(step)), (batches) => {
    const versions: [SharedMap<number>, Map<string, number>][] = [
      [SharedMap.empty<number>(), new Map()],
    ];
    for (const batch of batches) {
      const [shared, plain] = versions.at(-1) ?? [SharedMap.empty<number>(), new Map()];
      const next = new Map(plain);
      const nextShared = shared.changed((draft) => {
        for (const { id, value } of batch) {
          if (value === null) (next.delete(id), draft.delete(id));
          else (next.set(id, value), draft.set(id, value));
          assert.deepEqual([draft.get(id), draft.size], [next.get(id), next.size]);
        }
      });
      versions.push([nextShared, next]);
    }
    for (const [shared, plain] of versions) {
      assert.equal(shared.size, plain.size);
      assert.deepEqual(sorted(shared), sorted(plain));
      assert.deepEqual([...shared.keys()].sort(), [...plain.keys()].sort());
      assert.deepEqual([...shared.values()].sort(), [...plain.values()].sort());
      for (const [id, value] of plain) {
        assert.deepEqual([shared.get(id), shared.has(id)], [value, true]);
      }
    }
  }));
});

Deno.test("SharedMap.differencesFrom() tells exactly what another version has differently", () => {
  fc.assert(fc.property(fc.array(step), fc.array(step), (first, second) => {
    const versionOf = (from: SharedMap<number>, steps: typeof first) =>
      from.changed((draft) => {
        for (const { id, value } of steps) value === null ? draft.delete(id) : draft.set(id, value);
      });
    const before = versionOf(SharedMap.empty<number>(), first);
    const after = versionOf(before, second);

    const differences = after.differencesFrom(before);

    for (const one of new Set([...before.keys(), ...after.keys()])) {
      const isDifferent = before.get(one) !== after.get(one);
      assert.equal(differences.has(one), isDifferent);
      if (isDifferent) assert.equal(differences.get(one), after.get(one));
    }
  }));
});

Deno.test("SharedMap.changed() returns the map itself when nothing differs", () => {
  const map = SharedMap.empty<number>().changed((draft) => draft.set("a", 1));

  assert.equal(map.changed((draft) => draft.set("a", 1)), map);
  assert.equal(map.changed((draft) => draft.delete("b")), map);
});
