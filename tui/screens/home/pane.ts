import type { Canvas } from "../../components/canvas.ts";
import { type Fields, matches, parseFilter } from "../../components/filter.ts";
import { fieldsOfRows } from "../../components/filter_fields.ts";
import { byId, listPane } from "../../components/list_pane.ts";
import type { Counted } from "../../state/server/counting.ts";
import { listOf } from "../../state/lists.ts";
import type { Line } from "../../terminal/theme.ts";
export type Pane = (pane: number) => (canvas: Canvas) => readonly Line[];

interface Given<T> {
  readonly canvas: Canvas;
  readonly pane: number;
  readonly list: string;
  readonly title: string;
  readonly items: readonly T[];
  readonly empty: string;
  readonly right?: string;
  readonly isFeed?: boolean;
  /** Until the server has told all of these, the number in the head is marked. */
  readonly counted?: readonly Counted[];
  id(item: T): string;
  /** The fields of a filter, by name. */
  readonly names: readonly string[];
  /** The texts that a filter searches. */
  fields(item: T): Fields;
  row(item: T, width: number): Line;
}

/** A pane of the home screen that is a list. */
export function homePane<T>(
  { canvas, pane, list, items, counted = [], ...given }: Given<T>,
): Line[] {
  const { state, t } = canvas;
  const isWhole = counted.every((of) => state.counting.has(of));
  const { filter } = listOf(state.lists, list);
  const terms = parseFilter(filter);
  const found = terms.length === 0
    ? items
    : items.filter((item) => matches(terms, given.fields(item)));
  const count = filter === ""
    ? items.length === 0 && isWhole
      ? ""
      : ` ${items.length || ""}${isWhole ? "" : canvas.sym.ellipsis}`
    : ` ${t.list.filtered(found.length, items.length)} /${filter}`;
  return listPane(canvas, {
    name: list,
    rows: byId(found, given.id),
    title: `${given.title}${count}`,
    right: given.right ?? "",
    empty: items.length > 0 ? t.list.noneMatch(items.length, filter) : given.empty,
    isFocused: state.view.pane === pane,
    isFeed: given.isFeed ?? false,
    pane,
    fields: fieldsOfRows(items, given.names, given.fields),
    row: given.row,
  });
}
