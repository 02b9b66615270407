import { strict as assert } from "node:assert";
import { Reader } from "../../../../tui/server/reading.ts";
import { initialState } from "../../../../tui/state.ts";
import { aJob, anExecution, aState, good, iso, start, withJobs } from "../../support/builders.ts";
import { aBusyDay } from "../../support/story.ts";
import { TestTerminal } from "../../support/terminal.tsx";

const minute = 60_000;

Deno.test("the reason of a failure is shown after a start, and still after R", async () => {
  const job = aJob({ name: "export" });
  const last = {
    execution_id: "e".repeat(32),
    state: "failed",
    scheduled_time: iso(start - 3 * minute),
    started_time: iso(start - 3 * minute),
    ended_time: iso(start - minute),
    duration_ms: 120_000,
    description: "no route to host",
  };
  const client = {
    jobs: () => good({ jobs: [{ ...job, last_executions: [last] }] } as never),
    executions: () => good({ executions: [] }),
    categories: () => good({ categories: [] }),
  };
  await using terminal = new TestTerminal({ columns: 160, rows: 30, state: aState(), client });
  const reader = new Reader(terminal.app);

  await reader.readAll();
  const first = await terminal.text();
  await reader.readAll();

  // It ran for two minutes and ended a minute ago.
  const said = /export +1 of last 1 failed · 1:00 ago · no rou/;
  assert.match(first, said);
  assert.match(await terminal.text(), said);
});

Deno.test("the duration of a run counts from its start, not from its due time", async () => {
  const job = aJob({ name: "export" });
  const running = anExecution(job, {
    state: "running",
    scheduled_time: iso(start - 30 * minute),
    started_time: iso(start - 5 * minute),
    ended_time: "",
    duration_ms: null,
  });
  await using terminal = new TestTerminal({ state: aState(...withJobs([job], [running])) });

  assert.match(await terminal.text(), /Running now 1[^]*export .* 5:00/);
});

Deno.test("the heat map has its hours under it", async () => {
  await using terminal = new TestTerminal({ columns: 140, rows: 40, state: aBusyDay() });

  assert.match(await terminal.text(), /^ +00 {10}06 {10}12 {10}18/m);
});

Deno.test("after esc at the first log-in the hint line says how to log in", async () => {
  await using terminal = new TestTerminal({ state: { ...initialState, now: start } });

  assert.match((await terminal.screen()).at(-1) ?? "", /Log in first \(ctrl\+o\)/);
});

for (
  const [typed, screen, filter] of [
    ["runs failed", "runs", "state:failed"],
    ["jobs paused", "jobs", "state:paused"],
    ["runs backup", "runs", "backup"],
  ] as const
) {
  Deno.test(`:${typed} filters by ${filter}`, async () => {
    await using terminal = new TestTerminal({ state: aBusyDay() });

    await terminal.press(":", typed, "\r");

    assert.equal(terminal.state.view.stack.at(-1)?.screen, screen);
    assert.equal(terminal.state.lists[screen]?.filter, filter);
  });
}
