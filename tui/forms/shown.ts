import { clean } from "../terminal/clean.ts";
import type { Canvas } from "../components/canvas.ts";
import { graphemes } from "../terminal/text.ts";
import type { TextField } from "../terminal/text_field.ts";

/**
 * A field as it may be drawn. A form holds the record's texts unchanged, so that it sends them back as they came. Each
 * character that a terminal should not get, such as a line end, becomes a mark.
 */
export function shownField(field: TextField, { sym }: Pick<Canvas, "sym">): TextField {
  if (/^[\x20-\x7e]*$/.test(field.text)) return field;
  const parts = graphemes(field.text).map((part) => shownPart(part, sym.newline));
  return { text: parts.join(""), cursor: field.cursor };
}

function shownPart(part: string, newline: string): string {
  if (/^\r?\n$|^\r$/.test(part)) return newline;
  const cleaned = clean(part);
  return cleaned === part && part !== "\t" ? part : "·";
}

/** A value on one line, for comparisons. */
export function shownText(text: string): string {
  return clean(text).replace(/\n/g, "\\n").replace(/\t/g, "\\t");
}

export function shownJson(value: unknown): string {
  return typeof value === "string" ? shownText(value) : shownText(JSON.stringify(value) ?? "");
}
