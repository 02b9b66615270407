import { strict as assert } from "node:assert";
import type { Execution } from "../../../../routes/contract/history/executions.ts";
import { executionsOfJob } from "../../../../tui/screens/job/panes.ts";
import { historyStrip } from "../../../../tui/components/state_mark.ts";
import { successText } from "../../../../tui/components/success_text.ts";
import type { Past } from "../../../../tui/state/server/executions.ts";
import { currentView } from "../../../../tui/state/view.ts";
import type { StateEvent } from "../../../../tui/state.ts";
import { symbolsOf } from "../../../../tui/terminal/symbols.ts";
import { lineWidth } from "../../../../tui/terminal/theme.ts";
import { textsOf } from "../../../../tui/texts/mod.ts";
import { aJob, anExecution, aState, iso, start, withJobs } from "../../support/builders.ts";
import { Desk } from "../../support/desk.ts";
import { aHoliday } from "../../support/world.ts";

const minute = 60_000;
const id = "a".repeat(32);
const job = aJob({
  ...{ job_id: id, name: "nightly", version: 7, not_on: [1], managed_by: "team-ops" },
  ...{ max_retries: 2, timeout_seconds: 600 },
});
const opened: StateEvent = { type: "view_opened", view: { screen: "job", id } };
const utc: StateEvent = { type: "prefs_set", timeMode: "utc" };

const run = (execution_id: string, at: number, given: Partial<Execution> = {}) =>
  anExecution(job, {
    ...{
      execution_id,
      scheduled_time: iso(start - at * minute),
      started_time: iso(start - at * minute),
    },
    ...given,
  });

async function on(...events: readonly StateEvent[]): Promise<Desk> {
  return await Desk.open({
    columns: 140,
    rows: 40,
    state: aState(...withJobs([job]), utc, ...events, opened),
  });
}

Deno.test("the runs of a job are those that were told, until its own are read", () => {
  const [own, other] = [run("1", 1), anExecution(aJob())];
  const told = aState(...withJobs([job], [own, other]));
  const read = [run("1", 1), run("2", 2)];
  const facts: StateEvent = { type: "facts_read", jobId: id, facts: { executions: read } };

  assert.deepEqual(executionsOfJob({ state: told }, id).map((one) => one.execution_id), ["1"]);
  const state = aState(...withJobs([job], [own, other]), facts);
  assert.deepEqual(executionsOfJob({ state }, id).map((one) => one.execution_id), ["1", "2"]);
});

Deno.test("the page of a job says what it is: version, schedule, calendars, owner, policy", async () => {
  const desk = await on({ type: "calendars_read", calendars: [aHoliday(0, { name: "Holidays" })] });
  const text = desk.text();

  for (const part of ["nightly", "7", "*/5 * * * *", "Holidays", "team-ops", "AwesomeJob"]) {
    assert.ok(text.includes(part), part);
  }
});

Deno.test("the page of a job that is gone says so, and keeps the runs that are known", async () => {
  const executions = [run("1", 1, { state: "failed", description: "exit 2" })];
  const desk = await on({ type: "facts_read", jobId: id, facts: { executions } });
  await desk.tell({ type: "changes", events: [{ type: "job", job_id: id, job: null }] });
  const text = desk.text();

  assert.ok(text.includes(desk.app.t.job.gone));
  assert.match(text, /nightly/);
  assert.match(text, /exit 2/);
});

Deno.test("the coming fires leave the list as they pass", async () => {
  const at = (m: number) => ({ time: iso(start + m * minute), local_time: "", moved_from: "" });
  const { month, day, week, day_of_week, hour, minute: min, timezone } = job;
  const preview = {
    ...{ month, day, week, day_of_week, hour, minute: min, timezone, description: "", note: "" },
    ...{ descriptions: { en: "", "zh-TW": "" }, fires: [at(5), at(10)] },
  } as never;
  const desk = await on({ type: "facts_read", jobId: id, facts: { preview } });
  const fires = () => desk.app.layout.lists.get("job.next")?.ids.length;

  assert.equal(fires(), 2);
  await desk.tell({ type: "clock_ticked", now: start + 5 * minute });
  assert.equal(fires(), 1);
  await desk.tell({ type: "clock_ticked", now: start + 11 * minute });
  assert.equal(fires(), 0);
  assert.ok(desk.text().includes(desk.app.t.job.noFires));
});

