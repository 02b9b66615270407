import type { Canvas } from "./canvas.ts";
import { listOf, type ListState, windowOf } from "../state/lists.ts";
import type { DrawnText } from "../terminal/layout.ts";
import { type Line, type Span, span } from "../terminal/theme.ts";

export interface ListGiven {
  /** Its slice in `state.lists`. */
  readonly name: string;
  readonly ids: readonly string[];
  readonly height: number;
  readonly isFocused: boolean;
  readonly sorts?: readonly string[];
  readonly columns?: readonly string[];
  readonly pane?: number;
  /** Of lines that one reads: what is searched in and copied. */
  readonly texts?: readonly DrawnText[];
  /** A row without pointer and mark: those two columns are the list's. */
  row(id: string, width: number, isCursor: boolean): Line;
}

/** Columns that a row's pointer and mark take. */
export const gutter = 2;

/** The rows of a list that are seen: only those are made. */
export function listRows(canvas: Canvas, given: ListGiven): Line[] {
  const { name, ids, height, isFocused } = given;
  const list = listOf(canvas.state.lists, name);
  const { top, cursor } = windowOf(list, ids, height);
  const { sorts = [], columns, texts, pane } = given;
  canvas.layout.add({
    name,
    ids,
    height,
    cursor: ids[cursor],
    sorts,
    ...(columns === undefined ? {} : { columns }),
    ...(texts === undefined ? {} : { texts }),
    pane,
  }, isFocused);
  return ids.slice(top, top + height).map((id, i): Line => {
    const isCursor = isFocused && top + i === cursor;
    return rowOf(canvas, given, list, id, isCursor);
  });
}

function rowOf(
  { sym, width }: Canvas,
  given: ListGiven,
  list: ListState,
  id: string,
  isCursor: boolean,
): Line {
  const lead: Span = isCursor
    ? span(sym.pointer, "accent")
    : list.marks.has(id)
    ? span(sym.mark, "warn")
    : span(" ");
  const second = isCursor && list.marks.has(id) ? span(sym.mark, "warn") : span(" ");
  const click = { kind: "row", list: given.name, id } as const;
  return [lead, second, ...given.row(id, Math.max(0, width - gutter), isCursor)]
    .map((piece) => ({
      ...piece,
      click: piece.click ?? click,
      ...(isCursor ? { strong: true } : {}),
    }));
}

/** How many rows lie above and below what is seen, for the pane's head. */
export function scrollText(canvas: Canvas, name: string, ids: readonly string[], height: number) {
  const { top } = windowOf(listOf(canvas.state.lists, name), ids, height);
  const below = ids.length - top - height;
  const above = top > 0 ? `${canvas.sym.up}${top}` : "";
  return [above, below > 0 ? `${canvas.sym.down}${below}` : ""].filter((it) => it !== "").join(" ");
}
