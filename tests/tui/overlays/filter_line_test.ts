import { strict as assert } from "node:assert";
import { cursorRow, onJobs } from "../support/story.ts";
import { TestTerminal } from "../support/terminal.tsx";

const [tab, back, esc, enter] = ["\t", "\x1b[Z", "\x1b", "\r"];

Deno.test("tab completes a field, then its values with their counts", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press("/", "st");
  const fields = await terminal.text();
  await terminal.press(tab);
  const values = await terminal.text();
  await terminal.press("f", tab, enter);

  assert.match(fields, /^ {2}state: *$/m);
  assert.match(values, /running 1 +late 1 +failed 1 [^]*\/state: /);
  assert.match(await terminal.text(), /Jobs 1 of 66 \/state:failed/);
  assert.match(cursorRow(await terminal.screen()), /billing-export/);
});

Deno.test("further tabs turn through the choices, and shift+tab back", async () => {
  await using terminal = new TestTerminal(onJobs());
  const typed = () => terminal.state.lists.jobs?.filter;

  await terminal.press("/", "c", tab);
  const first = typed();
  await terminal.press(tab);
  const second = typed();
  await terminal.press(tab, tab, back);

  assert.deepEqual([first, second, typed()], ["category:", "class:", "cron:"]);
});

Deno.test("? in the line explains the fields, and leads back to the line", async () => {
  await using terminal = new TestTerminal(onJobs({ columns: 100, rows: 30 }));

  await terminal.press("/", "rep", "?");
  const help = await terminal.text();
  await terminal.press("x", esc);
  await terminal.timers.advance(60);

  assert.match(help, /Filter: Jobs[^]*!word[^]*state: +the state +running 1 · late 1/);
  assert.match(help, /category: +the category/);
  assert.doesNotMatch(await terminal.text(), /Filter: Jobs/);
  assert.match(await terminal.text(), /\/rep /);
});

for (const [columns, rows] of [[20, 5], [40, 12], [80, 24], [140, 40]] as const) {
  Deno.test(`the filter line with help and choices fits ${columns}x${rows}`, async () => {
    await using terminal = new TestTerminal(onJobs({ columns, rows }));

    await terminal.press("/", "state:");
    const typed = await terminal.screen();
    await terminal.press("?");
    const help = await terminal.screen();

    for (const screen of [typed, help]) {
      assert.equal(screen.length, rows);
      for (const row of screen) assert.ok(row.length <= columns);
    }
  });
}

for (
  const [tabKey, filter, said] of [
    ["2", "state:nonsense", /state: does not know nonsense\. Known: running late failed/],
    ["2", "nofield:x", /nofield: is no field here\. Fields: name state category/],
    ["3", "state:nonsense", /state: does not know nonsense\. Known: scheduled waiting running/],
    ["3", "since:soon", /since: does not know soon\. Known: 30m 1h/],
    ["3", "on:someday", /on: does not know someday\. Known: today yesterday/],
    ["1", "nofield:x", /nofield: is no field here\. Fields: name state/],
    ["5", "nofield:x", /nofield: is no field here\. Fields: name description/],
  ] as const
) {
  Deno.test(`on tab ${tabKey} the filter ${filter} is said to be unknown`, async () => {
    await using terminal = new TestTerminal(onJobs({ columns: 100, rows: 30 }));

    await terminal.press(tabKey, "/", filter, enter);

    assert.match(await terminal.text(), said);
  });
}

Deno.test("what a filter does not know is said in Chinese too", async () => {
  await using terminal = new TestTerminal(onJobs({ columns: 100, rows: 30 }));
  terminal.app.dispatch({ type: "prefs_set", language: "zh-TW" });

  await terminal.press("/", "state:nonsense", enter);

  assert.match(await terminal.text(), /state: 不認得 nonsense。可用：running/);
});
