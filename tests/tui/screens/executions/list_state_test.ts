import { strict as assert } from "node:assert";
import type { Execution } from "../../../../routes/contract/history/executions.ts";
import {
  initialExecutionList,
  mostListed,
  reduceExecutionList,
} from "../../../../tui/screens/executions/state.ts";
import {
  initialOpenExecution,
  mostLines,
  reduceOpenExecution,
} from "../../../../tui/screens/executions/execution_state.ts";
import type { StateEvent } from "../../../../tui/state.ts";
import type { ServerEvent } from "../../../../tui/state/server/server_event.ts";
import { aJob, anExecution, iso, start } from "../../support/builders.ts";

const job = aJob();
/** Due so many seconds before the start. */
const run = (execution_id: string, ago: number, given: Partial<Execution> = {}) =>
  anExecution(job, { execution_id, scheduled_time: iso(start - ago * 1000), ...given });

const loading: StateEvent = { type: "execution_list_loading", question: "?" };
const page = (executions: readonly Execution[], given: object = {}): StateEvent => ({
  ...{ type: "execution_list_page", question: "?", isFirst: true, nextCursor: undefined },
  executions,
  ...given,
} as StateEvent);
const told = (...executions: readonly (Execution | string)[]): StateEvent => ({
  type: "changes",
  events: executions.map((it): ServerEvent =>
    typeof it === "string"
      ? { type: "execution", execution_id: it, state: "succeeded", execution: null }
      : { type: "execution", execution_id: it.execution_id, state: it.state, execution: it }
  ),
});

function after(...events: readonly StateEvent[]) {
  return (events as never[]).reduce(reduceExecutionList, initialExecutionList);
}

Deno.test("before the list is read, no event makes it look as if it were", () => {
  assert.equal(after(told(run("1", 1))), initialExecutionList);
  assert.equal(after(loading, told(run("1", 1))).ids.length, 1);
});

Deno.test("an event that changes no run leaves the same list", () => {
  const state = after(loading, page([run("1", 1)]));

  assert.equal(reduceExecutionList(state, told() as never), state);
});

Deno.test("while there are further pages, runs older than those that were read are not put behind them", () => {
  const read = [loading, page([run("1", 1), run("2", 10)], { nextCursor: "next" })];

  assert.deepEqual(after(...read, told(run("old", 11))).ids, ["1", "2"]);
  assert.deepEqual(after(...read, told(run("same", 10))).ids, ["1", "same", "2"]);
  assert.deepEqual(after(...read, told(run("2", 10, { state: "failed" }))).ids, ["1", "2"]);
  assert.deepEqual(after(loading, page([run("1", 1)]), told(run("old", 99))).ids, ["1", "old"]);
});

Deno.test("a run that is gone leaves the list, and what it was stays with the others", () => {
  const state = after(loading, page([run("1", 1), run("2", 2)]), told("1", "unknown"));

  assert.deepEqual(state.ids, ["2"]);
  assert.deepEqual([...state.rows.keys()], ["2"]);
});

Deno.test("of two copies of one age the later one counts", () => {
  const [one, other] = [run("1", 1), run("1", 1, { state: "failed" })];

  assert.equal(after(loading, page([one]), told(other)).rows.get("1")?.state, "failed");
});

Deno.test("where a first page leaves a gap, only rows that are newer than it stay", () => {
  const fresh = page([run("6", 6), run("7", 7)], { nextCursor: "next" });
  const state = after(
    loading,
    page([run("8", 8), run("9", 9)]),
    told(run("5", 5), run("6b", 6)),
    fresh,
  );

  assert.deepEqual(state.ids, ["5", "6b", "6", "7"]);
  assert.equal(state.nextCursor, "next");
});

Deno.test("a further page is put behind, and ends where there is no next one", () => {
  const first = page([run("1", 1), run("2", 2)], { nextCursor: "next" });
  const next = page([run("3", 3)], { isFirst: false });
  const state = after(loading, first, loading, next);

  assert.deepEqual(state.ids, ["1", "2", "3"]);
  assert.equal(state.nextCursor, undefined);
});

Deno.test("exactly as many rows as are kept are not cut, one more is", () => {
  const many = Array.from({ length: mostListed }, (_, i) => run(`e${i}`, i));
  const full = after(loading, page(many, { nextCursor: "next" }));
  const over = reduceExecutionList(full, told(run("new", -1)) as never);

  assert.deepEqual([full.isCut, full.nextCursor], [false, "next"]);
  assert.deepEqual([over.isCut, over.nextCursor, over.ids.length], [true, undefined, mostListed]);
  assert.equal(over.rows.has(`e${mostListed - 1}`), false);
  assert.equal(over.ids[0], "new");
});

