import { strict as assert } from "node:assert";
import { initialState, reduce } from "../../../../tui/state.ts";
import { cursorRow } from "../../support/story.ts";
import { widthOf } from "../../../../tui/terminal/text.ts";
import { aJob, anExecution, aState, good, iso, start, withJobs } from "../../support/builders.ts";
import { sizes, TestTerminal } from "../../support/terminal.tsx";

function someJobs() {
  const jobs = [
    aJob({ name: "夜間バックアップ", next_run_time: iso(start + 30_000) }),
    aJob({ name: "billing-export", next_run_time: iso(start + 40_000) }),
    aJob({ name: "nightly-reindex", paused: true, next_run_time: "" }),
    aJob({ name: "sync", next_run_time: iso(start - 151_000) }),
    ...Array.from(
      { length: 60 },
      (_, i) => aJob({ name: `report-${i}`, next_run_time: iso(start + 3_600_000 + i * 60_000) }),
    ),
  ];
  const executions = [
    anExecution(jobs[0]!),
    anExecution(jobs[1]!, { state: "failed", description: "exit 2" }),
  ];
  return { jobs, executions };
}

for (const [columns, rows] of sizes) {
  Deno.test(`the jobs fit a terminal of ${columns}x${rows}`, async () => {
    const { jobs, executions } = someJobs();
    const state = aState(...withJobs(jobs, executions), { type: "view_switched", screen: "jobs" });
    await using terminal = new TestTerminal({ columns, rows, state });

    const screen = await terminal.screen();

    assert.equal(screen.length, rows);
    assert.ok(screen.every((row) => widthOf(row) <= columns));
    assert.match(screen.join("\n"), /sync/);
  });
}

Deno.test("a paused job tells when it ran last as that, not as the time of the pause", async () => {
  const job = aJob({ name: "billing-export", paused: true, next_run_time: "" });
  const ran = anExecution(job, { state: "failed" });
  const screen = { type: "view_switched", screen: "jobs" } as const;
  await using paused = new TestTerminal({ state: aState(...withJobs([job], [ran]), screen) });
  const going = { ...job, paused: false, next_run_time: iso(start + 30_000) };
  await using failed = new TestTerminal({ state: aState(...withJobs([going], [ran]), screen) });

  assert.match(await paused.text(), /‖ paused · last run [\d:]+ ago/);
  assert.match(await failed.text(), /✗ failed [\d:]+ ago/);
});

Deno.test("p pauses the job under the cursor, and u takes it back", async () => {
  const { jobs } = someJobs();
  const asked: string[] = [];
  const state = aState(...withJobs(jobs), { type: "view_switched", screen: "jobs" });
  await using terminal = new TestTerminal({
    state,
    client: {
      pauseJob: (id) => (asked.push(`pause ${id}`), good({ job_id: id })),
      resumeJob: (id) => (asked.push(`resume ${id}`), good({ job_id: id })),
    },
  });

  await terminal.press("j", "p");
  const told = await terminal.text();
  await terminal.press("u");

  const id = jobs[0]!.job_id;
  assert.match(told, /paused 夜間バックアップ · u undo \(8 s\)/);
  assert.deepEqual(asked, [`pause ${id}`, `resume ${id}`]);
});

Deno.test("a job that an event tells before the list is read does not get the cursor", async () => {
  const { jobs } = someJobs();
  const late = jobs.at(-1)!;
  const begun = [{ type: "jobs_loading" }, { type: "view_switched", screen: "jobs" }] as const;
  const state = begun.reduce(reduce, { ...initialState, now: start });
  await using terminal = new TestTerminal({ state });

  terminal.app.dispatch({
    type: "changes",
    events: [{ type: "job", job_id: late.job_id, job: late }],
  });
  const before = await terminal.text();
  terminal.app.dispatch({ type: "jobs_page", jobs, isLast: true });

  assert.match(before, /Jobs 1…[^]*reading…/);
  assert.doesNotMatch(before, /report-59/);
  assert.match(cursorRow(await terminal.screen()), /sync/);
});
