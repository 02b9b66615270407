import { strict as assert } from "node:assert";
import { fuzzyScore, matches, parseFilter } from "../../../tui/components/filter.ts";

const job = { name: "nightly db backup", state: "failed active", next: "2026-11-22t14:05:00.000z" };

function finds(filter: string): boolean {
  return matches(parseFilter(filter), job);
}

Deno.test("a filter finds plain words, all of which must fit", () => {
  assert.ok(finds("night"));
  assert.ok(finds("BACKUP night"));
  assert.ok(!finds("night other"));
  assert.ok(finds('"db backup"'));
  assert.ok(finds(""));
});

Deno.test("! turns a word round, ~ takes its letters in order", () => {
  assert.ok(!finds("!night"));
  assert.ok(finds("!other"));
  assert.ok(finds("~nbk"));
  assert.ok(!finds("~kbn"));
  assert.ok(finds("!~kbn"));
});

Deno.test("field:value looks in that field, commas mean any", () => {
  assert.ok(finds("state:failed"));
  assert.ok(finds("state:running,failed"));
  assert.ok(!finds("state:night"));
  assert.ok(finds("!state:paused"));
  assert.ok(finds("next:2026-11-22t14:05"));
  assert.ok(!finds("nofield:failed"));
});

Deno.test("fuzzyScore() prefers what begins so", () => {
  const scores = ["pause: x", "a pause", "p-a-u-s-e"].map((text) => fuzzyScore(text, "pause"));

  assert.deepEqual(scores.toSorted((a, b) => (a ?? 0) - (b ?? 0)), scores);
  assert.equal(fuzzyScore("run", "pause"), undefined);
});
