import { strict as assert } from "node:assert";
import { oneAfter } from "../../../tui/commands/list_commands.ts";
import { aJob, aState, withJobs } from "../support/builders.ts";
import { cursorRow } from "../support/story.ts";
import { TestTerminal } from "../support/terminal.tsx";

const jobs = Array.from(
  { length: 60 },
  (_, i) => aJob({ name: `job-${String(i).padStart(2, "0")}` }),
);
const onJobs = () => aState(...withJobs(jobs), { type: "view_switched", screen: "jobs" });

async function opened() {
  const terminal = new TestTerminal({ state: onJobs() });
  await terminal.press("M"); // by name
  const row = async () => /job-\d\d/.exec(cursorRow(await terminal.screen()))?.[0];
  return { terminal, row };
}

Deno.test("oneAfter() goes round", () => {
  assert.equal(oneAfter(["a", "b", "c"], "a"), "b");
  assert.equal(oneAfter(["a", "b", "c"], "c"), "a");
  assert.equal(oneAfter(["a", "b"], "gone"), "a");
});

Deno.test("the cursor moves by rows, half pages and pages, and stops at both ends", async () => {
  const { terminal, row } = await opened();
  await using _ = terminal;

  await terminal.press("g");
  assert.equal(await row(), "job-00");
  await terminal.press("k");
  assert.equal(await row(), "job-00");
  const { height } = terminal.app.layout.focusedList() ?? { height: 0 };
  assert.ok(height > 4);
  const named = (index: number) => `job-${String(index).padStart(2, "0")}`;
  await terminal.press("\x04");
  assert.equal(await row(), named(Math.floor(height / 2)));
  await terminal.press("\x15");
  assert.equal(await row(), "job-00");
  await terminal.press("\x06");
  assert.equal(await row(), named(height));
  await terminal.press("\x02");
  assert.equal(await row(), "job-00");
  await terminal.press("G", "j");
  assert.equal(await row(), "job-59");
});

Deno.test("marks: one row, a range, all, and none", async () => {
  const { terminal } = await opened();
  await using _ = terminal;
  const marked = () => terminal.state.lists.jobs?.marks.size;

  await terminal.press("g", "x");
  assert.equal(marked(), 1);
  await terminal.press("j", "j", "V");
  assert.equal(marked(), 4);
  await terminal.press("\x01");
  assert.equal(marked(), 60);
  await terminal.press("X");
  assert.equal(marked(), 0);
});

Deno.test("sorting: the same column turns the order, o goes to the next column, O turns", async () => {
  const { terminal, row } = await opened();
  await using _ = terminal;
  const sort = () => [terminal.state.lists.jobs?.sort, terminal.state.lists.jobs?.isReversed];

  assert.deepEqual(sort(), ["name", false]);
  await terminal.press("M", "g");
  assert.deepEqual(sort(), ["name", true]);
  assert.equal(await row(), "job-59");
  await terminal.press("O");
  assert.deepEqual(sort(), ["name", false]);
  await terminal.press("o");
  assert.deepEqual(sort(), ["state", false]);
});
