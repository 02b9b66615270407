import { strict as assert } from "node:assert";
import { cursorRow, onJobs } from "../support/story.ts";
import { TestTerminal } from "../support/terminal.tsx";

Deno.test("/ filters while one types, enter keeps it, esc lifts it", async () => {
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

Deno.test("a filter leaves the cursor on its row, or leads to the first that fits", async () => {
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

Deno.test("a filter that fits nothing says so, and how to get out", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press("/", "nigth");

  assert.match(await terminal.text(), /0 of 66 match \/nigth · esc clears/);
});

Deno.test("state:failed finds what failed, !report what is no report", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press("/", "state:failed !report");

  assert.match(await terminal.text(), /Jobs 1 of 66/);
  assert.match(cursorRow(await terminal.screen()), /billing-export/);
});
