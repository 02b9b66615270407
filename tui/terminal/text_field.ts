// deno-lint-ignore-file no-control-regex -- a paste may contain control characters
import type { KeyPress } from "./input.ts";
import { graphemes, widthOf } from "./text.ts";
import { type Span, span } from "./theme.ts";

/** A line of input. The cursor counts graphemes, so that it is never inside a character. */
export interface TextField {
  readonly text: string;
  readonly cursor: number;
}

export const emptyField: TextField = { text: "", cursor: 0 };

export function fieldOf(text: string): TextField {
  return { text, cursor: graphemes(text).length };
}

/** @returns the field after a key; `undefined`: a field does not use this key. */
export function typeKey(field: TextField, key: KeyPress): TextField | undefined {
  const parts = graphemes(field.text);
  const at = Math.min(field.cursor, parts.length);
  const moved = (cursor: number) => ({ text: field.text, cursor });
  const without = (from: number, to: number) => ({
    text: [...parts.slice(0, from), ...parts.slice(to)].join(""),
    cursor: from,
  });
  if (key.text !== undefined) return insert(field, key.text);
  switch (key.name) {
    case "left":
    case "ctrl+b":
      return moved(Math.max(0, at - 1));
    case "right":
    case "ctrl+f":
      return moved(Math.min(parts.length, at + 1));
    case "home":
    case "ctrl+a":
      return moved(0);
    case "end":
    case "ctrl+e":
      return moved(parts.length);
    case "backspace":
    case "ctrl+h":
      return at === 0 ? field : without(at - 1, at);
    case "delete":
    case "ctrl+d":
      return at === parts.length ? field : without(at, at + 1);
    case "ctrl+u":
      return without(0, at);
    case "ctrl+k":
      return { ...without(at, parts.length), cursor: at };
    case "ctrl+w":
      return without(wordStart(parts, at), at);
    case "alt+left":
    case "ctrl+left":
      return moved(wordStart(parts, at));
    default:
      return undefined;
  }
}

/** Inserts typed or pasted text as one line. A line end behind the last line came along with the copied line. */
export function insert(field: TextField, text: string): TextField {
  const line = text.replace(/[\r\n]+$/, "").replace(/\r?\n|\r|\t/g, " ").replace(
    /[\u0000-\u001f\u007f-\u009f]/g,
    "",
  );
  const parts = graphemes(field.text);
  const at = Math.min(field.cursor, parts.length);
  const before = parts.slice(0, at).join("") + line;
  const after = parts.slice(at).join("");
  // Counted anew, because the typed text may join the character before it.
  return { text: before + after, cursor: graphemes(before).length };
}

function wordStart(parts: readonly string[], at: number): number {
  let start = at;
  while (start > 0 && parts[start - 1] === " ") start--;
  while (start > 0 && parts[start - 1] !== " ") start--;
  return start;
}

/** Draws a field, scrolled so that the cursor is visible. @param mask shown for each character of a password. */
export function fieldSpans(
  field: TextField,
  width: number,
  { isFocused, mask }: { readonly isFocused: boolean; readonly mask?: string },
): Span[] {
  const parts = graphemes(field.text).map((part) => mask ?? part);
  const at = Math.min(field.cursor, parts.length);
  let start = at;
  let taken = widthOf(parts[at] ?? " ");
  while (start > 0 && taken + widthOf(parts[start - 1] ?? "") <= width) {
    taken += widthOf(parts[start - 1] ?? "");
    start--;
  }
  let used = 0;
  let end = start;
  while (end < parts.length && used + widthOf(parts[end] ?? "") <= width) {
    used += widthOf(parts[end] ?? "");
    end++;
  }
  const blanks = (count: number) => " ".repeat(Math.max(0, count));
  if (!isFocused) return [span(parts.slice(start, end).join("") + blanks(width - used))];
  const cursor = parts[at] ?? " ";
  const isInside = at < end;
  return [
    span(parts.slice(start, Math.min(at, end)).join("")),
    { text: cursor, inverse: true },
    span(parts.slice(at + 1, Math.max(at + 1, end)).join("")),
    span(blanks(width - used - (isInside ? 0 : 1))),
  ];
}
