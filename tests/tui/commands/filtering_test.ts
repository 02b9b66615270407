import { strict as assert } from "node:assert";
import { cursorRow, onJobs } from "../support/story.ts";
import { TestTerminal } from "../support/terminal.tsx";

Deno.test("/ filters while the user types, enter keeps the filter, esc clears it", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press("/", "report-4");
  const typed = await terminal.text();
  await terminal.press("\r", "j");
  const kept = await terminal.text();
  await terminal.press("\x1b");
  await terminal.timers.advance(60);
  const lifted = await terminal.text();

  assert.match(typed, /Jobs 10 of 66 \/report-4/);
  assert.match(kept, /▸ ○ report-41/);
  assert.match(lifted, /Jobs 66 ─/);
});

Deno.test("a filter leaves the cursor on its row, or moves it to the first match", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press("jjjj", "/", "report-3");
  const first = cursorRow(await terminal.screen());
  await terminal.press("\x15", "!report");
  const same = cursorRow(await terminal.screen());
  await terminal.press("\x15", "\r");

  assert.match(first, /report-30/);
  assert.match(same, /evil/);
  assert.match(cursorRow(await terminal.screen()), /evil/);
});

Deno.test("a filter without matches says so, and how to clear it", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press("/", "nigth");

  assert.match(await terminal.text(), /0 of 66 match \/nigth · esc clears/);
});

for (const field of ["state", "status"]) {
  Deno.test(`${field}:failed finds failing jobs, !report jobs that are no reports`, async () => {
    await using terminal = new TestTerminal(onJobs());

    await terminal.press("/", `${field}:failed !report`);

    assert.match(await terminal.text(), /Jobs 1 of 66/);
    assert.match(cursorRow(await terminal.screen()), /billing-export/);
  });
}
