import { strict as assert } from "node:assert";
import type { Execution } from "../../../../routes/contract/history/executions.ts";
import { jobsInOrder, statesOf, stateWords } from "../../../../tui/screens/jobs/list.ts";
import { jobFields } from "../../../../tui/screens/jobs/filter_fields.ts";
import { jobColumns, nextText } from "../../../../tui/screens/jobs/rows.ts";
import { sortKeys } from "../../../../tui/keys/sort_keys.ts";
import { columnNames } from "../../../../tui/state/columns.ts";
import { reduce, type State, type StateEvent } from "../../../../tui/state.ts";
import { textsOf } from "../../../../tui/texts/mod.ts";
import { after, aJob, anExecution, aState, iso, start, withJobs } from "../../support/builders.ts";
import { Desk } from "../../support/desk.ts";
import { aCategory } from "../../support/form_server.ts";
import { aHoliday } from "../../support/world.ts";

const minute = 60_000;
const [one, two, three] = [
  aJob({
    ...{ job_id: "1".repeat(32), name: "beta", category_id: 2, timezone: "UTC", minute: "5" },
    ...{ job_class_string: "a.b.Zeta", next_run_time: iso(start + minute), not_on: [1] },
  }),
  aJob({
    ...{
      job_id: "2".repeat(32),
      name: "Alpha",
      category_id: 3,
      timezone: "Asia/Tokyo",
      minute: "1",
    },
    ...{ job_class_string: "z.Alpha", next_run_time: iso(start + 3 * minute) },
  }),
  aJob({
    ...{
      job_id: "3".repeat(32),
      name: "夜間",
      category_id: 2,
      timezone: "Europe/Berlin",
      minute: "9",
    },
    ...{ job_class_string: "m.Beta", paused: true, paused_scope: "job", next_run_time: "" },
  }),
];
const run = (job: typeof one, at: number, state: Execution["state"], duration_ms = 1000) =>
  anExecution(job, {
    ...{ state, duration_ms, scheduled_time: iso(start - at * minute) },
    ended_time: iso(start - at * minute + 1000),
  });
const runs = [
  run(one, 5, "failed"),
  run(one, 6, "succeeded", 9000),
  run(two, 2, "succeeded", 500),
  run(two, 3, "succeeded", 700),
];
const events: readonly StateEvent[] = [
  ...withJobs([one, two, three], runs),
  { type: "calendars_read", calendars: [aHoliday(0, { name: "Holidays" })] },
  {
    type: "categories_read",
    categories: [aCategory({ id: 2, name: "Tools" }), aCategory({ id: 3, name: "backup" })],
  },
];

const sorted = (sort: string, isReversed = false): StateEvent => ({
  type: "list_sorted",
  ...{ list: "jobs", sort, isReversed },
});
const filtered = (filter: string): StateEvent => ({ type: "list_filtered", list: "jobs", filter });
const order = (state: State) => jobsInOrder(state).map(({ job_id }) => job_id[0]).join("");

Deno.test("the jobs are in the order of each column, and exactly turned in the other direction", () => {
  const orders: Record<string, string> = {};
  for (const column of Object.keys(sortKeys.jobs)) {
    orders[column] = order(aState(...events, sorted(column)));
    const turned = order(aState(...events, sorted(column, true)));
    assert.equal([...turned].toReversed().join(""), orders[column], column);
  }

  assert.deepEqual(orders, {
    next: "123",
    name: "213",
    state: "123",
    last: "312",
    category: "213",
    class: "231",
    schedule: "213",
    zone: "231",
    history: "123",
    p50: "123",
    p95: "123",
    trend: "213",
  });
});

Deno.test("the order follows each event at once, whatever the column", () => {
  const changes = (...told: object[]): StateEvent => ({ type: "changes", events: told }) as never;
  const failing = run(two, 1, "failed");
  const toldRun = { type: "execution", execution_id: failing.execution_id, execution: failing };
  const soon = { ...two, next_run_time: iso(start + 1000), name: "zz" };

  assert.equal(
    order(after(aState(...events), changes({ type: "job", job_id: two.job_id, job: soon }))),
    "213",
  );
  assert.equal(
    order(
      after(
        aState(...events, sorted("name")),
        changes({ type: "job", job_id: two.job_id, job: soon }),
      ),
    ),
    "123",
  );
  assert.equal(order(after(aState(...events, sorted("last")), changes(toldRun))), "312");
  assert.equal(order(after(aState(...events, sorted("state")), changes(toldRun))), "213");
  assert.equal(
    order(after(aState(...events), changes({ type: "job", job_id: one.job_id, job: null }))),
    "23",
  );
});

