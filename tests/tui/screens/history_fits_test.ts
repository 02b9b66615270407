import { strict as assert } from "node:assert";
import type { Job } from "../../../routes/contract/jobs/jobs.ts";
import { cleanDeep } from "../../../tui/terminal/clean.ts";
import { widthOf } from "../../../tui/terminal/text.ts";
import type { View } from "../../../tui/state/view.ts";
import type { StateEvent } from "../../../tui/state.ts";
import { aState, withJobs } from "../support/builders.ts";
import { aHistory, type History, HistoryServer } from "../support/history_server.ts";
import { sizes, TestTerminal } from "../support/terminal.tsx";

const history = aHistory();
/** As the client cleans them. */
const cleaned = cleanDeep(history.jobs) as Job[];
const [job] = history.jobs;
const [run] = history.executions;

const views: readonly (readonly [string, View, number])[] = [
  ["the runs", { screen: "runs" }, 0],
  ["a run's output", { screen: "run", id: run!.execution_id }, 0],
  ["a run's timeline", { screen: "run", id: run!.execution_id }, 1],
  ["a run's request", { screen: "run", id: history.executions[2]!.execution_id }, 2],
  ["a run's job", { screen: "run", id: run!.execution_id }, 3],
  ["a job's runs", { screen: "job", id: job!.job_id }, 0],
  ["a job's fires", { screen: "job", id: job!.job_id }, 1],
  ["a job's audit", { screen: "job", id: job!.job_id }, 2],
  ["a job's record", { screen: "job", id: history.jobs[2]!.job_id }, 3],
  ["the audit log", { screen: "audit" }, 0],
  ["the log of access", { screen: "audit" }, 1],
];

const empty: Partial<History> = { executions: [], logs: [], security: [], lines: [] };
const refused: Partial<History> = {
  ...empty,
  refused: { executions: 403, jobs: 404, logs: 403, stats: 404, schedules: 404 },
};

const worlds: readonly (readonly [string, Partial<History>, readonly StateEvent[]])[] = [
  ["", history, []],
  [" in 繁體中文 without colours", history, [
    { type: "prefs_set", language: "zh-TW", theme: "mono" },
  ]],
  [" in ASCII", history, [{ type: "prefs_set", isAscii: true, timeMode: "job" }]],
  [" without anything", empty, []],
  [" when all is refused", refused, []],
];

for (const [world, given, events] of worlds) {
  for (const [name, view, pane] of views) {
    Deno.test(`${name}${world} fit every terminal`, async () => {
      const server = new HistoryServer({ jobs: history.jobs, ...given });
      const known = world === "" ? withJobs(cleaned) : [];
      const state = aState(...known, ...events, { type: "view_switched", screen: view.screen });
      const [first] = sizes;
      await using terminal = new TestTerminal({
        columns: first[0],
        rows: first[1],
        state,
        client: server.client,
      });
      terminal.app.dispatch({ type: "view_opened", view });
      terminal.app.dispatch({ type: "pane_focused", pane });
      await terminal.timers.advance(500);

      for (const [columns, rows] of sizes) {
        await terminal.resize(columns, rows);
        await terminal.press("j");
        await terminal.timers.advance(500);
        const screen = await terminal.screen();

        assert.equal(screen.length, rows);
        for (const row of screen) assert.ok(widthOf(row) <= columns, `${columns}: ${row}`);
        assert.ok(rows < 8 || screen.slice(2, -2).some((row) => row !== ""));
        // The head and the hints are in their places, so no row is too wide and none too many.
        if (columns >= 30) assert.match(screen[0] ?? "", /127\.0|live|jobs|○|o|作業/);
        // deno-lint-ignore no-control-regex -- what must not be there
        assert.ok(!/[\u001b\u202e\u200d\ufe0f]/.test(screen.join("")));
      }
    });
  }
}
