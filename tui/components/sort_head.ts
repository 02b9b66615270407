import { sortKeys } from "../keys/sort_keys.ts";
import { cut, pad, padStart, widthOf } from "../terminal/text.ts";
import { type Click, type Line, span } from "../terminal/theme.ts";
import type { Canvas } from "./canvas.ts";

/** The head of a column that sorts its list. */
export interface SortHead {
  /** Its slice in `state.lists`. */
  readonly list: string;
  /** The keys of the list: without it, those under its name. */
  readonly keys?: keyof typeof sortKeys;
  readonly column: string;
  readonly text: string;
  readonly width: number;
  readonly align?: "right";
}

/**
 * The head of a column with the key that sorts by it: a letter of the head, or behind it where the head has no such
 * letter. Where there is no room for both, the head is cut and not the key.
 */
export function sortHead({ sym }: Canvas, given: SortHead): Line {
  const { list, keys = list, column, text, width, align } = given;
  const click: Click = { kind: "sort", list, column };
  const dim = (part: string) => span(part, "dim", click);
  const key = keyOf(keys, column);
  const at = key === "" ? -1 : text.toUpperCase().indexOf(key);
  const isWithin = at >= 0 && widthOf(text) <= width;
  const room = width - 2;
  if (!isWithin && (key === "" || room < 1)) {
    return [dim((align === "right" ? padStart : pad)(text, width, sym.ellipsis))];
  }
  const shown = isWithin ? text : `${cut(text, room, sym.ellipsis)} ${key}`;
  const mark = isWithin ? at : shown.length - 1;
  const filler = " ".repeat(Math.max(0, width - widthOf(shown)));
  return [
    dim(`${align === "right" ? filler : ""}${shown.slice(0, mark)}`),
    span(shown.slice(mark, mark + 1), "key", click),
    dim(`${shown.slice(mark + 1)}${align === "right" ? "" : filler}`),
  ];
}

function keyOf(list: string, column: string): string {
  const all: Readonly<Record<string, Readonly<Record<string, string>>>> = sortKeys;
  return all[list]?.[column] ?? "";
}
