import { strict as assert } from "node:assert";
import {
  type Before,
  cursorIndex,
  initialList,
  initialLists,
  type ListsEvent,
  type ListState,
  outputList,
  pinnedPlace,
  reduceLists,
  theLast,
  windowOf,
} from "../../../tui/state/lists.ts";

const ids = ["a", "b", "c", "d", "e", "f", "g", "h"];

type Given<E> = E extends ListsEvent ? Omit<E, "list"> : never;

/** A list after these events. */
function after(state: ListState, ...events: readonly Given<ListsEvent>[]): ListState {
  let lists: Readonly<Record<string, ListState>> = { l: state };
  for (const event of events) lists = reduceLists(lists, { list: "l", ...event } as ListsEvent);
  return lists["l"] ?? initialList;
}

const move = (by: number, height = 4, rows: readonly string[] = ids): Given<ListsEvent> => ({
  type: "list_moved",
  ...{ ids: rows, height, by },
});

Deno.test("cursorIndex() is the first row of a list that nobody has touched, and none of an empty one", () => {
  assert.equal(cursorIndex(initialList, ids), 0);
  assert.equal(cursorIndex(initialList, []), -1);
});

Deno.test("cursorIndex() finds its id wherever it is, and otherwise stays near its old place", () => {
  const list = { ...initialList, selected: "c", index: 2 };

  assert.equal(cursorIndex(list, ids), 2);
  assert.equal(cursorIndex(list, ["x", "y", "z", "c"]), 3);
  assert.equal(cursorIndex(list, ["a", "b", "d", "e"]), 2);
  assert.equal(cursorIndex(list, ["a"]), 0);
  assert.equal(cursorIndex(list, []), -1);
});

Deno.test("cursorIndex() of the end is the last row, whichever it is", () => {
  const list = { ...initialList, selected: theLast };

  assert.equal(cursorIndex(list, ids), 7);
  assert.equal(cursorIndex(list, ["a"]), 0);
  assert.equal(cursorIndex(list, []), -1);
});

Deno.test("windowOf() shows the cursor in the row in which it was, as far as there are rows", () => {
  const at = (index: number, row: number, height = 4, rows = ids) =>
    windowOf({ ...initialList, selected: rows[index] ?? "?", index, row }, rows, height);

  assert.deepEqual(at(4, 2), { top: 2, cursor: 4 });
  assert.deepEqual(at(1, 3), { top: 0, cursor: 1 });
  assert.deepEqual(at(7, 0), { top: 4, cursor: 7 });
  assert.deepEqual(at(2, 9), { top: 0, cursor: 2 });
  assert.deepEqual(at(4, 2, 1), { top: 4, cursor: 4 });
  assert.deepEqual(at(4, 2, 20), { top: 0, cursor: 4 });
});

Deno.test("windowOf() of no height has no rows, and the cursor stays in its list", () => {
  const place = windowOf({ ...initialList, selected: "c", index: 2, row: 1 }, ids, 0);

  assert.equal(place.cursor, 2);
  assert.ok(place.top >= 0 && place.top <= ids.length);
});

Deno.test("list_moved stops at the first and at the last row", () => {
  assert.equal(after(initialList, move(100)).selected, "h");
  assert.equal(after(initialList, move(100), move(-100)).selected, "a");
  assert.equal(after(initialList, move(-1)).selected, "a");
  assert.equal(after(initialList, move(3), move(-1)).selected, "c");
});

Deno.test("list_moved scrolls only when the cursor leaves the rows that are shown", () => {
  const placeAfter = (...events: Given<ListsEvent>[]) =>
    windowOf(after(initialList, ...events), ids, 4);

  assert.deepEqual(placeAfter(move(3)), { top: 0, cursor: 3 });
  assert.deepEqual(placeAfter(move(3), move(1)), { top: 1, cursor: 4 });
  assert.deepEqual(placeAfter(move(3), move(1), move(-3)), { top: 1, cursor: 1 });
  assert.deepEqual(placeAfter(move(3), move(1), move(-3), move(-1)), { top: 0, cursor: 0 });
});

Deno.test("list_moved begins where the last frame showed the cursor", () => {
  const moved = after(initialList, { ...move(1), place: { top: 3, cursor: 5 } } as never);

  assert.equal(moved.selected, "g");
  assert.deepEqual(windowOf(moved, ids, 4), { top: 3, cursor: 6 });
});

Deno.test("an empty list is not moved in, and each move counts", () => {
  assert.equal(after(initialList, move(1, 4, [])), initialList);
  assert.equal(after(initialList, move(1), move(1), move(0)).moves, 3);
});

Deno.test("list_top follows the first row, and list_end the last", () => {
  const top = after(initialList, move(3), { type: "list_top" });
  const end = after(initialList, { type: "list_end" });
  const longer = ["0", ...ids, "i"];

  assert.equal(top.selected, undefined);
  assert.deepEqual(windowOf(top, longer, 4), { top: 0, cursor: 0 });
  assert.deepEqual(windowOf(end, longer, 4), { top: 6, cursor: 9 });
});

Deno.test("list_selected goes to a row, and to the row of the screen that it names", () => {
  const there = after(initialList, { type: "list_selected", ids, id: "f", row: 1 });
  const gone = after(initialList, { type: "list_selected", ids, id: "?" });

  assert.deepEqual(windowOf(there, ids, 4), { top: 4, cursor: 5 });
  assert.deepEqual([gone.selected, gone.index], ["?", 0]);
  assert.equal(after(there, { type: "list_selected", ids, id: "c" }).row, 1);
});

