import { strict as assert } from "node:assert";
import { aJob, aState, good, withJobs } from "../support/builders.ts";
import { TestTerminal } from "../support/terminal.tsx";

Deno.test("a long notice leaves room for how it is undone", async () => {
  const job = aJob({ name: "x".repeat(200) });
  const state = aState(...withJobs([job]), { type: "view_switched", screen: "jobs" });
  await using terminal = new TestTerminal({
    ...{ columns: 80, rows: 24, state },
    client: { pauseJob: (id) => good({ job_id: id }) },
  });

  await terminal.press("p");

  assert.match(await terminal.text(), /✓ paused x+… · u undo \(8 s\)/);
});
