import { strict as assert } from "node:assert";
import { jobsInOrder } from "../../../../tui/screens/jobs/list.ts";
import { isTimeValue } from "../../../../tui/screens/jobs/time_terms.ts";
import { aJob, anExecution, aState, iso, start, withJobs } from "../../support/builders.ts";
import { cursorRow } from "../../support/story.ts";
import { TestTerminal } from "../../support/terminal.tsx";

const hour = 3_600_000;
/** `start` is a Sunday, 06:00 UTC. */
const jobs = {
  now: aJob({ name: "now", next_run_time: iso(start + 30 * 60_000) }),
  today: aJob({ name: "today", next_run_time: iso(start + 3 * hour) }),
  monday: aJob({ name: "monday", next_run_time: iso(start + 24 * hour) }),
  never: aJob({ name: "never", next_run_time: iso(start + 72 * hour) }),
  paused: aJob({ name: "paused", paused: true, next_run_time: "" }),
};
const ended = (job: typeof jobs.now, agoMs: number, state: "succeeded" | "scheduled error") =>
  anExecution(job, {
    state,
    scheduled_time: iso(start - agoMs),
    ended_time: iso(start - agoMs + 1000),
  });
const executions = [
  anExecution(jobs.now, {
    ...{ state: "running", ended_time: "", duration_ms: null },
    ...{ scheduled_time: iso(start - 5 * hour), started_time: iso(start - 5 * hour) },
  }),
  ended(jobs.today, 4 * hour, "succeeded"),
  ended(jobs.monday, 6 * 24 * hour, "succeeded"),
  ended(jobs.never, hour, "scheduled error"),
];

function stateWith(filter: string) {
  return aState(
    ...withJobs(Object.values(jobs), executions),
    { type: "prefs_set", timeMode: "utc" },
    { type: "view_switched", screen: "jobs" },
    { type: "list_filtered", list: "jobs", filter },
  );
}

const found = (filter: string) => jobsInOrder(stateWith(filter)).map(({ name }) => name).sort();

Deno.test("since: finds the jobs that ran since, and those that run now; what never started is no run", () => {
  assert.deepEqual(found("since:2h"), ["now"]);
  assert.deepEqual(found("since:1d"), ["now", "today"]);
  assert.deepEqual(found("!since:1d"), ["monday", "never", "paused"]);
});

Deno.test("on: finds the jobs that ran on a day, or on one of several", () => {
  assert.deepEqual(found("on:today"), ["now", "today"]);
  assert.deepEqual(found("on:mon"), ["monday"]);
  assert.deepEqual(found("on:mon..wed"), ["monday"]);
  assert.deepEqual(found("on:mon,today"), ["monday", "now", "today"]);
  assert.deepEqual(found("on:tue..wed"), []);
});

Deno.test("next: finds the jobs that fire within a time, on a day, or at a time of UTC", () => {
  assert.deepEqual(found("next:1h"), ["now"]);
  assert.deepEqual(found("next:today"), ["now", "today"]);
  assert.deepEqual(found("next:tomorrow"), ["monday"]);
  assert.deepEqual(found("next:mon..wed"), ["monday", "never"]);
  assert.deepEqual(found("next:2026-11-22t09"), ["today"]);
  assert.deepEqual(found("!next:1h name:now"), []);
});

Deno.test("isTimeValue() knows what the fields take", () => {
  const known = (field: "since" | "on" | "next", values: readonly string[]) =>
    values.map((value) => isTimeValue(field, value));

  assert.deepEqual(known("since", ["2h", "30m", "x", "mon"]), [true, true, false, false]);
  assert.deepEqual(known("on", ["mon", "mon..wed", "2026-11-01..", "2h"]), [
    true,
    true,
    true,
    false,
  ]);
  assert.deepEqual(known("next", ["2h", "tomorrow", "2026-11-22t14", "yesterday"]), [
    true,
    true,
    true,
    false,
  ]);
});

Deno.test("the filter line offers times with counts, and says what it does not know", async () => {
  await using terminal = new TestTerminal({ columns: 100, rows: 24, state: stateWith("") });

  await terminal.press("/", "since:");
  const since = await terminal.text();
  await terminal.press("\x15", "next:");
  const next = await terminal.text();
  await terminal.press("\x15", "since:yesterdayish ");
  const unknown = await terminal.text();
  await terminal.press("\x15", "zone:Mars ");
  const zone = await terminal.text();
  await terminal.press("\x15", "?");
  const help = await terminal.text();

  assert.match(since, / 30m 1 +1h 1 +24h 2 +7d 3$/m);
  assert.match(next, / 10m 0 +1h 1 +24h 2 +today 2 +tomorrow 1$/m);
  assert.match(unknown, /since: does not know yesterdayish\. Known: 30m 1h 24h 7d/);
  assert.match(zone, /zone: does not know mars\. Known: utc/);
  assert.match(help, /since: +has run since: 30m, 2h, 3d, 1w; !since:3d: not for 3 days/);
});

Deno.test("a range of time is kept as a named filter and comes back", async () => {
  await using terminal = new TestTerminal({ columns: 100, rows: 24, state: stateWith("") });

  await terminal.press("/", "!since:1d", "\r", ":", "name filter", "\r", "idle", "\r");
  terminal.app.dispatch({ type: "list_filtered", list: "jobs", filter: "" });
  await terminal.press("F", "\r");

  assert.match(await terminal.text(), /Jobs 3 of 5 \/!since:1d/);
  assert.match(cursorRow(await terminal.screen()), /monday|never|paused/);
  assert.deepEqual(terminal.test.saved, [{ list: "jobs", name: "idle", filter: "!since:1d" }]);
});
