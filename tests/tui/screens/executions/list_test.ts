import { strict as assert } from "node:assert";
import type { Execution } from "../../../../routes/contract/history/executions.ts";
import { sortKeys } from "../../../../tui/keys/sort_keys.ts";
import {
  executionsInOrder,
  needsMore,
  newAbove,
  shortId,
  tookMs,
} from "../../../../tui/screens/executions/list.ts";
import {
  askOf,
  isWithin,
  rangeNamed,
  spanMs,
  untilNamed,
  withField,
} from "../../../../tui/screens/executions/query.ts";
import { dayNamed, isComingDay, isDay } from "../../../../tui/screens/executions/days.ts";
import { axisOf, executionColumns } from "../../../../tui/screens/executions/rows.ts";
import { isErrorLine, withLogLines } from "../../../../tui/screens/executions/output_lines.ts";
import { columnNames } from "../../../../tui/state/columns.ts";
import { wordsOf } from "../../../../tui/components/filter.ts";
import type { State, StateEvent } from "../../../../tui/state.ts";
import { isDate } from "../../../../tui/texts/format.ts";
import { after, aJob, anExecution, aState, iso, start, withJobs } from "../../support/builders.ts";
import { Desk } from "../../support/desk.ts";
import { aCategory } from "../../support/form_server.ts";

const minute = 60_000;
const [zebra, ape] = [
  aJob({ name: "Zebra", category_id: 2 }),
  aJob({ name: "ape", category_id: 3 }),
];
const categories: StateEvent = {
  type: "categories_read",
  categories: [aCategory({ id: 2, name: "Tools" }), aCategory({ id: 3, name: "backup" })],
};
const runs = [
  anExecution(zebra, {
    ...{ execution_id: "1", state: "succeeded", scheduled_time: iso(start - minute) },
    ...{ duration_ms: 100, trigger: "manual", hostname: "W2", attempt: 1, description: "" },
  }),
  anExecution(ape, {
    ...{ execution_id: "2", state: "failed", scheduled_time: iso(start - 2 * minute) },
    ...{ duration_ms: 9000, trigger: "schedule", hostname: "w1", attempt: 3, description: "b" },
  }),
  anExecution(ape, {
    ...{ execution_id: "3", state: "running", scheduled_time: iso(start - 3 * minute) },
    ...{ started_time: iso(start - 5000), ended_time: "", duration_ms: null, trigger: "retry" },
    ...{ hostname: "w3", attempt: 2, description: "A" },
  }),
] as Execution[];

const page = (executions: readonly Execution[], question = "?"): StateEvent => ({
  type: "execution_list_page",
  ...{ question, executions, isFirst: true, nextCursor: undefined },
});

function listed(executions: readonly Execution[], ...events: readonly StateEvent[]): State {
  return aState(
    ...withJobs([zebra, ape]),
    categories,
    { type: "execution_list_loading", question: "?" },
    page(executions),
    ...events,
  );
}

function order(state: State): string {
  return executionsInOrder(state).map(({ execution_id }) => execution_id).join(" ");
}

const sorted = (sort: string, isReversed = false): StateEvent => ({
  type: "list_sorted",
  ...{ list: "runs", sort, isReversed },
});
const filtered = (filter: string): StateEvent => ({ type: "list_filtered", list: "runs", filter });

Deno.test("the runs are in the order of each column: the longest, the worst and the newest first", () => {
  const orders = Object.fromEntries(
    Object.keys(sortKeys.runs).map((column) => [column, order(listed(runs, sorted(column)))]),
  );

  assert.deepEqual(orders, {
    started: "1 2 3",
    duration: "2 3 1",
    job: "2 3 1",
    state: "2 3 1",
    category: "2 3 1",
    by: "1 3 2",
    exit: "1 3 2",
    host: "2 1 3",
    attempts: "2 3 1",
  });
  assert.equal(order(listed(runs, sorted("started", true))), "3 2 1");
  assert.equal(order(listed(runs, sorted("duration", true))), "1 3 2");
});

Deno.test("runs that have not started are behind all that took a time", () => {
  const waiting = anExecution(ape, {
    ...{
      execution_id: "4",
      state: "scheduled",
      started_time: "",
      ended_time: "",
      duration_ms: null,
    },
  });

  assert.equal(order(listed([...runs, waiting], sorted("duration"))).at(-1), "4");
});

Deno.test("tookMs() is the time so far of what runs, and never less than none", () => {
  const running = { ...runs[2]! };

  assert.equal(tookMs(running, start), 5000);
  assert.equal(tookMs(running, start - minute), 0);
  assert.equal(tookMs({ ...running, started_time: "" }, start), undefined);
  assert.equal(tookMs({ ...running, ended_time: iso(start) }, start), undefined);
  assert.equal(tookMs(runs[0]!, start), 100);
});

