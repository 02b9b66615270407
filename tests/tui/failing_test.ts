import { strict as assert } from "node:assert";
import type { Execution } from "../../routes/contract/history/executions.ts";
import { attentionOf } from "../../tui/screens/home/attention.ts";
import { executionsPerMinute, failuresByHour } from "../../tui/screens/home/upcoming.ts";
import { jobsInOrder } from "../../tui/screens/jobs/list.ts";
import { conditionOf, countsOf } from "../../tui/state/selectors.ts";
import { aJob, anExecution, aState, iso, start, withJobs } from "./support/builders.ts";
import { TestTerminal } from "./support/terminal.tsx";

const [failing, well, unstarted] = ["failing", "well", "unstarted"].map((name, i) =>
  aJob({ job_id: String(i + 1).padStart(32, "0"), name })
) as [ReturnType<typeof aJob>, ReturnType<typeof aJob>, ReturnType<typeof aJob>];

/** @param states newest first. */
function executionsOf(job: ReturnType<typeof aJob>, states: readonly Execution["state"][]) {
  return states.map((state, i) => {
    const at = iso(start - (i + 1) * 60_000);
    const times = { scheduled_time: at, started_time: at, ended_time: at, updated_time: at };
    const execution_id = `${job.job_id.slice(0, 28)}${String(i).padStart(4, "0")}`;
    return anExecution(job, {
      execution_id: job.job_id.at(-1) + execution_id.slice(1),
      state,
      ...times,
    });
  });
}

const executions = [
  ...executionsOf(failing, ["scheduled error", "stopped", "timeout", "failed", "succeeded"]),
  ...executionsOf(well, ["scheduled error", "succeeded", "failed"]),
  ...executionsOf(unstarted, ["scheduled error", "scheduled error"]),
];
const state = aState(...withJobs([failing, well, unstarted], executions));

Deno.test("a skipped fire and a stop are no failures: all counts of the dashboard agree", () => {
  assert.deepEqual(
    [failing, well, unstarted].map((job) => conditionOf(state, job)),
    ["failed", "ok", "never"],
  );
  assert.equal(countsOf(state).failed, 1);
  assert.deepEqual(
    attentionOf(state).map((it) => it.kind === "failed" && [it.job.name, it.failed, it.of]),
    [["failing", 2, 3]],
  );
});

Deno.test("state:failed finds the jobs that the header counts as failing", () => {
  const filtered = aState(
    ...withJobs([failing, well, unstarted], executions),
    { type: "list_filtered", list: "jobs", filter: "state:failed" },
  );

  assert.deepEqual(jobsInOrder(filtered).map(({ name }) => name), ["failing"]);
});

Deno.test("the chart and the heat map of home count failures only", () => {
  const byId = new Map(executions.map((it) => [it.execution_id, it]));

  const columns = executionsPerMinute(undefined, byId, Math.floor(start / 60_000));
  const hours = failuresByHour(undefined, byId, "UTC");

  assert.equal(columns.reduce((sum, { value }) => sum + value, 0), executions.length);
  assert.equal(columns.reduce((sum, { bad = 0 }) => sum + bad, 0), 3);
  assert.equal(hours.reduce((sum, { failed }) => sum + failed, 0), 3);
});

Deno.test("the figures of the server are counted by the same rule", () => {
  const figures = {
    succeeded: 5,
    failed: 2,
    timeout: 1,
    stopped: 4,
    scheduled_error: 7,
    success_rate: 0.625,
    duration_ms: null,
  };
  const stats = {
    time_range_start: iso(start - 120_000),
    time_range_end: iso(start),
    bucket: "minute",
    total: figures,
    buckets: [
      { start_time: iso(start - 120_000), ...figures },
      { start_time: iso(start - 60_000), ...figures },
    ],
  } as never;

  const columns = executionsPerMinute(stats, new Map(), Math.floor(start / 60_000));
  const hours = failuresByHour(stats, undefined, "UTC");

  assert.deepEqual(columns.filter(({ value }) => value > 0).map(({ value, bad }) => [value, bad]), [
    [19, 3],
    [19, 3],
  ]);
  assert.equal(hours.at(-1)?.failed, 3);
});

Deno.test("the success rate under the list leaves out what is neither success nor failure", async () => {
  await using terminal = new TestTerminal({
    columns: 80,
    rows: 24,
    state: aState(
      ...withJobs([failing, well, unstarted], executions),
      { type: "view_switched", screen: "jobs" },
    ),
  });

  await terminal.press("/", "failing", "\r");

  assert.match(await terminal.text(), /ok 33 % of 3/);
});