Deno.test("a job gets late by time alone, and the order by state follows", () => {
  const state = aState(...events, sorted("state", true));
  const later = after(state, { type: "clock_ticked", now: start + 10 * minute });

  assert.equal(order(state), "321");
  assert.equal(order(after(later, sorted("state"))), "213");
});

const finds: readonly (readonly [string, string])[] = [
  ["", "123"],
  ["alpha", "2"],
  ["ALPHA", "2"],
  ["name:夜", "3"],
  ["~bt", "13"],
  ["!beta", "2"],
  ["category:tools", "13"],
  ["!category:tools", "2"],
  ["category:tools,backup", "123"],
  ["zone:asia", "2"],
  ["class:zeta", "1"],
  ["calendar:holi", "1"],
  ["!calendar:holi", "23"],
  ["state:failed", "1"],
  ["status:failed", "1"],
  ["state:paused", "3"],
  ["state:active", "12"],
  ["state:ok,paused", "23"],
  ["state:failed category:backup", ""],
  [`id:${"2".repeat(32)}`, "2"],
  ["cron:5", "1"],
  ["nothing like this", ""],
  ['"two words"', ""],
];

for (const [filter, expected] of finds) {
  Deno.test(`the filter ${JSON.stringify(filter)} finds the jobs ${expected || "of no kind"}`, () => {
    assert.equal(order(aState(...events, filtered(filter))), expected);
  });
}

Deno.test("a filter by state follows what happens, and the pauses too", () => {
  const state = aState(...events, filtered("state:paused"));
  const pause = {
    ...{ category_id: 3, reason: "x", started_time: iso(start), until: "", username: "mika" },
    fires: "skip",
  } as const;

  assert.equal(order(after(state, { type: "pauses_read", pauses: [pause] })), "23");
});

Deno.test("statesOf() has all that is true of a job, and only words that the filter knows", () => {
  const state = aState(...events);
  const running = anExecution(one, { state: "running", ended_time: "", duration_ms: null });
  const busy = after(state, { type: "executions_running", executions: [running] });

  assert.deepEqual(statesOf(state, one), ["failed", "active", "failed"]);
  assert.deepEqual([...new Set(statesOf(busy, one))].sort(), ["active", "failed", "running"]);
  assert.deepEqual(statesOf(state, three), ["paused", "paused"]);
  for (const job of [one, two, three]) {
    assert.ok(statesOf(busy, job).every((word) => stateWords.includes(word)));
  }
});

Deno.test("the values of a field are offered with the numbers of jobs that they find", () => {
  const state = aState(...events);
  for (const field of jobFields(state)) {
    for (const { value, count } of field.values?.() ?? []) {
      if (count === undefined) continue;
      const quoted = /[\s,]/.test(value) ? `"${value}"` : value;
      const found = order(after(state, filtered(`${field.name}:${quoted}`))).length;
      // Values are matched as parts, so another value may contain this one.
      assert.ok(found >= count, `${field.name}:${value} ${found} < ${count}`);
      if (field.name === "state") assert.equal(found, count, value);
    }
  }
});

Deno.test("columns of the jobs take the room there is, at any width and with any choice", () => {
  const all = Object.fromEntries(columnNames("jobs").map((name) => [name, true]));
  for (const choices of [{}, { jobs: all }, { jobs: { history: false, last: false } }]) {
    for (let width = 20; width <= 220; width++) {
      const { name, others, isPlain } = jobColumns(width, choices);
      const taken = others.reduce((sum, it) => sum + it.width + 1, 2 + 1 + 1 + name);

      assert.ok(taken <= width, `${taken} of ${width}`);
      assert.equal(isPlain, width < 60);
      if (!isPlain) assert.ok(name >= 14);
      assert.ok(isPlain || others.some(({ column }) => column === "next"));
    }
  }
});

Deno.test("a column that was switched off is off at any width", () => {
  for (const width of [60, 110, 200]) {
    const { others } = jobColumns(width, { jobs: { schedule: false, next: false } });

    assert.equal(others.some(({ column }) => column === "schedule" || column === "next"), false);
  }
});

