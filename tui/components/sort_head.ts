import { sortKeys } from "../keys/sort_keys.ts";
import { pad, widthOf } from "../terminal/text.ts";
import { type Click, type Line, span } from "../terminal/theme.ts";
import type { Canvas } from "./canvas.ts";

/** The head of a column with the key that sorts by it: a letter of the head, or behind it where there is room. */
export function sortHead(
  { sym }: Canvas,
  list: keyof typeof sortKeys,
  column: string,
  text: string,
  width: number,
): Line {
  const click: Click = { kind: "sort", list, column };
  const keys: Readonly<Record<string, string>> = sortKeys[list];
  const key = keys[column] ?? "";
  const at = key === "" ? -1 : text.toUpperCase().indexOf(key);
  const dim = (part: string) => span(part, "dim", click);
  if (at >= 0 && widthOf(text) <= width) {
    const rest = pad(text.slice(at + 1), width - widthOf(text.slice(0, at + 1)));
    return [dim(text.slice(0, at)), span(text[at] ?? "", "key", click), dim(rest)];
  }
  const room = width - widthOf(text) - 2;
  if (key === "" || room < 0) return [dim(pad(text, width, sym.ellipsis))];
  return [dim(`${text} `), span(key, "key", click), dim(" ".repeat(room))];
}
