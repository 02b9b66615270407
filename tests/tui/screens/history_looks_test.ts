import type { Job } from "../../../routes/contract/jobs/jobs.ts";
import { cleanDeep } from "../../../tui/terminal/clean.ts";
import type { View } from "../../../tui/state/view.ts";
import { aState, withJobs } from "../support/builders.ts";
import { aHistory, HistoryServer } from "../support/history_server.ts";
import { sizes, TestTerminal } from "../support/terminal.tsx";

const history = aHistory();
/** As the client cleans them. */
const known = cleanDeep(history.jobs) as Job[];
const [job] = history.jobs;
const [run] = history.executions;

const views: readonly (readonly [string, View])[] = [
  ["the runs", { screen: "runs" }],
  ["a run", { screen: "run", id: run!.execution_id }],
  ["a job", { screen: "job", id: job!.job_id }],
  ["the audit log", { screen: "audit" }],
];

for (const [name, view] of views) {
  Deno.test(`${name} looks as it did`, async (t) => {
    const { client } = new HistoryServer(history);
    const state = aState(...withJobs(known), { type: "prefs_set", timeMode: "utc" }, {
      type: "view_switched",
      screen: view.screen,
    });
    await using terminal = new TestTerminal({ state, client });
    terminal.app.dispatch({ type: "view_opened", view });
    await terminal.timers.advance(500);

    for (const [columns, rows] of sizes) {
      // The next fires are also shown in the zone of the machine, where there is room.
      if (view.screen === "job" && columns >= 120) continue;
      await terminal.resize(columns, rows);
      await terminal.timers.advance(500);
      await t.step(`at ${columns}x${rows}`, async () => {
        await t.assertSnapshot(await terminal.picture());
      });
    }
  });
}