Deno.test("list_selected of something new has the cursor there once it comes", () => {
  const made = after(initialList, { type: "list_selected", ids: [], id: "new" });

  assert.equal(cursorIndex(made, [...ids, "new"]), 8);
});

Deno.test("a filter keeps the cursor on its row, or puts it on the first that matches", () => {
  const list = after(initialList, move(4), { type: "list_filtered", filter: "x" });

  assert.equal(cursorIndex(list, ["d", "e", "f"]), 1);
  assert.equal(cursorIndex(list, ["f", "g"]), 0);
});

Deno.test("a sort changes neither cursor nor marks", () => {
  const before = after(initialList, move(2), { type: "list_marked", id: "c" });
  const sorted = after(before, { type: "list_sorted", sort: "name", isReversed: true });

  assert.deepEqual(sorted, { ...before, sort: "name", isReversed: true });
});

Deno.test("each list has its own cursor", () => {
  const lists = reduceLists(initialLists, { type: "list_end", list: "one" });
  const both = reduceLists(lists, { type: "list_top", list: "two" });

  assert.equal(both["one"]?.selected, theLast);
  assert.equal(both["two"]?.selected, undefined);
});

Deno.test("another output is followed from its end, without the search of the one before", () => {
  const searched = reduceLists(initialLists, {
    ...{ type: "list_filtered", list: outputList },
    filter: "error",
  } as ListsEvent);
  const opened = reduceLists(searched, { type: "execution_opened", id: "2" });
  const list = opened[outputList] ?? initialList;

  assert.equal(list.filter, "");
  assert.deepEqual(windowOf(list, ids, 3), { top: 5, cursor: 7 });
  assert.ok(list.moves > (searched[outputList]?.moves ?? 0));
});

Deno.test("reduceLists() returns the same state for an event of another slice", () => {
  assert.equal(reduceLists(initialLists, { type: "view_back" } as never), initialLists);
});

/** What the last frame showed: the cursor in the third row of four. */
const shown: Before = {
  ...{ ids, cursor: "e", moves: 0, filter: "" },
  place: { top: 2, cursor: 4 },
};

Deno.test("pinnedPlace() keeps the cursor on its id and in its row of the screen", () => {
  assert.deepEqual(pinnedPlace(initialList, ids, 4, shown), { top: 2, cursor: 4 });
  assert.deepEqual(pinnedPlace(initialList, ["x", "y", ...ids], 4, shown), { top: 4, cursor: 6 });
  assert.deepEqual(pinnedPlace(initialList, ["e", "f"], 4, shown), { top: 0, cursor: 0 });
});

Deno.test("pinnedPlace() goes to the next row where the row is gone, or else to the last one before it", () => {
  const without = (...gone: string[]) => ids.filter((id) => !gone.includes(id));
  const cursorIn = (rows: string[]) => rows[pinnedPlace(initialList, rows, 4, shown).cursor];

  assert.equal(cursorIn(without("e")), "f");
  assert.equal(cursorIn(without("e", "f", "g")), "h");
  assert.equal(cursorIn(without("e", "f", "g", "h")), "d");
  assert.equal(cursorIn(["a"]), "a");
  assert.equal(cursorIn(["new"]), "new");
  assert.equal(pinnedPlace(initialList, [], 4, shown).cursor, -1);
});

Deno.test("pinnedPlace() finds the next row also where the order is another one", () => {
  const rows = ["h", "f", "a", "b"];

  assert.equal(rows[pinnedPlace(initialList, rows, 4, shown).cursor], "f");
});

Deno.test("pinnedPlace() lets a move, the end and the top take the cursor away", () => {
  const rows = ["x", ...ids];
  const moved = after(initialList, { type: "list_selected", ids, id: "b", row: 0 });
  const end = { ...initialList, selected: theLast };
  const top = { ...initialList, moves: 1 };

  assert.equal(rows[pinnedPlace(moved, rows, 4, shown).cursor], "b");
  assert.equal(rows[pinnedPlace(end, rows, 4, { ...shown, moves: 0 }).cursor], "h");
  assert.equal(rows[pinnedPlace(top, rows, 4, { ...shown, moves: 1 }).cursor], "x");
});

Deno.test("pinnedPlace() stays on the row after a move, once that was drawn", () => {
  const moved = after(initialList, { type: "list_selected", ids, id: "e" });
  const rows = ["x", "y", ...ids];

  assert.equal(rows[pinnedPlace(moved, rows, 4, { ...shown, moves: 1 }).cursor], "e");
});

Deno.test("a new filter that hides the row under the cursor begins at the first row that matches", () => {
  const filtered = { ...initialList, filter: "x", selected: "e", index: 0 };

  assert.equal(pinnedPlace(filtered, ["f", "g", "h"], 4, shown).cursor, 0);
  assert.equal(pinnedPlace(filtered, ["a", "e"], 4, shown).cursor, 1);
  // Without a filter the next row behind it would be the one.
  assert.equal(pinnedPlace(filtered, ["a", "b", "f"], 4, shown).cursor, 0);
  assert.equal(pinnedPlace({ ...filtered, filter: "" }, ["a", "b", "f"], 4, shown).cursor, 2);
});

Deno.test("the first frame of a list has the cursor in the first row", () => {
  assert.deepEqual(pinnedPlace(initialList, ids, 4, undefined), { top: 0, cursor: 0 });
  const empty: Before = { ...shown, ids: [], cursor: undefined, place: { top: 0, cursor: -1 } };
  assert.deepEqual(pinnedPlace(initialList, ids, 4, empty), { top: 0, cursor: 0 });
});
