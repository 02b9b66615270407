import type { Canvas } from "./canvas.ts";
import { cells, ruleLine } from "../terminal/lines.ts";
import { listOf } from "../state/lists.ts";
import { pad, padStart } from "../terminal/text.ts";
import { type Click, type Line, type Span, span, type Tone } from "../terminal/theme.ts";
import { gutter, listRows, scrollText } from "./list.ts";

export interface Column<T> {
  readonly head: string;
  /** 0 takes what is left. */
  readonly width: number;
  /** Narrower terminals do without it. */
  readonly from?: number;
  /** What the list is sorted by when its head is clicked. */
  readonly sort?: string;
  readonly align?: "right";
  text(it: T): string;
  tone?(it: T): Tone | undefined;
}

export interface TableGiven<T> {
  /** Its slice in `state.lists`. */
  readonly name: string;
  readonly title: string;
  /** The rows in their order. */
  readonly rows: ReadonlyMap<string, T>;
  /** How many there are without the filter. */
  readonly all: number;
  readonly columns: readonly Column<T>[];
  readonly sorts: Readonly<Record<string, string>>;
  /** What is said when there are none at all. */
  readonly empty: string;
}

const narrow = 60;
const leastFlexible = 6;

/** A list with a head, heads of columns, and its window of rows: fills the canvas. */
export function table<T>(canvas: Canvas, given: TableGiven<T>): Line[] {
  const { state, t, sym, width, height } = canvas;
  const list = listOf(state.lists, given.name);
  const ids = [...given.rows.keys()];
  const columns = fitting(given.columns, width);
  const hasHeads = width >= narrow && height >= 4;
  const room = Math.max(1, height - (hasHeads ? 2 : 1));
  const [firstSort = ""] = Object.keys(given.sorts);
  const sort = given.sorts[list.sort || firstSort] ?? "";
  const arrow = list.isReversed ? sym.down : sym.up;
  const marked = list.marks.size > 0 ? ` ${sym.separator} ${t.list.marked(list.marks.size)}` : "";
  const count = list.filter === "" ? String(given.all) : t.list.filtered(ids.length, given.all);
  const filter = list.filter === "" ? "" : ` /${list.filter}`;
  const right = [scrollText(canvas, given.name, ids, room), `${t.list.sort(sort)} ${arrow}`]
    .filter((it) => it !== "").join("  ");
  const body = listRows(canvas, {
    name: given.name,
    ids,
    height: room,
    isFocused: true,
    sorts: Object.keys(given.sorts),
    row: (id) => {
      const it = given.rows.get(id);
      return it === undefined ? [] : cells(
        columns.map(({ text, tone, align, width }) => ({
          text: text(it),
          width,
          tone: tone?.(it),
          ...(align === undefined ? {} : { align }),
        })),
        sym,
      );
    },
  });
  const none = given.all > 0 ? t.list.noneMatch(given.all, list.filter) : given.empty;
  return [
    ruleLine(canvas, `${given.title} ${count}${marked}${filter}`, right, true),
    ...(hasHeads ? [heads(canvas, given.name, columns)] : []),
    ...(ids.length > 0 ? body : [[span(`  ${none}`, "dim")]]),
  ];
}

function fitting<T>(columns: readonly Column<T>[], width: number): Column<T>[] {
  const there = columns.filter(({ from = 0 }) => width >= from);
  const taken = there.reduce((sum, column) => sum + column.width, there.length - 1 + gutter);
  return there.map((column) =>
    column.width > 0 ? column : { ...column, width: Math.max(leastFlexible, width - taken) }
  );
}

function heads<T>({ sym }: Canvas, list: string, columns: readonly Column<T>[]): Line {
  return [
    span("  "),
    ...cells(
      columns.map(({ head, width, sort, align }): Span[] => {
        const fit = align === "right" ? padStart : pad;
        const click: Click | undefined = sort === undefined
          ? undefined
          : { kind: "sort", list, column: sort };
        return [{ text: fit(head, width, sym.ellipsis), tone: "dim", click }];
      }),
      sym,
    ),
  ];
}

/** Things filtered and in order, by their ids. @param keyOf what a column sorts by. */
export function inOrder<T>(
  things: Iterable<readonly [string, T]>,
  isReversed: boolean,
  keyOf: (it: T) => string | number,
): Map<string, T> {
  const sign = isReversed ? -1 : 1;
  const keyed = [...things].map(([id, it]) => ({ id, it, key: keyOf(it) }));
  keyed.sort((a, b) => a.key === b.key ? (a.id < b.id ? -1 : 1) : a.key < b.key ? -sign : sign);
  return new Map(keyed.map(({ id, it }) => [id, it]));
}
