import type { Canvas } from "./canvas.ts";
import { listOf, type ListState, pinnedPlace, type Place } from "../state/lists.ts";
import type { FilterField } from "../terminal/filter_field.ts";
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
  readonly fields?: readonly FilterField[];
  readonly pane?: number;
  /** It shows its first rows while it has not the keys, as long as the user has not chosen a row in it. */
  readonly isFeed?: boolean;
  /** For a list of text lines: the texts to search in and to copy. */
  readonly texts?: readonly DrawnText[];
  /** A row without its pointer and mark. The list draws those two columns. */
  row(id: string, width: number, isCursor: boolean): Line;
}

/** The width of a row's pointer and mark. */
export const gutter = 2;

/**
 * Where the cursor and the first visible row of a list are, by the last frame and the keys since.
 * @param isLoose whether new first rows move the cursor of a list in which the user has not chosen a row.
 */
export function placeOf(
  { state, layout }: Canvas,
  name: string,
  ids: readonly string[],
  height: number,
  isLoose = false,
): Place {
  const list = listOf(state.lists, name);
  const before = isLoose && list.selected === undefined ? undefined : layout.lastDrawn(name);
  return pinnedPlace(list, ids, height, before);
}

/** What the layout keeps of the cursor of a list. */
export function drawnAt(
  { state, layout }: Canvas,
  name: string,
  ids: readonly string[],
  height: number,
  place: Place,
) {
  const { moves, filter } = listOf(state.lists, name);
  const before = layout.lastDrawn(name);
  const cursor = ids[place.cursor];
  const isKept = before === undefined || before.moves !== moves || before.filter !== filter;
  const isShifted = !isKept && before.cursor !== undefined && before.cursor !== cursor;
  return { name, ids, height, place, cursor, moves, filter, isShifted };
}

/** The visible rows of a list. No other rows are made. */
export function listRows(canvas: Canvas, given: ListGiven): Line[] {
  const { name, ids, height, isFocused } = given;
  const list = listOf(canvas.state.lists, name);
  const place = placeOf(canvas, name, ids, height, given.isFeed === true && !isFocused);
  const { top, cursor } = place;
  const { sorts = [], columns, fields, texts, pane } = given;
  canvas.layout.add({
    ...drawnAt(canvas, name, ids, height, place),
    sorts,
    ...(columns === undefined ? {} : { columns }),
    ...(fields === undefined ? {} : { fields }),
    // Acts are not about lines of a text.
    ...(texts === undefined ? {} : { texts, isShifted: false }),
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

/** The numbers of rows above and below the visible part, for the head of the pane. */
export function scrollText(
  canvas: Canvas,
  name: string,
  ids: readonly string[],
  height: number,
  isLoose = false,
) {
  const { top } = placeOf(canvas, name, ids, height, isLoose);
  const below = ids.length - top - height;
  const above = top > 0 ? `${canvas.sym.up}${top}` : "";
  return [above, below > 0 ? `${canvas.sym.down}${below}` : ""].filter((it) => it !== "").join(" ");
}