Deno.test("nextText() says what is next for a job: its run, that it is late, its pause, its fire", () => {
  const t = textsOf("en");
  const of = (state: State, job: typeof one) => nextText({ state, t }, job);
  const state = aState(...events);
  const running = anExecution(one, {
    ...{ state: "running", ended_time: "", duration_ms: null, started_time: iso(start - 12_000) },
  });
  const reason = { ...three, paused_reason: "broken" };

  assert.match(of(state, one), /1:00/);
  assert.match(
    of(after(state, { type: "executions_running", executions: [running] }), one),
    /0:12/,
  );
  assert.match(of(state, { ...one, next_run_time: iso(start - 8000) }), /0:08/);
  assert.equal(of(state, three), t.jobs.paused);
  assert.equal(of(state, reason), t.pauses.paused("broken"));
  assert.equal(of(state, { ...one, next_run_time: "" }), t.jobs.noNext);
  const utc = reduce(state, { type: "prefs_set", timeMode: "utc" });
  assert.match(of(utc, one), /06:01/);
  const own = reduce(state, { type: "prefs_set", timeMode: "job" });
  assert.match(of(own, two), /15:03/);
});

Deno.test("an empty list of jobs says why: it is being read, it failed, there are none, none match", async () => {
  const text = async (...given: StateEvent[]) => {
    const state = aState(...given, { type: "view_switched", screen: "jobs" });
    return (await Desk.open({ state })).text();
  };
  const t = textsOf("en");
  const has = (shown: string, wanted: string) =>
    assert.ok(shown.includes(wanted.slice(0, 30)), shown);

  has(await text(), t.list.loading);
  has(await text({ type: "jobs_loading" }, { type: "jobs_failed" }), t.list.failed);
  has(await text({ type: "jobs_page", jobs: [], isLast: true }), t.jobs.empty);
  has(await text(...events, filtered("zzz")), t.list.noneMatch(3, "zzz"));
});

Deno.test("a slip in a filter is said, but not while the word is being typed", async () => {
  const desk = await Desk.open({
    state: aState(...events, { type: "view_switched", screen: "jobs" }),
  });
  await desk.press("/", "state:fai");
  assert.doesNotMatch(desk.text(), /!.*fai/);
  await desk.press("x", "\r");

  assert.match(desk.text(), /! .*state.*faix/);
});

const namesAlike: readonly StateEvent[] = [
  {
    type: "categories_read",
    categories: [
      aCategory({ id: 2, name: "ops" }),
      aCategory({ id: 3, name: "DevOps, EU" }),
    ],
  },
  {
    type: "calendars_read",
    calendars: [
      aHoliday(0, { name: "Days" }),
      aHoliday(1, { name: "Holidays" }),
    ],
  },
];

Deno.test("the whole name of a category or a calendar finds its jobs only, a part of it all that have it", () => {
  const holidays = { ...two, only_on: [2] };
  const found = (filter: string) =>
    order(aState(...withJobs([one, holidays, three]), ...namesAlike, filtered(filter)));

  assert.equal(found("category:ops"), "13");
  assert.equal(found("!category:ops"), "2");
  assert.equal(found("category:op"), "123");
  assert.equal(found('category:"devops, eu"'), "2");
  assert.equal(found('category:"devops, eu",ops'), "123");
  assert.equal(found("category:ops,dev"), "123");
  assert.equal(found("calendar:days"), "1");
  assert.equal(found("calendar:day"), "12");
  assert.equal(found("calendar:holidays"), "2");
  assert.equal(found("~category:ops"), "123");
});

Deno.test("a category leads to as many jobs as its row says, whatever other categories are called", async () => {
  const state = aState(
    ...withJobs([one, two, three]),
    ...namesAlike,
    { type: "view_switched", screen: "categories" },
  );
  for (const [row, count] of [[0, 2], [1, 1]] as const) {
    const desk = await Desk.open({ columns: 100, state });
    for (let i = 0; i < row; i++) await desk.press("j");
    assert.match(desk.cursorRow(), new RegExp(` ${count} `));
    await desk.press("\r");
    assert.equal(desk.list()?.name, "jobs");
    assert.equal(desk.list()?.ids.length, count);
  }
});
