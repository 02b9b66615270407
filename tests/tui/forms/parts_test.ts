import { strict as assert } from "node:assert";
import {
  changedParts,
  chosenParts,
  differences,
  isSame,
  oursAtFirst,
} from "../../../tui/forms/parts.ts";

Deno.test("isSame() ignores the order of keys", () => {
  assert.ok(isSame({ a: 1, b: [{ c: 2, d: 3 }] }, { b: [{ d: 3, c: 2 }], a: 1 }));
  assert.ok(!isSame([1, 2], [2, 1]));
  assert.ok(!isSame(undefined, null));
});

Deno.test("only parts with another value are changed; missing parts stay", () => {
  const before = { name: "a", args: [1], zone: "UTC" };

  assert.deepEqual(changedParts(before, { name: "b", args: [1] }), ["name"]);
  assert.deepEqual(changedParts({}, { name: "b" }), ["name"]);
});

Deno.test("when one side changed a part, its value stands", () => {
  const base = { name: "a", zone: "UTC", retries: 0 };
  const all = differences(base, { ...base, retries: 5 }, { ...base, name: "b" });

  assert.deepEqual(all.map(({ part, isTheirs, isOurs }) => [part, isTheirs, isOurs]), [
    ["name", false, true],
    ["retries", true, false],
  ]);
  assert.deepEqual(chosenParts(all, oursAtFirst(all)), { name: "b" });
});

Deno.test("a part that both changed stays theirs until the user chooses", () => {
  const all = differences({ name: "a" }, { name: "theirs" }, { name: "ours" });

  assert.deepEqual(chosenParts(all, oursAtFirst(all)), {});
  assert.deepEqual(chosenParts(all, new Set(["name"])), { name: "ours" });
});

Deno.test("a part that both changed alike is not sent again", () => {
  const all = differences({ name: "a" }, { name: "b" }, { name: "b" });

  assert.deepEqual(chosenParts(all, new Set(["name"])), {});
});