Deno.test("enter opens the run under the cursor, s is about it where it runs, else about all that run", async () => {
  const executions = [
    run("run-1", 1, { state: "running", ended_time: "", duration_ms: null }),
    run("run-2", 2),
    run("run-3", 3, { state: "running", ended_time: "", duration_ms: null }),
  ];
  const desk = await on({ type: "facts_read", jobId: id, facts: { executions } });
  const stopped = async () => {
    await desk.press("s");
    const { overlay } = desk.state.overlay;
    await desk.press("\x1b");
    return overlay?.kind === "confirm" && overlay.act.kind === "stop_executions"
      ? overlay.act.executionIds
      : undefined;
  };

  assert.deepEqual(await stopped(), ["run-1"]);
  await desk.press("j");
  assert.deepEqual(await stopped(), ["run-1", "run-3"]);
  await desk.press("j");
  assert.deepEqual(await stopped(), ["run-3"]);
  await desk.press("\r");
  assert.deepEqual(currentView(desk.state.view), { screen: "run", id: "run-3" });
});

Deno.test("the filter of each pane is its own", async () => {
  const executions = [run("1", 1, { state: "failed" }), run("2", 2)];
  const log = {
    ...{ job_id: id, job_name: "nightly", event: "paused" as const, user: "mika" },
    ...{ description: "", created_time: iso(start) },
  };
  const logs = [log, { ...log, user: "kim", created_time: iso(start - 1000) }];
  const desk = await on({ type: "facts_read", jobId: id, facts: { executions, logs } });
  const rows = (list: string) => desk.app.layout.lists.get(list)?.ids.length;
  await desk.press("/", "state:failed", "\r");
  assert.deepEqual([rows("job.runs"), rows("job.audit")], [1, 2]);

  await desk.press("\t", "\t", "/", "user:kim", "\r");
  assert.deepEqual([rows("job.runs"), rows("job.audit")], [1, 1]);
});

const sym = symbolsOf(false);
const past = (state: Past["state"], duration_ms: number | null = 1000): Past => ({
  ...{
    execution_id: state,
    state,
    at: iso(start),
    ended: iso(start),
    duration_ms,
    description: "",
  },
});

Deno.test("the strip of a history is exactly as wide as it should be, oldest first, with a sign for each end", () => {
  const states = [
    "failed",
    "succeeded",
    "running",
    "scheduled",
    "stopped",
    "scheduled error",
  ] as const;
  const strip = historyStrip(states.map((state) => past(state)), 8, sym);
  const text = strip.map((piece) => piece.text).join("");

  assert.equal(lineWidth(strip), 8);
  assert.equal(
    text,
    [sym.error, sym.stopped, sym.waiting, sym.running, sym.spark[7], sym.failed].join("") +
      sym.never.repeat(2),
  );
  for (const width of [0, 1, 3]) {
    assert.equal(lineWidth(historyStrip(states.map((state) => past(state)), width, sym)), width);
  }
  assert.equal(lineWidth(historyStrip([], 5, sym)), 5);
});

Deno.test("the height of a success is its duration; one without a duration has none", () => {
  const strip = historyStrip([past("succeeded", 8000), past("succeeded", null)], 2, sym);

  assert.equal(strip.map((piece) => piece.text).join(""), `${sym.spark[0]}${sym.spark[7]}`);
});

Deno.test("successText() has a decimal except for all, and is marked where it is old", () => {
  const t = textsOf("en");
  const total = (succeeded: number, failed: number) => ({
    ...{ succeeded, failed, timeout: 0, stopped: 3, scheduled_error: 9, duration_ms: null },
    success_rate: succeeded + failed === 0 ? null : succeeded / (succeeded + failed),
  });

  assert.match(successText(t, total(2, 1), false), /66\.7 %.*3/);
  assert.match(successText(t, total(3, 0), false), /100 %.*3/);
  assert.equal(successText(t, total(0, 0), true), "");
  assert.match(successText(t, total(1, 1), true), /^~/);
});

Deno.test("a job fits its page at each size and in each language, with much and with nothing known", async () => {
  const executions = Array.from(
    { length: 50 },
    (_, i) =>
      run(String(i), i, {
        state: i % 3 === 0 ? "failed" : "succeeded",
        description: "錯誤 👩‍💻".repeat(20),
      }),
  );
  const facts: StateEvent = { type: "facts_read", jobId: id, facts: { executions, logs: [] } };
  for (const language of ["en", "zh-TW"] as const) {
    for (const given of [[], [facts]]) {
      const desk = await on({ type: "prefs_set", language, isAscii: language === "en" }, ...given);
      for (const [columns, rows] of [[20, 5], [60, 20], [80, 24], [140, 40], [200, 60]] as const) {
        await desk.resize(columns, rows);
        await desk.press("\t");
      }
    }
  }
});
