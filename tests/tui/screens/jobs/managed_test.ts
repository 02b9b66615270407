import { strict as assert } from "node:assert";
import { aJob, aState, good, withJobs } from "../../support/builders.ts";
import { TestTerminal } from "../../support/terminal.tsx";

Deno.test("a job that is managed as code says so, and a change by hand is asked about first", async () => {
  const paused: string[] = [];
  const client = { pauseJob: (id: string) => (paused.push(id), good({ job_id: id })) };
  const jobs = [aJob({ name: "nightly", managed_by: "team-reports" })];
  const state = aState(...withJobs(jobs, []), { type: "view_switched", screen: "jobs" });
  await using terminal = new TestTerminal({ state, client });

  const shown = await terminal.text();
  await terminal.press("p");
  const asked = await terminal.text();
  const before = [...paused];
  await terminal.press("y");

  assert.match(shown, /managed as code by team-reports/);
  assert.match(asked, /Change nightly by hand\?/);
  assert.match(asked, /the next apply may undo this/);
  assert.deepEqual([before.length, paused.length], [0, 1]);
});