Deno.test("rows that the filter does not ask for are hidden, and there again without it", () => {
  const state = listed(runs, filtered("state:failed"));

  assert.equal(order(state), "2");
  assert.equal(order(after(state, filtered(""))), "1 2 3");
  assert.equal(order(listed(runs, filtered("!state:failed"))), "1 3");
  assert.equal(order(listed(runs, filtered("host:w1,w3"))), "2 3");
  assert.equal(order(listed(runs, filtered("category:tools"))), "1");
  assert.equal(order(listed(runs, filtered("trigger:manual"))), "1");
  assert.equal(order(listed(runs, filtered("zebra"))), "1");
});

Deno.test("a run grows out of a range of time with the minutes, and comes back with another one", () => {
  const state = listed(runs, filtered("since:2m"));
  assert.equal(order(state), "1 2");

  const later = after(state, { type: "clock_ticked", now: start + minute });
  assert.equal(order(later), "1");
  assert.equal(order(after(later, filtered("since:1h"))), "1 2 3");
});

Deno.test("newAbove() counts rows above the window that came since the cursor left the first", () => {
  const seen: StateEvent = {
    type: "list_moved",
    ...{ list: "runs", ids: ["2", "3"], height: 5, by: 1 },
  };
  const state = listed(runs, seen);

  assert.equal(newAbove(state, ["1", "2", "3"], 1), 1);
  assert.equal(newAbove(state, ["1", "2", "3"], 0), 0);
  assert.equal(newAbove(state, ["1", "3"], 1), 0);
  assert.equal(newAbove(after(state, sorted("job")), ["1", "2", "3"], 1), 0);
  assert.equal(newAbove(listed(runs), ["1", "2", "3"], 1), 0);
});

Deno.test("needsMore() is near the end of what was read, and not while it is being read", () => {
  const many = Array.from(
    { length: 40 },
    (_, i) => anExecution(ape, { execution_id: `e${i}`, scheduled_time: iso(start - i * 1000) }),
  );
  const more = after(listed([]), { ...page(many), nextCursor: "next" } as StateEvent);
  const at = (id: string): StateEvent => ({
    type: "list_selected",
    ...{ list: "runs", ids: many.map((one) => one.execution_id), id },
  });

  assert.equal(needsMore(more, 10), false);
  assert.equal(needsMore(after(more, at("e10")), 10), false);
  assert.equal(needsMore(after(more, at("e11")), 10), true);
  const loading: StateEvent = { type: "execution_list_loading", question: "?" };
  assert.equal(needsMore(after(more, at("e39"), loading), 10), false);
  assert.equal(needsMore(after(listed(many), at("e39")), 10), false);
});

Deno.test("shortId() is eight characters that differ among the runs of a job", () => {
  assert.equal(shortId("0199abcdef0123456789"), "abcdef01");
});

Deno.test("a date that no calendar has is no date", () => {
  const dates = ["2026-02-28", "2028-02-29", "2026-12-31"];
  const none = [
    "2026-02-29",
    "2026-02-31",
    "2026-04-31",
    "2026-13-01",
    "2026-00-10",
    "26-01-01",
    "",
  ];

  assert.ok(dates.every(isDate));
  assert.deepEqual(none.filter(isDate), []);
  assert.deepEqual(none.filter(isDay), []);
  assert.deepEqual(none.filter(isComingDay), []);
  assert.equal(dayNamed("2026-02-27..2026-02-30", { today: "2026-11-22", zone: "UTC" }), undefined);
  assert.equal(rangeNamed("at", "2026-02-31"), undefined);
  assert.equal(rangeNamed("on", "2026-02-31"), undefined);
  assert.equal(untilNamed("2026-02-31t10:00"), false);
  assert.ok(untilNamed("2026-02-28t10:00"));
});

Deno.test("spanMs() knows minutes, hours, days and weeks, and no length of nothing", () => {
  assert.deepEqual(["30m", "2h", "3d", "1w"].map(spanMs), [
    30 * minute,
    120 * minute,
    3 * 24 * 60 * minute,
    7 * 24 * 60 * minute,
  ]);
  assert.deepEqual(["0h", "h", "1y", "1.5h", "12345h", ""].map(spanMs), Array(6).fill(undefined));
});

Deno.test("isWithin() includes the begin of a range, and not its end", () => {
  const at = (ms: number) => anExecution(ape, { scheduled_time: iso(ms), updated_time: iso(ms) });
  const on = { kind: "on", text: "", from: start, to: start + minute } as const;
  const ends = { ...on, kind: "at" } as const;
  const since = { kind: "since", text: "1m", ms: minute } as const;

  for (const range of [on, ends]) {
    assert.equal(isWithin(range, at(start), start), true);
    assert.equal(isWithin(range, at(start + minute), start), false);
    assert.equal(isWithin(range, at(start - 1), start), false);
  }
  assert.equal(isWithin(since, at(start - minute), start), true);
  assert.equal(isWithin(since, at(start - minute - 1), start), false);
  assert.equal(isWithin({ kind: "ever" }, at(0), start), true);
});

