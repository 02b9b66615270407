import { strict as assert } from "node:assert";
import type { Execution } from "../../../../routes/contract/history/executions.ts";
import { executionsInOrder, newAbove } from "../../../../tui/screens/executions/list.ts";
import { reduce, type State, type StateEvent } from "../../../../tui/state.ts";
import { listOf, windowOf } from "../../../../tui/state/lists.ts";
import { mostListed } from "../../../../tui/screens/executions/state.ts";
import { aJob, anExecution, aState, iso, start } from "../../support/builders.ts";

const job = aJob();
const question = "?";

function runAt(ms: number, given: Partial<Execution> = {}): Execution {
  const at = iso(start + ms);
  return anExecution(job, { scheduled_time: at, updated_time: at, ...given });
}

function page(
  executions: readonly Execution[],
  nextCursor?: string,
  isFirst = true,
): StateEvent {
  return { type: "execution_list_page", question, executions, nextCursor, isFirst };
}

function told(...executions: readonly Execution[]): StateEvent {
  return {
    type: "changes",
    events: executions.map((execution) => ({
      type: "execution",
      execution_id: execution.execution_id,
      state: execution.state,
      execution,
    })),
  };
}

function after(...events: readonly StateEvent[]): State {
  return [{ type: "execution_list_loading", question } as StateEvent, ...events].reduce(
    reduce,
    aState(),
  );
}

Deno.test("pages and events make one list, newest first, without duplicates", () => {
  const [old, older, fresh] = [runAt(-1000), runAt(-2000), runAt(1000)];

  const { executionList: runs } = after(
    page([old], "next"),
    page([older], undefined, false),
    told(fresh, old),
  );

  assert.deepEqual(runs.ids, [fresh, old, older].map((it) => it.execution_id));
  assert.equal(runs.nextCursor, undefined);
});

Deno.test("an event that came before an older page stays", () => {
  const running = runAt(0, { state: "running", updated_time: iso(start) });
  const ended: Execution = { ...running, state: "succeeded", updated_time: iso(start + 5000) };

  const { executionList: runs } = after(told(ended), page([running]));

  assert.equal(runs.rows.get(ended.execution_id)?.state, "succeeded");
});

Deno.test("a page that does not reach the known rows replaces them: no gap is hidden", () => {
  const old = runAt(-100_000);
  const fresh = runAt(-1000);

  const { executionList: runs } = after(page([old]), page([fresh], "next"));

  assert.deepEqual(runs.ids, [fresh.execution_id]);
  assert.equal(runs.nextCursor, "next");
});

Deno.test("reading the newest page again keeps the older pages", () => {
  const [first, second] = [runAt(-1000), runAt(-2000)];

  const { executionList: runs } = after(
    page([first], "a"),
    page([second], "b", false),
    page([first], "a"),
  );

  assert.deepEqual(runs.ids, [first, second].map((it) => it.execution_id));
  assert.equal(runs.nextCursor, "b");
});

Deno.test("at most 2,000 rows are kept, the oldest go, and the list says so", () => {
  const many = Array.from({ length: mostListed }, (_, i) => runAt(-i * 1000));
  const fresh = runAt(1000);

  const { executionList: runs } = after(page(many, "next"), told(fresh));

  assert.equal(runs.ids.length, mostListed);
  assert.equal(runs.ids[0], fresh.execution_id);
  assert.equal(runs.isCut, true);
  assert.equal(runs.nextCursor, undefined);
});

Deno.test("new rows above do not move the cursor, and are counted", () => {
  const rows = Array.from({ length: 50 }, (_, i) => runAt(-i * 1000));
  const ids = rows.map(({ execution_id }) => execution_id);
  const moved = after(page(rows), { type: "list_moved", list: "runs", ids, height: 10, by: 3 });
  const fresh = [runAt(1000), runAt(2000)];

  const state = reduce(moved, told(...fresh));

  const shown = executionsInOrder(state).map(({ execution_id }) => execution_id);
  const { top, cursor } = windowOf(listOf(state.lists, "runs"), shown, 10);
  assert.equal(shown[cursor], ids[3]);
  assert.equal(cursor - top, 3);
  assert.equal(newAbove(state, shown, top), 2);
  assert.equal(newAbove(reduce(state, { type: "list_top", list: "runs" }), shown, 0), 0);
});

Deno.test("another filter is another question: old rows are not shown as its answer", () => {
  const { executionList: runs } = after(page([runAt(0)]), {
    type: "execution_list_loading",
    question: "other",
  });

  assert.equal(runs.ids.length, 0);
  assert.equal(runs.phase, "loading");
});
