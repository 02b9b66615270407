import { strict as assert } from "node:assert";
import {
  completionsOf,
  countedValues,
  filterProblem,
} from "../../../tui/components/filter_fields.ts";
import type { FilterField } from "../../../tui/terminal/filter_field.ts";

const fields: readonly FilterField[] = [
  {
    name: "state",
    values: () => [{ value: "failed", count: 3 }, { value: "paused", count: 2 }],
    isKnown: (value) => ["failed", "paused"].some((it) => it.includes(value)),
  },
  { name: "schedule" },
  { name: "category", values: () => [{ value: "two words", count: 1 }] },
];

const labelsOf = (text: string) => completionsOf(text, fields).map(({ label }) => label);
const textsOf = (text: string) => completionsOf(text, fields).map(({ text }) => text);

Deno.test("completionsOf() offers the fields, then the values of a field", () => {
  assert.deepEqual(labelsOf("st"), ["state:"]);
  assert.deepEqual(labelsOf("s"), ["state:", "schedule:"]);
  assert.deepEqual(completionsOf("state:", fields), [
    { label: "failed", count: 3, text: "state:failed" },
    { label: "paused", count: 2, text: "state:paused" },
  ]);
  assert.deepEqual(labelsOf("status:f"), ["failed"]);
  assert.deepEqual(labelsOf("schedule:"), []);
  assert.deepEqual(labelsOf("state:failed"), []);
});

Deno.test("completionsOf() keeps what stands before the word, its sign and its other values", () => {
  assert.deepEqual(textsOf('"a b" !st'), ['"a b" !state:']);
  assert.deepEqual(textsOf("x !state:failed,pa"), ["x !state:failed,paused"]);
  assert.deepEqual(textsOf("category:tw"), ['category:"two words"']);
  assert.deepEqual(textsOf('category:"two w'), ['category:"two words"']);
});

Deno.test("filterProblem() names the first field or value that the list does not know", () => {
  assert.deepEqual(filterProblem("state:nonsense", fields), {
    kind: "value",
    name: "state",
    value: "nonsense",
  });
  assert.deepEqual(filterProblem("a nofield:b", fields), { kind: "field", name: "nofield" });
  assert.equal(filterProblem("state:fail !state:paused a schedule:what", fields), undefined);
  assert.equal(filterProblem("x:y", []), undefined);
});

Deno.test("filterProblem() does not judge a word that is being typed", () => {
  assert.equal(filterProblem("state:nons", fields, true), undefined);
  assert.equal(filterProblem("state:nons ", fields, true)?.kind, "value");
});

Deno.test("countedValues() has the most frequent value first", () => {
  assert.deepEqual(countedValues(["b", "a", "b", "", "c"]), [
    { value: "b", count: 2 },
    { value: "a", count: 1 },
    { value: "c", count: 1 },
  ]);
});
