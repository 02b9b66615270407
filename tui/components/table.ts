import type { Canvas } from "./canvas.ts";
import { cells } from "../terminal/lines.ts";
import { listOf } from "../state/lists.ts";
import type { FilterField } from "../terminal/filter_field.ts";
import { pad, padStart } from "../terminal/text.ts";
import { type Line, span, type Tone } from "../terminal/theme.ts";
import { gutter } from "./list.ts";
import { listPane, listTitle } from "./list_pane.ts";
import { sortHead } from "./sort_head.ts";

export interface Column<T> {
  readonly head: string;
  /** 0: the column takes the width that is left. */
  readonly width: number;
  /** Narrower terminals do not show the column. */
  readonly from?: number;
  /** What a click on the head sorts by. */
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
  /** The number of rows without the filter. */
  readonly all: number | string;
  readonly columns: readonly Column<T>[];
  readonly sorts: Readonly<Record<string, string>>;
  readonly fields: readonly FilterField[];
  /** The text that is shown when there is no row at all. */
  readonly empty: string;
}

const narrow = 60;
const leastFlexible = 6;

/** A list whose rows are made of columns. It fills the canvas. */
export function table<T>(canvas: Canvas, given: TableGiven<T>): Line[] {
  const { state, t, sym, width, height } = canvas;
  const { name, rows, all, sorts, fields } = given;
  const columns = fitting(given.columns, width);
  const count = typeof all === "number" ? all : Number.parseInt(all);
  const hasHeads = width >= narrow && height >= 4;
  const { filter } = listOf(state.lists, name);
  return listPane(canvas, {
    name,
    rows,
    sorts,
    fields,
    title: listTitle(canvas, name, given.title, [...rows.keys()], all),
    heads: hasHeads ? heads(canvas, name, columns) : undefined,
    empty: count > 0 ? t.list.noneMatch(count, filter) : given.empty,
    row: (it) =>
      cells(
        columns.map(({ text, tone, align, width }) => ({
          text: text(it),
          width,
          tone: tone?.(it),
          ...(align === undefined ? {} : { align }),
        })),
        sym,
      ),
  });
}

function fitting<T>(columns: readonly Column<T>[], width: number): Column<T>[] {
  const there = columns.filter(({ from = 0 }) => width >= from);
  const taken = there.reduce((sum, column) => sum + column.width, there.length - 1 + gutter);
  return there.map((column) =>
    column.width > 0 ? column : { ...column, width: Math.max(leastFlexible, width - taken) }
  );
}

function heads<T>(canvas: Canvas, list: string, columns: readonly Column<T>[]): Line {
  return [
    span("  "),
    ...cells(
      columns.map(({ head: text, width, sort, align }): Line => {
        if (sort === undefined) {
          const fit = align === "right" ? padStart : pad;
          return [span(fit(text, width, canvas.sym.ellipsis), "dim")];
        }
        const aligned = align === undefined ? {} : { align };
        return sortHead(canvas, { list, column: sort, text, width, ...aligned });
      }),
      canvas.sym,
    ),
  ];
}

/** Sorts things and maps them by their ids. @param keyOf the sort key of a thing. */
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
