import { strict as assert } from "node:assert";
import { durationsOf } from "../../../tui/state/durations.ts";
import type { Past } from "../../../tui/state/server/executions.ts";
import { iso, start } from "../support/builders.ts";

/** Executions that took so long, newest first; a negative one failed. */
function took(...all: readonly (number | null)[]): readonly Past[] {
  return all.map((ms, i) => ({
    execution_id: String(i),
    state: ms === null || ms >= 0 ? "succeeded" : "failed",
    at: iso(start - i * 60_000),
    ended: iso(start - i * 60_000),
    duration_ms: ms === null ? null : Math.abs(ms),
    description: "",
  }));
}

Deno.test("durationsOf() counts successes only", () => {
  assert.equal(durationsOf(undefined), undefined);
  assert.equal(durationsOf(took(-5, null)), undefined);
  assert.equal(durationsOf(took(100, -9000, 100))?.p95, 100);
});

Deno.test("durationsOf() compares the newer half with the older one, from four on", () => {
  assert.equal(durationsOf(took(300, 100, 100))?.trend, undefined);
  assert.equal(durationsOf(took(200, 200, 100, 100))?.trend, 2);
  assert.equal(durationsOf(took(50, 50, 999, 100, 100))?.trend, 0.5);
  assert.equal(durationsOf(took(5, 5, 0, 0))?.trend, undefined);
});

Deno.test("durationsOf() measures each history once", () => {
  const history = took(1, 2, 3, 4);

  assert.equal(durationsOf(history), durationsOf(history));
});
