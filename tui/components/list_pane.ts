import type { FilterField } from "../terminal/filter_field.ts";
import { listOf, markedAmong } from "../state/lists.ts";
import { ruleLine, toHeight } from "../terminal/lines.ts";
import { type Line, span } from "../terminal/theme.ts";
import { filterProblem } from "./filter_fields.ts";
import { filterProblemText } from "./filter_text.ts";
import type { Canvas } from "./canvas.ts";
import { listRows, scrollText } from "./list.ts";

/** The rows of a list, and the text that is shown when there are none. */
export interface ListBody<T> {
  /** Its slice in `state.lists`. */
  readonly name: string;
  /** The rows that match the filter, by id; in their order, unless `ids` has it. */
  readonly rows: ReadonlyMap<string, T>;
  /** The ids of the rows in their order: long lists keep them from frame to frame. `rows` may then hold others too. */
  readonly ids?: readonly string[];
  readonly empty: string;
  /** The index of the pane, on a screen with several. */
  readonly pane?: number;
  readonly isFocused?: boolean;
  /** Its first rows are the newest: see `ListGiven`. */
  readonly isFeed?: boolean;
  /** The names of the columns that sort the list. The first sorts by default. */
  readonly sorts?: Readonly<Record<string, string>>;
  /** The fields that the filter knows. */
  readonly fields?: readonly FilterField[];
  /** The columns that fit. */
  readonly columns?: readonly string[];
  row(it: T, width: number): Line;
}

/** A list with its head. */
export interface ListPane<T> extends ListBody<T> {
  readonly title: string | Line;
  /** The text at the right end of the head. */
  readonly right?: string;
  /** Replaces the numbers of rows above and below. */
  readonly scroll?: string;
  /** Rows between the head and the column heads. */
  readonly above?: readonly Line[];
  readonly heads?: Line | undefined;
  /** Below the rows. */
  readonly note?: Line | undefined;
}

/** The number of list rows that fit beside `others` rows; the head of the pane counts as one of the others. */
export function roomFor({ height }: Pick<Canvas, "height">, others: number): number {
  return Math.max(1, height - others);
}

/** A list with its head. It fits a canvas of at least two rows. */
export function listPane<T>(canvas: Canvas, given: ListPane<T>): Line[] {
  const { name, rows, title, right, heads, note, isFocused = true } = given;
  const above = [...given.above ?? [], ...problemLines(canvas, given)];
  const others = 1 + above.length + (heads === undefined ? 0 : 1) + (note === undefined ? 0 : 1);
  const room = roomFor(canvas, others);
  const ids = given.ids ?? [...rows.keys()];
  const isLoose = given.isFeed === true && !isFocused;
  const scroll = given.scroll ?? scrollText(canvas, name, ids, room, isLoose);
  const end = [scroll, sortText(canvas, given), right ?? ""].filter((it) => it !== "").join("  ");
  const body = listBody(canvas, { ...given, ids }, room);
  return [
    ruleLine(canvas, title, end, isFocused),
    ...above,
    ...(heads === undefined ? [] : [heads]),
    ...(note === undefined ? body : [...toHeight(body, room), note]),
  ];
}

/** The visible rows, or one row that says why there are none. */
export function listBody<T>(canvas: Canvas, given: ListBody<T>, height: number): Line[] {
  const { name, rows, empty, pane, columns, fields, sorts = {}, isFocused = true, isFeed } = given;
  const ids = given.ids ?? [...rows.keys()];
  const lines = listRows(canvas, {
    name,
    ids,
    height,
    isFocused,
    sorts: Object.keys(sorts),
    ...(pane === undefined ? {} : { pane }),
    ...(isFeed === undefined ? {} : { isFeed }),
    ...(columns === undefined ? {} : { columns }),
    ...(fields === undefined ? {} : { fields }),
    row: (id, width) => {
      const it = rows.get(id);
      return it === undefined ? [] : given.row(it, width);
    },
  });
  return ids.length > 0 ? lines : [[span(`  ${empty}`, "dim")]];
}

/** Says what the filter has that the list does not know. The word that is being typed is not judged. */
function problemLines({ state, t, sym }: Canvas, { name, fields = [] }: ListBody<unknown>): Line[] {
  const { filter } = listOf(state.lists, name);
  if (filter === "" || fields.length === 0) return [];
  const isTyping = state.overlay.overlay?.kind === "filter";
  const problem = filterProblem(filter, fields, isTyping);
  return problem === undefined
    ? []
    : [[span(`  ${sym.late} ${filterProblemText(problem, fields, t)}`, "warn")]];
}

/** `sort next ↑`; "" for a list that cannot be sorted. */
function sortText({ state, t, sym }: Canvas, { name, sorts = {} }: ListBody<unknown>): string {
  const [usual] = Object.keys(sorts);
  if (usual === undefined) return "";
  const { sort, isReversed } = listOf(state.lists, name);
  return `${t.list.sort(sorts[sort || usual] ?? "")} ${isReversed ? sym.down : sym.up}`;
}

/**
 * `Jobs 3 of 128 · 2 marked /backup`.
 * @param ids of the rows that the filter finds.
 * @param all how many there are without the filter.
 */
export function listTitle(
  canvas: Canvas,
  name: string,
  title: string,
  ids: readonly string[],
  all: number | string,
) {
  const { state, t } = canvas;
  const { filter } = listOf(state.lists, name);
  const count = filter === "" ? String(all) : t.list.filtered(ids.length, all);
  return `${title} ${count}${markedText(canvas, name, ids)}${filter === "" ? "" : ` /${filter}`}`;
}

/** ` · 2 marked`: as many as an act would be about; "" when no row is marked. */
export function markedText(
  { state, t, sym }: Canvas,
  name: string,
  ids: readonly string[],
): string {
  const { length } = markedAmong(listOf(state.lists, name), ids);
  return length > 0 ? ` ${sym.separator} ${t.list.marked(length)}` : "";
}

const mapped = new WeakMap<readonly unknown[], ReadonlyMap<string, unknown>>();

/**
 * Maps things by their ids, as a list needs them. A list of 10,000 takes more than a millisecond, so each array is
 * mapped once: it must not change afterwards, and always have the same `idOf`.
 */
export function byId<T>(things: readonly T[], idOf: (it: T) => string): ReadonlyMap<string, T> {
  let map = mapped.get(things) as ReadonlyMap<string, T> | undefined;
  if (map === undefined) {
    map = new Map(things.map((it) => [idOf(it), it]));
    mapped.set(things, map);
  }
  return map;
}
