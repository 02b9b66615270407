import type { App } from "../app.ts";
import type { Canvas } from "./canvas.ts";
import type { DrawnText, Layout } from "../terminal/layout.ts";
import { memo } from "../cache/memo.ts";
import { cursorIndex, listOf } from "../state/lists.ts";
import { cut, oneLine, pad, widthOf, wrap } from "../terminal/text.ts";
import { type Line, type Span, span, type Tone } from "../terminal/theme.ts";
import { listRows } from "./list.ts";

/** A row of a text that can be searched and copied. */
export interface TextRow extends DrawnText {
  /** Called for visible rows only. */
  line(): Line;
}

export interface TextGiven {
  readonly name: string;
  readonly rows: readonly TextRow[];
  readonly height: number;
  readonly isFocused: boolean;
  readonly pane?: number;
}

/** The visible rows, with each match of the search highlighted. */
export function textRows(canvas: Canvas, given: TextGiven): Line[] {
  const { name, rows, height, isFocused, pane } = given;
  const needle = listOf(canvas.state.lists, name).filter.toLowerCase();
  const byId = rowsById(rows);
  return listRows(canvas, {
    name,
    ids: idsOf(rows),
    height,
    isFocused,
    texts: rows,
    ...(pane === undefined ? {} : { pane }),
    row: (id) => highlighted(byId.get(id)?.line() ?? [], needle),
  });
}

/** The rows of the text in the last frame. Empty when the list shows no text or is not visible. */
export function shownRows(layout: Layout, name: string): readonly DrawnText[] {
  return layout.lists.get(name)?.texts ?? [];
}

const idsOf = memo((rows: readonly DrawnText[]) => rows.map(({ id }) => id));
const rowsById = memo((rows: readonly TextRow[]) => new Map(rows.map((row) => [row.id, row])));

export const matchesIn = memo((rows: readonly DrawnText[], needle: string): readonly number[] => {
  if (needle === "") return [];
  const lower = needle.toLowerCase();
  return rows.flatMap(({ text }, i) => text.toLowerCase().includes(lower) ? [i] : []);
});

/** `match 1/3` during a search. */
export function matchText(canvas: Canvas, name: string, rows: readonly TextRow[]): string {
  const { state, t } = canvas;
  const list = listOf(state.lists, name);
  if (list.filter === "") return "";
  const found = matchesIn(rows, list.filter);
  if (found.length === 0) return t.execution.noMatch;
  const cursor = cursorIndex(list, idsOf(rows));
  const at = found.filter((index) => index <= cursor).length;
  return t.execution.match(at, found.length);
}

/** Moves to the next match and wraps at the end. With `0` the cursor stays on a row that matches. */
export function jump(app: App, name: string, rows: readonly DrawnText[], by: 1 | 0 | -1): void {
  const list = listOf(app.state.lists, name);
  const found = matchesIn(rows, list.filter);
  const cursor = cursorIndex(list, idsOf(rows));
  const next = by < 0
    ? found.findLast((index) => index < cursor) ?? found.at(-1)
    : found.find((index) => by === 0 ? index >= cursor : index > cursor) ?? found[0];
  const id = rows[next ?? -1]?.id;
  if (id === undefined) return;
  const height = app.layout.lists.get(name)?.height ?? 0;
  // The match is not at the edge, so that the rows around it are visible.
  const row = Math.floor(height / 3);
  app.dispatch({ type: "list_selected", list: name, ids: idsOf(rows), id, row });
}

function highlighted(line: Line, needle: string): Line {
  if (needle === "") return line;
  return line.flatMap((piece): readonly Span[] => {
    const lower = piece.text.toLowerCase();
    // Some characters become longer in lower case, which would shift the matches after them.
    if (lower.length !== piece.text.length || !lower.includes(needle)) return [piece];
    const parts: Span[] = [];
    let at = 0;
    for (let next = lower.indexOf(needle); next >= 0; next = lower.indexOf(needle, at)) {
      if (next > at) parts.push({ ...piece, text: piece.text.slice(at, next) });
      at = next + needle.length;
      parts.push({
        ...piece,
        text: piece.text.slice(next, at),
        tone: "match",
        inverse: true,
        codes: undefined,
      });
    }
    if (at < piece.text.length) parts.push({ ...piece, text: piece.text.slice(at) });
    return parts;
  });
}

/** `label      value`, with the value on as many rows as it needs. */
export function fieldRows(
  id: string,
  label: string,
  value: string,
  { width, labelWidth, tone }: { width: number; labelWidth: number; tone?: Tone | undefined },
): TextRow[] {
  const room = Math.max(1, width - labelWidth - 3);
  return wrap(value, room).map((part, i): TextRow => ({
    id: i === 0 ? id : `${id}.${i}`,
    text: part,
    line: () => [
      span(` ${pad(i === 0 ? label : "", labelWidth)} `, "dim"),
      span(part, tone),
    ],
  }));
}

export function headRow(id: string, text: string): TextRow {
  return { id, text, line: () => [span(` ${text}`, "title")] };
}

export function plainRows(id: string, text: string, width: number, tone?: Tone): TextRow[] {
  return wrap(text, Math.max(1, width - 2)).map((part, i) => ({
    id: `${id}.${i}`,
    text: part,
    line: () => [span(` ${part}`, tone)],
  }));
}

/** A value as JSON, on several rows. A text that holds JSON is formatted too. */
export function jsonRows(id: string, value: unknown, width: number): TextRow[] {
  const text = typeof value === "string" ? prettyText(value) : JSON.stringify(value, null, 2);
  return plainRows(id, text ?? "", width);
}

function prettyText(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? JSON.stringify(value, null, 2) : text;
  } catch {
    return text;
  }
}

/** The width of the widest label. */
export function widestOf(labels: readonly string[]): number {
  return Math.max(0, ...labels.map(widthOf));
}

/** A value within a row: a text without quotes, any other value as JSON. */
export function shortValue(value: unknown, most: number): string {
  const text = typeof value === "string" ? value : JSON.stringify(value) ?? "";
  return cut(oneLine(text), most);
}