Deno.test("an ask for two states at once is for what is both, and for none where nothing is", () => {
  const ask = (
    filter: string,
  ) => [...askOf(filter, new Map(), new Map(), "2026-11-22", "UTC").states ?? []];

  assert.deepEqual(ask("state:failed,ok state:ok"), ["succeeded"]);
  assert.deepEqual(ask("state:failed state:ok"), []);
  assert.deepEqual(ask("state:fa"), ["failed"]);
});

Deno.test("withField() replaces a field wherever it stands, in any letters, and quotes blanks", () => {
  assert.equal(withField("a STATE:ok b !state:failed", "state", "late"), "state:late a b");
  assert.equal(withField('job:"two words" x', "job"), "x");
  assert.equal(withField("x", "job", 'two "quoted" words'), 'job:"two quoted words" x');
  assert.equal(withField("restate:x", "state"), "restate:x");
});

Deno.test("wordsOf() keeps what is in quotes together, also while the quote is open", () => {
  assert.deepEqual(wordsOf('  a job:"two words"  !~b "open end'), [
    "a",
    'job:"two words"',
    "!~b",
    '"open end',
  ]);
  assert.deepEqual(wordsOf("   "), []);
});

Deno.test("the chips of the list are the words of its filter, with what is in quotes in one", async () => {
  const desk = await Desk.open({
    columns: 100,
    state: listed(runs, { type: "view_switched", screen: "runs" }),
  });
  await desk.tell(filtered('job:"two words" since:7d zebra'));
  const head = desk.draw()[2] ?? "";

  assert.match(head, /› job:"two words" › zebra › last 7d/);
});

Deno.test("columns of the runs take the room there is, at any width and with any choice", () => {
  const choices = [{}, {
    runs: Object.fromEntries(columnNames("runs").map((name) => [name, true])),
  }];
  for (const choice of choices) {
    for (let width = 20; width <= 220; width++) {
      const { isPlain, job, widths } = executionColumns(width, choice);
      const shown = Object.entries(widths).filter(([, it]) => it > 0);
      // Pointer and mark, the state, the job, and a blank before each column; the bar has two walls.
      const taken = shown.reduce(
        (sum, [name, it]) => sum + it + (name === "bar" ? 3 : 1),
        2 + 1 + 1 + job,
      );

      assert.ok(taken <= width, `${taken} of ${width}`);
      assert.equal(isPlain, width < 60);
      if (isPlain) assert.ok(shown.every(([name]) => name === "started" || name === "duration"));
      else assert.ok(job >= 12);
    }
  }
});

Deno.test("a column that the user asked for stays longer than the others", () => {
  const asked = executionColumns(70, { runs: { host: true } });
  const usual = executionColumns(70, {});

  assert.ok(asked.widths.host > 0);
  assert.equal(usual.widths.host, 0);
});

Deno.test("the axis reaches from the first start to the last end, and at least over a second", () => {
  assert.deepEqual(axisOf([], start), { from: start, to: start + 1000 });
  const at = (from: number, to: number) =>
    anExecution(ape, { started_time: iso(start + from), ended_time: iso(start + to) });

  assert.deepEqual(axisOf([at(-5000, -4000), at(-3000, 2000)], start), {
    from: start - 5000,
    to: start + 2000,
  });
  const running = { ...runs[2]! };
  assert.deepEqual(axisOf([running], start), { from: start - 5000, to: start });
});

const line = (message: string, given = {}) =>
  ({ time: iso(start), attempt: 1, level: "info", message, ...given }) as const;
const textsOf = (entries: readonly ReturnType<typeof line>[]) =>
  withLogLines([], 0, entries).lines.map(({ message }) => message);

Deno.test("a line that a program rewrites shows its last state, and the next line takes its place", () => {
  assert.deepEqual(textsOf([line("10 %\r20 %\r"), line("30 %\r"), line("done")]), ["done"]);
  assert.deepEqual(textsOf([line("10 %\r"), line("error", { level: "error" }), line("20 %\r")]), [
    "20 %",
    "error",
  ]);
  assert.deepEqual(textsOf([line("10 %\r"), line("again", { attempt: 2 })]), ["10 %", "again"]);
});

Deno.test("an entry of several lines is several rows, with numbers that go on", () => {
  const first = withLogLines([], 0, [line("a\nb\r\nc")]);
  const next = withLogLines(first.lines, first.count, [line("d")]);

  assert.deepEqual(next.lines.map(({ message, number }) => [message, number]), [
    ["a", 0],
    ["b", 1],
    ["c", 2],
    ["d", 3],
  ]);
  assert.equal(next.count, 4);
});

Deno.test("isErrorLine() knows errors by their level, their words and the names of classes", () => {
  const is = (message: string, level: "info" | "warn" | "error" = "info") =>
    isErrorLine({ level, message });

  assert.ok(
    ["an Error: no", "FATAL", "IOException at", "build failed", "Traceback (most"].every((it) =>
      is(it)
    ),
  );
  assert.deepEqual(["terror", "errors are 0", "mirrored", "all good"].filter((it) => is(it)), []);
  assert.ok(is("anything", "warn") && is("anything", "error"));
});
