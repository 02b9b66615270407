import { strict as assert } from "node:assert";
import type { LogLine } from "../../../../routes/contract/history/execution_logs.ts";
import { reduce, type StateEvent } from "../../../../tui/state.ts";
import { cursorIndex, listOf, outputList } from "../../../../tui/state/lists.ts";
import { mostLines } from "../../../../tui/screens/executions/execution_state.ts";
import { aState, iso, start } from "../../support/builders.ts";

function lines(count: number, from = 0): LogLine[] {
  return Array.from({ length: count }, (_, i) => ({
    time: iso(start + i),
    attempt: 1,
    level: "info",
    message: `line ${from + i}`,
  }));
}

function read(some: readonly LogLine[], isFresh = false): StateEvent {
  return { type: "output_read", id: "a", lines: some, isFresh };
}

const opened = reduce(aState(), { type: "execution_opened", id: "a" });

Deno.test("the output keeps the newest lines under the numbers they came with", () => {
  const { openExecution: run } = [
    read(lines(mostLines - 1000)),
    read(lines(4000, mostLines - 1000)),
  ].reduce(
    reduce,
    opened,
  );

  assert.equal(run.lines.length, mostLines);
  assert.equal(run.count, mostLines + 3000);
  assert.equal(run.lines[0]?.number, 3000);
  assert.equal(run.lines.at(-1)?.message, `line ${mostLines + 2999}`);
});

Deno.test("a restarted stream adds no line twice", () => {
  const { openExecution: run } = [read(lines(10)), read(lines(12), true)].reduce(reduce, opened);

  assert.equal(run.lines.length, 12);
  assert.equal(run.lines.at(-1)?.number, 11);
});

Deno.test("the output of another execution is ignored", () => {
  const state = reduce(opened, { ...read(lines(3)), id: "b" } as StateEvent);

  assert.equal(state.openExecution.lines.length, 0);
});

Deno.test("the end is followed until the cursor goes up, and again from the end on", () => {
  const ids = ["0", "1", "2"];
  const more = [...ids, "3"];
  const up: StateEvent = { type: "list_moved", list: outputList, ids, height: 2, by: -1 };
  const read = reduce(opened, up);
  const atEnd = reduce(read, { type: "list_end", list: outputList });

  assert.equal(cursorIndex(listOf(opened.lists, outputList), more), 3);
  assert.equal(cursorIndex(listOf(read.lists, outputList), more), 1);
  assert.equal(cursorIndex(listOf(atEnd.lists, outputList), more), 3);
});
