import { strict as assert } from "node:assert";
import type { Execution } from "../../../../routes/contract/history/executions.ts";
import { initialState, type StateEvent } from "../../../../tui/state.ts";
import { aJob, anExecution, aState, iso, start, withJobs } from "../../support/builders.ts";
import { cursorRow } from "../../support/story.ts";
import { TestTerminal } from "../../support/terminal.tsx";

const tab = "\t";

function ended(name: string, more: Partial<Execution> = {}): StateEvent {
  const execution = anExecution(aJob({ name }), {
    state: "succeeded",
    ended_time: iso(start),
    updated_time: iso(start),
    ...more,
  });
  const { execution_id, state } = execution;
  return { type: "changes", events: [{ type: "execution", execution_id, state, execution }] };
}

/** The rows of the feed, by the names of the jobs. */
function fed(screen: readonly string[]): string[] {
  const head = screen.findIndex((row) => row.includes("Live feed"));
  return screen.slice(head).flatMap((row) => row.match(/run-\d+/) ?? []);
}

async function withFeed(): Promise<TestTerminal> {
  const terminal = new TestTerminal({ state: aState(...withJobs([])) });
  for (let i = 0; i < 40; i++) terminal.app.dispatch(ended(`run-${i}`));
  await terminal.settle();
  return terminal;
}

Deno.test("the live feed shows what is new, without a key", async () => {
  await using terminal = await withFeed();
  const before = fed(await terminal.screen());

  terminal.app.dispatch(ended("run-99"));

  assert.equal(before[0], "run-39");
  assert.deepEqual(fed(await terminal.screen()).slice(0, 2), ["run-99", "run-39"]);
});

Deno.test("the cursor of the live feed stays on its row while the pane has the keys, and after j", async () => {
  await using terminal = await withFeed();
  await terminal.press(tab, tab, tab, tab);
  const first = cursorRow(await terminal.screen());

  terminal.app.dispatch(ended("run-99"));
  const pinned = cursorRow(await terminal.screen());
  await terminal.press("j");
  const chosen = cursorRow(await terminal.screen());
  await terminal.press(tab);
  terminal.app.dispatch(ended("run-100"));
  await terminal.press(tab, tab, tab, tab);

  assert.match(first, /run-39/);
  assert.match(pinned, /run-39/);
  assert.match(chosen, /run-38/);
  assert.match(cursorRow(await terminal.screen()), /run-38/);
});

Deno.test("g makes the live feed follow the newest again", async () => {
  await using terminal = await withFeed();
  await terminal.press(tab, tab, tab, tab, "j", "g");

  terminal.app.dispatch(ended("run-99"));

  assert.match(cursorRow(await terminal.screen()), /run-99/);
});

Deno.test("a row of the feed begins with the words of the program that failed", async () => {
  await using terminal = await withFeed();

  terminal.app.dispatch(ended("run-99", {
    state: "failed",
    description: "sh ended with exit code 2: ECONNREFUSED db:5432",
  }));

  assert.match(await terminal.text(), /run-99 .*exit 2: ECONNREFUSED db:5432/);
});

Deno.test("before the running executions are read, home does not say that nothing runs", async () => {
  await using terminal = new TestTerminal({ state: { ...initialState, now: start } });

  const text = await terminal.text();

  assert.doesNotMatch(text, /Nothing runs/);
  assert.match(text, /Running now …[^]*reading…/);
});
