import { strict as assert } from "node:assert";
import { fuzzyScore, matches, parseFilter } from "../../../tui/components/filter.ts";

const job = { name: "nightly db backup", state: "failed active", next: "2026-11-22t14:05:00.000z" };

function finds(filter: string): boolean {
  return matches(parseFilter(filter), job);
}

Deno.test("a filter finds plain words, and all must match", () => {
  assert.ok(finds("night"));
  assert.ok(finds("BACKUP night"));
  assert.ok(!finds("night other"));
  assert.ok(finds('"db backup"'));
  assert.ok(finds(""));
});

Deno.test("! inverts a word, ~ matches its letters in order", () => {
  assert.ok(!finds("!night"));
  assert.ok(finds("!other"));
  assert.ok(finds("~nbk"));
  assert.ok(!finds("~kbn"));
  assert.ok(finds("!~kbn"));
});

Deno.test("field:value searches that field, and commas mean any of the values", () => {
  assert.ok(finds("state:failed"));
  assert.ok(finds("state:running,failed"));
  assert.ok(!finds("state:night"));
  assert.ok(finds("!state:paused"));
  assert.ok(finds("next:2026-11-22t14:05"));
  assert.ok(!finds("nofield:failed"));
});

Deno.test("status: is another name of state:", () => {
  assert.ok(finds("status:failed"));
  assert.ok(!finds("!status:failed"));
  assert.ok(!finds("status:paused"));
});

Deno.test("fuzzyScore() prefers a text that begins with the letters", () => {
  const scores = ["pause: x", "a pause", "p-a-u-s-e"].map((text) => fuzzyScore(text, "pause"));

  assert.deepEqual(scores.toSorted((a, b) => (a ?? 0) - (b ?? 0)), scores);
  assert.equal(fuzzyScore("run", "pause"), undefined);
});

Deno.test("a comma in quotes is a part of its value, and one outside is between two", () => {
  const values = (text: string) => parseFilter(text).map((term) => term.values);

  assert.deepEqual(values('a:"b, c",d'), [["b, c", "d"]]);
  assert.deepEqual(values('a:b,"c d"'), [["b", "c d"]]);
  assert.deepEqual(values('"a, b"'), [["a, b"]]);
  assert.deepEqual(values("a:b,,c,"), [["b", "c"]]);
  assert.deepEqual(values('a:"open, end'), [["open, end"]]);
  assert.deepEqual(values('a:"" b:, ""'), []);
});
