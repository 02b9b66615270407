import { strict as assert } from "node:assert";
import {
  activeStates,
  canRetry,
  countFailures,
  endStates,
  type ExecutionState,
  executionStates,
  isActive,
  isCounted,
  isEnd,
  isFailing,
  isFailure,
  successRate,
} from "../../../scheduler/model/execution_state.ts";

Deno.test("each state is either active or an end", () => {
  assert.deepEqual(
    [...activeStates, ...endStates].toSorted(),
    [...executionStates].toSorted(),
  );
  for (const state of executionStates) assert.notEqual(isActive(state), isEnd(state), state);
});

Deno.test("skipped, missed and stopped executions are no failures, and do not count", () => {
  assert.deepEqual(executionStates.filter(isFailure), ["failed", "timeout"]);
  assert.deepEqual(executionStates.filter(isCounted), ["failed", "succeeded", "timeout"]);
});

Deno.test("canRetry() is true of each end but success", () => {
  assert.deepEqual(executionStates.filter(canRetry), [
    "stopped",
    "failed",
    "timeout",
    "scheduled error",
  ]);
});

Deno.test("isFailing() judges by the last end that counts", () => {
  const judged: [ExecutionState[], boolean][] = [
    [[], false],
    [["scheduled error", "stopped"], false],
    [["running", "failed", "succeeded"], true],
    [["scheduled error", "stopped", "timeout"], true],
    [["scheduled", "scheduled error", "succeeded", "failed"], false],
  ];

  for (const [states, expected] of judged) assert.equal(isFailing(states), expected, `${states}`);
});

Deno.test("countFailures() counts only the ends that count", () => {
  const counts = countFailures(["running", "failed", "scheduled error", "succeeded", "stopped"]);

  assert.deepEqual(counts, { failed: 1, counted: 2 });
});

Deno.test("successRate() leaves out what neither succeeded nor failed", () => {
  const none = { succeeded: 0, failed: 0, timeout: 0, stopped: 4, "scheduled error": 5 };

  assert.equal(successRate({ ...none, succeeded: 3, failed: 1 }), 0.75);
  assert.equal(successRate(none), undefined);
});
