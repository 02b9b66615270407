import { strict as assert } from "node:assert";
import { good } from "../support/builders.ts";
import { aBusyDay, onJobs } from "../support/story.ts";
import { TestTerminal } from "../support/terminal.tsx";

Deno.test("the palette finds a command by its words, shows its key, and runs it", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press(":", "times");
  const found = await terminal.text();
  await terminal.press("\r");

  assert.match(found, /times: Show times .* z/);
  assert.equal(terminal.state.prefs.timeMode, "local");
});

Deno.test("`:jobs text` goes to a tab and filters it", async () => {
  await using terminal = new TestTerminal({ state: aBusyDay() });

  await terminal.press("\x10", "jobs report-59", "\r");

  assert.match(await terminal.text(), /Jobs 1 of 66 \/report-59/);
});

Deno.test("? lists the keys of the screen, and can be searched", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press("?", "undo");
  const none = await terminal.text();
  await terminal.press("\x15", "take");

  assert.match(none, /Take the last act back|No key matches/);
  assert.match(await terminal.text(), /u +Take the last act back/);
});

Deno.test("T shows the theme under the cursor: esc restores the old one, enter keeps it", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press("T", "\x1b[B");
  const looked = terminal.state.prefs.theme;
  await terminal.press("\x1b");
  await terminal.timers.advance(60);
  const before = terminal.state.prefs.theme;
  await terminal.press("T", "no col", "\r");

  assert.deepEqual([looked, before, terminal.state.prefs.theme], ["light", "dark", "mono"]);
  assert.deepEqual(terminal.test.saved, [{ theme: "mono" }]);
});

Deno.test("menus, questions and the palette take clicks; a click beside them does nothing", async () => {
  const deleted: string[] = [];
  const client = { deleteJob: (id: string) => (deleted.push(id), good({ job_id: id })) };
  await using terminal = new TestTerminal(onJobs({ client }));
  const click = async (text: string) => {
    const screen = await terminal.screen();
    const y = screen.findIndex((row) => row.includes(text));
    await terminal.press(`\x1b[<0;${(screen[y] ?? "").indexOf(text) + 1};${y + 1}M`);
  };

  await terminal.press("D");
  await click("nightly-reindex");
  const beside = terminal.state.overlay.overlay?.kind;
  await click("[Cancel]");
  const cancelled = [terminal.state.overlay.overlay, deleted.length];
  await terminal.press("D");
  await click("[Yes]");
  await terminal.press(":", "show times");
  await click("times: Show");
  await terminal.press("xx", "b");
  await click("Unmark all rows");

  assert.equal(beside, "confirm");
  assert.deepEqual(cancelled, [undefined, 0]);
  assert.equal(deleted.length, 1);
  assert.equal(terminal.state.prefs.timeMode, "local");
  assert.equal(terminal.state.lists.jobs?.marks.size, 0);
});

Deno.test("b offers the commands for marked rows of each list", async () => {
  await using terminal = new TestTerminal({ state: aBusyDay() });

  await terminal.press("2", "x", "b");
  const jobs = await terminal.text();
  await terminal.press("q", "6", "b");

  assert.match(jobs, /1 marked[^]*r Run the job now[^]*D Delete the job[^]*X Unmark all rows/);
  assert.match(await terminal.text(), /0 marked[^]*D Delete the user/);
  assert.doesNotMatch(await terminal.text(), /Run the job now/);
});
