import { strict as assert } from "node:assert";
import fc from "fast-check";
import { diffLines } from "../../../../../tui/screens/executions/run/line_diff.ts";

const marks = { same: " ", removed: "-", added: "+" };
const shown = (before: string[], after: string[]) =>
  diffLines(before, after).map(({ kind, text }) => `${marks[kind]}${text}`);

Deno.test("diffLines() keeps what is the same, and puts removed lines before added ones", () => {
  assert.deepEqual(shown(["a", "b", "c"], ["a", "x", "c", "d"]), [" a", "-b", "+x", " c", "+d"]);
  assert.deepEqual(shown([], ["a"]), ["+a"]);
  assert.deepEqual(shown(["a"], []), ["-a"]);
});

Deno.test("diffLines() leads from the one text to the other", () => {
  const lines = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 12 });
  fc.assert(fc.property(lines, lines, (before, after) => {
    const diff = diffLines(before, after);
    const of = (left: string) => diff.flatMap(({ kind, text }) => kind === left ? [] : [text]);

    assert.deepEqual(of("added"), before);
    assert.deepEqual(of("removed"), after);
  }));
});

Deno.test("diffLines() compares very long texts as a whole", () => {
  const long = Array.from({ length: 2001 }, (_, i) => `line ${i}`);

  assert.equal(diffLines(long, long).length, 4002);
});
