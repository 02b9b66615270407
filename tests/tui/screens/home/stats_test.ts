import { strict as assert } from "node:assert";
import type { Execution } from "../../../../routes/contract/history/executions.ts";
import type { Stats } from "../../../../routes/contract/history/stats.ts";
import { executionsPerMinute } from "../../../../tui/screens/home/upcoming.ts";
import { reduce, type StateEvent } from "../../../../tui/state.ts";
import { aJob, anExecution, aState, iso, start } from "../../support/builders.ts";

const job = aJob();
const minute = 60_000;

function statsAt(at: number, succeeded: number): Stats {
  const figures = {
    ...{ succeeded, failed: 0, timeout: 0, stopped: 0, scheduled_error: 0 },
    ...{ success_rate: null, duration_ms: null },
  };
  return {
    time_range_end: iso(at),
    bucket: "minute",
    buckets: [{ start_time: iso(Math.floor(at / minute) * minute), ...figures }],
  } as unknown as Stats;
}

function told(...executions: readonly Execution[]): StateEvent {
  const events = executions.map((execution) => {
    const { execution_id } = execution;
    return { type: "execution", execution_id, execution } as const;
  });
  return { type: "changes", events } as unknown as StateEvent;
}

function ended(at: number): Execution {
  return anExecution(job, { ended_time: iso(at), updated_time: iso(at) });
}

function valuesOf(...events: readonly StateEvent[]): number[] {
  const { stats, now } = events.reduce(reduce, aState());
  if (stats.minutes === undefined || stats.minutes === "unknown") throw new Error("no figures");
  return executionsPerMinute(stats.minutes, stats.endsSince, Math.floor(now / minute))
    .map(({ value }) => value).filter((value) => value > 0);
}

const readAt = (at: number, succeeded: number): StateEvent => ({
  type: "stats_read",
  of: "minutes",
  stats: statsAt(at, succeeded),
});

Deno.test("the chart adds to the server's figures what ended since, each end once", () => {
  const end = ended(start + 2000);

  assert.deepEqual(valuesOf(readAt(start + 1000, 7), told(end), told(end)), [8]);
});

Deno.test("an end that was told before the answer and that the answer counts is not added", () => {
  const [before, after] = [ended(start + 500), ended(start + 1500)];

  assert.deepEqual(valuesOf(told(before, after), readAt(start + 1000, 7)), [8]);
  assert.deepEqual(valuesOf(readAt(start, 6), told(before, after), readAt(start + 2000, 8)), [8]);
});

Deno.test("executions that the dashboard holds are not added to the server's figures", () => {
  const held: StateEvent = { type: "executions_page", executions: [ended(start + 500)] };

  assert.deepEqual(valuesOf(readAt(start, 5), held), [5]);
});
