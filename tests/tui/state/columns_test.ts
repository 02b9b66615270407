import { strict as assert } from "node:assert";
import { readColumns } from "../../../tui/settings/columns.ts";
import { isColumnOn } from "../../../tui/state/columns.ts";
import { jobColumns } from "../../../tui/screens/jobs/rows.ts";
import { executionColumns } from "../../../tui/screens/executions/rows.ts";
import type { SettingsProblem } from "../../../tui/state/settings.ts";
import { aBusyDay, onJobs } from "../support/story.ts";
import { TestTerminal } from "../support/terminal.tsx";

function names(width: number, choices = {}): string[] {
  return jobColumns(width, choices).others.map(({ column }) => column);
}

Deno.test("c shows the columns of the list; space hides one at once, and the choice is saved", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press("c", "jjjj", " ");
  const open = await terminal.text();
  await terminal.press("c");

  assert.match(open, /Columns: Jobs[^]*▸ \[ \] Last 12 runs/);
  assert.match((await terminal.screen())[3] ?? "", /S NAME +SCHEDULE +LAST WAS +NEXT/);
  assert.deepEqual(terminal.test.saved, [{ columns: { jobs: { history: false } } }]);
});

Deno.test("a column that does not fit says so until the user asks for it", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press("c");
  const noted = await terminal.text();
  await terminal.press("  ");
  const asked = await terminal.text();

  assert.match(noted, /▸ \[x\] Category +no room/);
  assert.match(asked, /▸ \[x\] Category +│/);
  assert.match(asked, /NAME +CATEGORY +SCHEDULE/);
});

Deno.test("a click turns a column too", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press("c");
  const screen = await terminal.screen();
  const y = screen.findIndex((row) => row.includes("[x] Schedule"));
  await terminal.press(`\x1b[<0;${(screen[y] ?? "").indexOf("Schedule") + 1};${y + 1}M`);

  assert.equal(isColumnOn(terminal.state.prefs.columns, "jobs", "schedule"), false);
  assert.match(await terminal.text(), /▸ \[ \] Schedule/);
});

Deno.test("the runs have columns of their own", async () => {
  const state = aBusyDay({ type: "view_switched", screen: "runs" }, {
    type: "prefs_set",
    columns: { runs: { by: false, host: true } },
  });
  await using terminal = new TestTerminal({ state, columns: 110 });

  assert.match((await terminal.screen())[3] ?? "", /S STARTED +JOB +DUR .*EXIT +HOST +TRIES/);
});

Deno.test("narrower terminals leave out the least important columns", () => {
  assert.deepEqual(names(140), ["category", "schedule", "history", "last", "next"]);
  assert.deepEqual(names(100), ["schedule", "history", "last", "next"]);
  assert.deepEqual(names(60), ["schedule", "last", "next"]);
  assert.deepEqual(names(59), ["next"]);
  // Columns that the user asked for go last.
  assert.deepEqual(names(80, { jobs: { class: true } }), ["class", "schedule", "last", "next"]);
  assert.deepEqual(names(59, { jobs: { next: false } }), []);
});

Deno.test("a row is never wider than its list, whatever is chosen", () => {
  const all = { category: true, class: true, zone: true };
  for (let width = 30; width <= 200; width++) {
    for (const jobs of [{}, all, { history: false, ...all }, { schedule: false, last: false }]) {
      const { name, others } = jobColumns(width, { jobs });
      const taken = others.reduce((sum, it) => sum + it.width + 1, 4 + name);

      assert.ok(taken <= width && name >= 6, `${width}: ${taken}`);
    }
    for (const runs of [{}, { category: true, host: true }, { bar: false, by: false }]) {
      const { job, widths } = executionColumns(width, { runs });
      const { bar, ...others } = widths;
      const fixed = Object.values(others).reduce((sum, it) => it > 0 ? sum + it + 1 : sum, 4 + job);

      assert.ok(fixed + (bar > 0 ? bar + 3 : 0) <= width, `${width}: ${fixed} ${bar}`);
    }
  }
});

Deno.test("readColumns() reports unknown columns", () => {
  const problems: SettingsProblem[] = [];

  const read = readColumns({ jobs: { last: false, size: true, next: 1 }, users: {} }, problems);

  assert.deepEqual(read, { jobs: { last: false } });
  assert.deepEqual(problems.map(({ entry, kind }) => `${entry} ${kind}`), [
    "columns.jobs.size none_of",
    "columns.jobs.next not_flag",
    "columns.users none_of",
  ]);
});
