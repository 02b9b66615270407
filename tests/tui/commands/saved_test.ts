import { strict as assert } from "node:assert";
import type { StateEvent } from "../../../tui/state.ts";
import { aBusyDay } from "../support/story.ts";
import { TestTerminal } from "../support/terminal.tsx";

const named: readonly StateEvent[] = [
  { type: "filter_named", list: "jobs", name: "broken", filter: "state:failed" },
  { type: "filter_named", list: "jobs", name: "nights", filter: "nightly" },
  { type: "filter_named", list: "runs", name: "slow", filter: "state:timeout since:7d" },
];

function onJobs() {
  return { state: aBusyDay(...named, { type: "view_switched", screen: "jobs" }) };
}

Deno.test("F picks one of the list's named filters", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press("F");
  const offered = await terminal.text();
  await terminal.press("nig", "\r");
  const taken = await terminal.text();
  await terminal.press("F");

  assert.match(offered, /▸ +broken +state:failed[^]*nights +nightly/);
  assert.doesNotMatch(offered, /slow/);
  assert.match(taken, /Jobs 2 of 66 \/nightly/);
  assert.match(await terminal.text(), /▸ ● nights/);
});

Deno.test("`:filter name` goes to its list from anywhere", async () => {
  await using terminal = new TestTerminal({ state: aBusyDay(...named) });

  await terminal.press(":", "filter slow");
  const found = await terminal.text();
  await terminal.press("\r");

  assert.match(found, /▸ Filter slow: Runs \/state:timeout since:7d/);
  assert.match(await terminal.text(), /\[3 Runs\][^]*› state:timeout/);
});

Deno.test("the present filter is kept under a name, which says what it replaces", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press("/", "report-1", "\r", ":", "name filter", "\r", "broken");
  const asked = await terminal.text();
  await terminal.press("\r");

  assert.match(asked, /Name of this filter[^]*\/report-1[^]*In place of state:failed/);
  assert.match(await terminal.text(), /kept broken in the settings/);
  assert.deepEqual(terminal.test.saved, [{ list: "jobs", name: "broken", filter: "report-1" }]);
  assert.equal(terminal.state.settings.filters.jobs.broken, "report-1");
});

Deno.test("without a filter there is nothing to name, without names nothing to pick", async () => {
  const state = aBusyDay({ type: "view_switched", screen: "jobs" });
  await using terminal = new TestTerminal({ state });

  await terminal.press("F");
  const none = await terminal.text();
  await terminal.press(":", "name filter", "\r");

  assert.match(none, /No filter has a name yet: "name filter" \(:\)/);
  assert.match(await terminal.text(), /There is no filter now: \/ makes one/);
});

Deno.test("ctrl+x forgets a named filter", async () => {
  await using terminal = new TestTerminal(onJobs());

  await terminal.press("F", "\x18");

  assert.match(await terminal.text(), /forgot broken/);
  assert.deepEqual(Object.keys(terminal.state.settings.filters.jobs), ["nights"]);
  assert.deepEqual(terminal.test.saved, [{ list: "jobs", name: "broken", filter: undefined }]);
});
