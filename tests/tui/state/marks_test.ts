import { strict as assert } from "node:assert";
import { chosenIds } from "../../../tui/commands/subject.ts";
import { initialList, listOf, markedAmong, reduceLists } from "../../../tui/state/lists.ts";
import type { ListsState, ListState } from "../../../tui/state/lists.ts";
import type { StateEvent } from "../../../tui/state.ts";
import { aJob, anExecution, aState, iso, start, withJobs } from "../support/builders.ts";
import { Desk } from "../support/desk.ts";

const ids = ["a", "b", "c", "d", "e"];
const marked = (...some: string[]): ListState => ({ ...initialList, marks: new Set(some) });

Deno.test("markedAmong() has the marks of the shown rows only, in their order", () => {
  assert.deepEqual(markedAmong(marked("d", "b", "gone"), ids), ["b", "d"]);
  assert.deepEqual(markedAmong(marked("gone"), ids), []);
  assert.deepEqual(markedAmong(initialList, ids), []);
  assert.deepEqual(markedAmong(marked("a"), []), []);
});

function after(state: ListState, ...events: readonly { type: string }[]): ListState {
  const first: ListsState = { l: state };
  const last = events.reduce(
    (lists, event) => reduceLists(lists, { list: "l", ids, ...event } as never),
    first,
  );
  return last["l"] ?? initialList;
}

const mark = (id: string) => ({ type: "list_marked", id });
const range = (id: string) => ({ type: "list_range_marked", id });

Deno.test("a second mark takes the first one back", () => {
  assert.deepEqual([...after(initialList, mark("b"), mark("c")).marks], ["b", "c"]);
  assert.deepEqual([...after(initialList, mark("b"), mark("b")).marks], []);
});

Deno.test("a range goes from the last marked row to the cursor, downwards and upwards", () => {
  assert.deepEqual([...after(initialList, mark("b"), range("d")).marks], ["b", "c", "d"]);
  assert.deepEqual([...after(initialList, mark("d"), range("b")).marks].sort(), ["b", "c", "d"]);
  assert.deepEqual([...after(initialList, mark("c"), range("c")).marks], ["c"]);
  assert.deepEqual([...after(initialList, mark("a"), range("c")).marks], ["a", "b", "c"]);
});

Deno.test("a range without a mark before it marks the row itself, and the next goes on from there", () => {
  const first = after(initialList, range("c"));

  assert.deepEqual([...first.marks], ["c"]);
  assert.deepEqual([...after(first, range("e")).marks], ["c", "d", "e"]);
});

Deno.test("a range from a row that is gone marks the row of the cursor only", () => {
  assert.deepEqual([...after(initialList, mark("gone"), range("d")).marks], ["gone", "d"]);
});

Deno.test("to mark all, or none, ends the range", () => {
  const all = after(initialList, mark("b"), { type: "list_marks_set" });
  const none = reduceLists({ l: all }, { type: "list_marks_set", list: "l", ids: [] })["l"]!;

  assert.equal(all.marks.size, 5);
  assert.equal(none.marks.size, 0);
  assert.deepEqual([...after(none, range("d")).marks], ["d"]);
});

Deno.test("marks move no cursor", () => {
  const before = { ...initialList, selected: "c", index: 2, moves: 7 };

  assert.equal(after(before, mark("a"), range("e"), { type: "list_marks_set" }).moves, 7);
  assert.equal(after(before, mark("a")).selected, "c");
});

const jobs = Array.from(
  { length: 5 },
  (_, i) => aJob({ name: `job-${i}`, next_run_time: iso(start + (i + 1) * 60_000) }),
);
const onJobs: StateEvent = { type: "view_switched", screen: "jobs" };
const gone = (job: { job_id: string }): StateEvent => ({
  type: "changes",
  events: [{ type: "job", job_id: job.job_id, job: null }],
});

Deno.test("the head counts the marks of rows that are there, as acts do", async () => {
  const desk = await Desk.open({ state: aState(...withJobs(jobs), onJobs) });
  await desk.press("x", "x", "x");
  assert.match(desk.text(), /Jobs 5 · 3 marked/);

  await desk.tell(gone(jobs[0]!));
  assert.match(desk.text(), /Jobs 4 · 2 marked/);
  assert.equal(chosenIds(desk.app, "jobs").length, 2);

  await desk.press("b");
  assert.match(desk.text(), /2 marked/);
  assert.doesNotMatch(desk.text(), /3 marked/);
});

Deno.test("marks that the filter hides are not counted, and are there again without it", async () => {
  const desk = await Desk.open({ state: aState(...withJobs(jobs), onJobs) });
  await desk.press("x", "x", "x", "/", "job-1", "\r");
  assert.match(desk.text(), /1 of 5 · 1 marked/);
  assert.deepEqual(chosenIds(desk.app, "jobs"), [jobs[1]!.job_id]);

  await desk.press("/", "\x7f", "4", "\r");
  assert.doesNotMatch(desk.text(), /marked/);
  assert.deepEqual(chosenIds(desk.app, "jobs"), [jobs[4]!.job_id]);

  await desk.press("\x1b");
  assert.match(desk.text(), /Jobs 5 · 3 marked/);
});

Deno.test("esc leaves a screen at once where only rows that are gone were marked", async () => {
  const opened: StateEvent = { type: "view_opened", view: { screen: "categories" } };
  const desk = await Desk.open({ state: aState(...withJobs(jobs), onJobs) });
  await desk.press("x");
  await desk.tell(gone(jobs[0]!));
  await desk.tell(opened, { type: "view_opened", view: { screen: "jobs" } });

  await desk.press("\x1b");

  assert.equal(desk.state.view.stack.at(-1)?.screen, "categories");
});

Deno.test("esc clears the filter first, then the marks, then it goes back", async () => {
  const state = aState(
    ...withJobs(jobs),
    { type: "view_switched", screen: "home" },
    { type: "view_opened", view: { screen: "jobs" } },
  );
  const desk = await Desk.open({ state });
  await desk.press("x", "/", "job", "\r");
  const list = () => listOf(desk.state.lists, "jobs");

  await desk.press("\x1b");
  assert.deepEqual([list().filter, list().marks.size], ["", 1]);
  await desk.press("\x1b");
  assert.deepEqual([list().marks.size, desk.state.view.stack.length], [0, 2]);
  await desk.press("\x1b");
  assert.equal(desk.state.view.stack.at(-1)?.screen, "home");
  await desk.press("\x1b");
  assert.equal(desk.state.view.stack.at(-1)?.screen, "home");
});

Deno.test("the list of runs counts its marks in the same way", async () => {
  const runs = Array.from(
    { length: 3 },
    (_, i) => anExecution(jobs[0]!, { scheduled_time: iso(start - (i + 1) * 60_000) }),
  );
  const page = (executions: typeof runs) =>
    ({
      ...{ type: "execution_list_page", isFirst: true, nextCursor: undefined },
      ...{ question: desk.state.executionList.question, executions },
    }) as StateEvent;
  const desk = await Desk.open({
    state: aState(...withJobs(jobs), { type: "view_switched", screen: "runs" }),
  });
  await desk.tell(page(runs));
  await desk.press("x", "x");
  assert.match(desk.text(), /Runs 3 · 2 marked/);

  const { execution_id } = runs[0]!;
  const told = { type: "execution", execution_id, state: "succeeded", execution: null } as const;
  await desk.tell({ type: "changes", events: [told] });

  assert.match(desk.text(), /Runs 2 · 1 marked/);
});
