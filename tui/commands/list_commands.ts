import type { App, Handlers } from "../app.ts";
import { bySortCommand } from "../keys/sort_keys.ts";
import { listOf } from "../state/lists.ts";
import type { DrawnList } from "../terminal/layout.ts";

/** The commands that move in a list, mark and sort its rows. They are the same for every list. */
export const listCommands: Handlers = {
  move_down: (app) => move(app, () => 1),
  move_up: (app) => move(app, () => -1),
  half_page_down: (app) => move(app, (height) => Math.max(1, Math.floor(height / 2))),
  half_page_up: (app) => move(app, (height) => -Math.max(1, Math.floor(height / 2))),
  page_down: (app) => move(app, (height) => height),
  page_up: (app) => move(app, (height) => -height),
  go_bottom: (app) => move(app, (_, count) => count),
  go_top: (app) => onList(app, (list) => app.dispatch({ type: "list_top", list })),
  mark,
  clear_marks: (app) =>
    onList(app, (list) => app.dispatch({ type: "list_marks_set", list, ids: [] })),
  mark_all: (app) =>
    onList(app, (list, ids) => app.dispatch({ type: "list_marks_set", list, ids })),
  mark_range: (app) => {
    const drawn = app.layout.focusedList();
    if (drawn?.cursor === undefined) return;
    const { name: list, ids, cursor: id } = drawn;
    app.dispatch({ type: "list_range_marked", list, ids, id });
  },
  ...bySortCommand((column) => (app) => sortBy(app, column)),
  sort_next: sortNext,
  sort_reverse: (app) =>
    onList(app, (list) => {
      const { sort, isReversed } = listOf(app.state.lists, list);
      app.dispatch({ type: "list_sorted", list, sort, isReversed: !isReversed });
    }),
};

function onList(app: App, act: (list: string, ids: readonly string[]) => void): void {
  const drawn = app.layout.focusedList();
  if (drawn !== undefined) act(drawn.name, drawn.ids);
}

function move(app: App, by: (height: number, count: number) => number): void {
  const drawn = app.layout.focusedList();
  if (drawn === undefined) return;
  const { name: list, ids, height, place } = drawn;
  app.dispatch({ type: "list_moved", list, ids, height, place, by: by(height, ids.length) });
}

function mark(app: App): void {
  const drawn = app.layout.focusedList();
  if (drawn?.cursor === undefined) return;
  app.dispatch({ type: "list_marked", list: drawn.name, id: drawn.cursor });
  move(app, () => 1);
}

/** Sorts the list that has the keys by a column, if it has the column. */
function sortBy(app: App, sort: string): void {
  const drawn = app.layout.focusedList();
  if (drawn !== undefined) sortList(app, drawn, sort);
}

/** Sorts a list by a column; a second time in the other direction. */
export function sortList(app: App, drawn: DrawnList, sort: string): void {
  if (!drawn.sorts.includes(sort)) return;
  const { name: list } = drawn;
  const before = listOf(app.state.lists, list);
  const isSame = (before.sort || drawn.sorts[0]) === sort;
  app.dispatch({ type: "list_sorted", list, sort, isReversed: isSame && !before.isReversed });
}

function sortNext(app: App): void {
  const drawn = app.layout.focusedList();
  const [first] = drawn?.sorts ?? [];
  if (drawn === undefined || first === undefined) return;
  const { sort, isReversed } = listOf(app.state.lists, drawn.name);
  const next = oneAfter(drawn.sorts, sort || first);
  app.dispatch({ type: "list_sorted", list: drawn.name, sort: next, isReversed });
}

/** The element after `one`; after the last comes the first. */
export function oneAfter<T>(all: readonly T[], one: T): T {
  return all[(all.indexOf(one) + 1) % all.length] as T;
}