Deno.test("a list that was cut stays so when its newest page is read again, until another question", () => {
  const many = Array.from({ length: mostListed + 1 }, (_, i) => run(`e${i}`, i));
  const cut = [loading, page(many, { nextCursor: "next" })];
  assert.equal(after(...cut).isCut, true);

  const again = page(many.slice(0, 3), { nextCursor: "next" });
  assert.equal(after(...cut, loading, again).isCut, true);
  const other: StateEvent = { type: "execution_list_loading", question: "!" };
  assert.equal(after(...cut, other).isCut, false);
});

const moved = (list: string, ids: readonly string[]): StateEvent => ({
  type: "list_moved",
  ...{ list, ids, height: 5, by: 1 },
});

Deno.test("rows count as new from the first key in this list on, and not from one in another", () => {
  const read = [loading, page([run("1", 1)])];

  assert.equal(after(...read, moved("jobs", ["x"])).firstSeen, undefined);
  assert.equal(after(...read, moved("runs", ["1", "2"])).firstSeen, "1");
  assert.equal(after(...read, moved("runs", ["1"]), moved("runs", ["0", "1"])).firstSeen, "1");
  assert.equal(after(...read, moved("runs", [])).firstSeen, undefined);
});

Deno.test("g, another filter and another order begin anew, those of other lists do not", () => {
  const seen = [loading, page([run("1", 1)]), moved("runs", ["1"])];
  const events = (list: string): StateEvent[] => [
    { type: "list_top", list },
    { type: "list_filtered", list, filter: "x" },
    { type: "list_sorted", list, sort: "job", isReversed: false },
  ];
  for (const event of events("runs")) assert.equal(after(...seen, event).firstSeen, undefined);
  for (const event of events("jobs")) assert.equal(after(...seen, event).firstSeen, "1");
  const untouched = after(loading, page([run("1", 1)]));
  assert.equal(reduceExecutionList(untouched, { type: "list_top", list: "runs" }), untouched);
});

Deno.test("a list that could not be read says why, and its rows stay", () => {
  const problem = { status: 500, error: "no" };
  const failed: StateEvent = { type: "execution_list_failed", question: "?", problem };

  assert.deepEqual(after(loading, failed).phase, "failed");
  const state = after(loading, page([run("1", 1)]), loading, failed);
  assert.deepEqual([state.phase, state.problem, state.ids], ["ready", problem, ["1"]]);
  assert.equal(after(loading, page([run("1", 1)]), failed, loading, page([])).problem, undefined);
});

const openedRun: StateEvent = { type: "execution_opened", id: "1" };
const lines = (count: number, given: object = {}): StateEvent => ({
  ...{ type: "output_read", id: "1", isFresh: false },
  lines: Array.from({ length: count }, (_, i) => ({
    ...{ time: iso(start), attempt: 1, level: "info" as const, message: `line ${i}` },
  })),
  ...given,
} as StateEvent);

function shown(...events: readonly StateEvent[]) {
  return (events as never[]).reduce(reduceOpenExecution, initialOpenExecution);
}

Deno.test("another run is shown as the one before was: wrapped, with times, in its format", () => {
  const set: StateEvent = {
    type: "output_shown",
    isWrapped: true,
    hasStamps: false,
    format: "yaml",
  };
  const state = shown(set, { type: "output_shown", isGrepped: true, shift: 32 }, openedRun);

  assert.deepEqual([state.isWrapped, state.hasStamps, state.format], [true, false, "yaml"]);
  assert.deepEqual([state.isGrepped, state.shift, state.phase], [false, 0, "loading"]);
});

Deno.test("the same run that is opened again keeps its output", () => {
  const state = shown(openedRun, lines(3));

  assert.equal(reduceOpenExecution(state, openedRun as never), state);
});

Deno.test("what is told of another run is not shown", () => {
  const state = shown(openedRun, lines(1));
  const problem = { status: 404, error: "gone" };
  const others: readonly StateEvent[] = [
    lines(1, { id: "2" }),
    { type: "output_ended", id: "2" },
    { type: "execution_read", execution: run("2", 1) },
    { type: "execution_read_failed", id: "2", problem },
    { type: "run_facts_read", id: "2", facts: { retries: [], alarms: [] } },
  ];
  for (const event of others) assert.equal(reduceOpenExecution(state, event as never), state);
});

Deno.test("an output ends, and goes on where a stream begins anew", () => {
  const problem = { status: 0, error: "no route" };
  const failed: StateEvent = { type: "execution_read_failed", id: "1", problem };
  const ended = shown(openedRun, lines(2), { type: "output_ended", id: "1" });

  assert.equal(ended.phase, "ended");
  assert.deepEqual(shown(openedRun, failed).problem, problem);
  const again = shown(openedRun, lines(2), failed, lines(3, { isFresh: true }));
  assert.deepEqual([again.phase, again.problem, again.count], ["live", undefined, 3]);
});

Deno.test("of a very long output the newest lines are kept, and all are counted", () => {
  const state = shown(openedRun, lines(mostLines), lines(5));

  assert.equal(state.lines.length, mostLines);
  assert.equal(state.count, mostLines + 5);
  assert.equal(state.lines[0]?.number, 5);
});
