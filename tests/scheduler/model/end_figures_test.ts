import assert from "node:assert/strict";
import { successRate } from "../../../scheduler/model/execution_state.ts";
import { bucketsOf, figuresOf } from "../../../scheduler/model/figures/end_figures.ts";
import { hour, minute, second } from "../../../scheduler/model/time.ts";

const at = Date.parse("2026-03-02T10:00:00Z");

Deno.test("bucketsOf() gives each length of time that the range touches", () => {
  const ends = [
    { at: at + 59 * second, state: "succeeded", count: 2, durationClass: 5 },
    { at: at + 2 * minute, state: "failed", count: 1, durationClass: 5 },
  ] as const;

  const buckets = bucketsOf(ends, { from: at + second, to: at + 2 * minute }, "minute");

  assert.deepEqual(buckets.map((bucket) => bucket.at), [at, at + minute, at + 2 * minute]);
  assert.deepEqual(buckets.map(({ figures }) => figures.counts.succeeded), [2, 0, 0]);
  assert.deepEqual(buckets.map(({ figures }) => figures.counts.failed), [0, 0, 1]);
  assert.equal(buckets[1]?.figures.durations, undefined);
  assert.equal(bucketsOf(ends, { from: at, to: at + hour }, "day").length, 1);
});

Deno.test("successRate() is of those that ran to an end of their own", () => {
  const { counts } = figuresOf([
    { at, state: "succeeded", count: 6 },
    { at, state: "failed", count: 1 },
    { at, state: "timeout", count: 1 },
    { at, state: "stopped", count: 5 },
    { at, state: "scheduled error", count: 5 },
  ]);

  assert.equal(successRate(counts), 0.75);
  assert.equal(successRate(figuresOf([]).counts), undefined);
});
