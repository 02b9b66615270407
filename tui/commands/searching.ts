import type { App } from "../app.ts";
import { jump, shownRows } from "../components/text_rows.ts";
import { copy } from "./copying.ts";
import { listOf } from "../state/lists.ts";
import { emptyField, fieldOf } from "../terminal/text_field.ts";
import { show } from "./overlay.ts";
import { toast } from "./toasts.ts";

/** The last search of each dashboard, to notice when the typed text has changed. */
const sought = new WeakMap<App, string>();

/** The commands that search and copy in a text. They are the same on every screen that shows one. */
export const textCommands = {
  search: startSearch,
  search_next: (app: App) => go(app, 1),
  search_previous: (app: App) => go(app, -1),
  copy_line: copyLine,
} as const;

/** The rows of a text cannot be marked or sorted. */
export const withheldFromTexts = [
  "mark",
  "clear_marks",
  "mark_all",
  "mark_range",
  "sort_next",
  "sort_reverse",
] as const;

/** Opens the filter line for the list that has the keys. In a text it searches. */
export function startFilter(app: App): void {
  const list = app.layout.focused;
  if (list === undefined) return;
  const before = listOf(app.state.lists, list).filter;
  show(app, { kind: "filter", list, field: fieldOf(before), before });
}

/** Asks for a new search, as pagers do. `enter` without a text keeps the old one; the filter of a list is edited instead. */
function startSearch(app: App): void {
  const list = app.layout.focused;
  if (list === undefined) return;
  const before = listOf(app.state.lists, list).filter;
  show(app, { kind: "filter", list, field: emptyField, before });
}

function go(app: App, by: 1 | -1): void {
  const list = app.layout.focused ?? "";
  const rows = shownRows(app.layout, list);
  const { filter } = listOf(app.state.lists, list);
  if (rows.length === 0 || filter === "") return toast(app, "warn", app.t.execution.noSearch);
  jump(app, list, rows, by);
}

/** After a key: moves the cursor to the first match of the text that is being typed. */
export function keepUpSearch(app: App): void {
  const list = app.layout.focused;
  if (list === undefined) return;
  const { filter } = listOf(app.state.lists, list);
  const now = `${list} ${filter}`;
  if (sought.get(app) === now) return;
  sought.set(app, now);
  if (filter !== "" && app.state.overlay.overlay?.kind === "filter") {
    jump(app, list, shownRows(app.layout, list), 0);
  }
}

function copyLine(app: App): void {
  const drawn = app.layout.focusedList();
  const id = drawn?.cursor;
  const row = shownRows(app.layout, drawn?.name ?? "").find((row) => row.id === id);
  if (row !== undefined) copy(app, row.text, app.t.execution.lineName);
}
