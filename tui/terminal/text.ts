import stringWidth from "string-width";

// deno-lint-ignore no-control-regex -- they must never reach a row
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;
/**
 * Texts whose characters all take one column and never join with the next: ASCII, box drawing, blocks, and the other
 * glyphs of our own. They need no tables of Unicode, which take 40 ms to load.
 */
const plain = /^[\x20-\x7e·…‖›↑→↓↵\u2500-\u259f■□▰▱▸○◌●◐✓✗]*$/;
let segmenter: Intl.Segmenter | undefined;

function segments(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return segmenter.segment(text);
}

/** Known widths of other texts: measuring one takes 1 to 10 µs, and most rows repeat. */
const known = new Map<string, number>();
const mostKnown = 5000;

/** How many columns a text takes. */
export function widthOf(text: string): number {
  if (plain.test(text)) return text.length;
  let width = known.get(text);
  if (width === undefined) {
    width = stringWidth(text);
    if (known.size >= mostKnown) known.clear();
    known.set(text, width);
  }
  return width;
}

/** Replaces line ends, tabs and other control characters by blanks. */
export function oneLine(text: string): string {
  return plain.test(text) ? text : text.replace(control, " ");
}

/** The part of a text that fits into `width` columns. */
export function clip(text: string, width: number): string {
  if (width <= 0) return "";
  if (plain.test(text)) return text.slice(0, width);
  if (widthOf(text) <= width) return text;
  let used = 0;
  let end = 0;
  for (const { segment, index } of segments(text)) {
    const next = widthOf(segment);
    if (used + next > width) break;
    used += next;
    end = index + segment.length;
  }
  return text.slice(0, end);
}

/** Columns `from` to `to`. Half of a wide character becomes a blank. */
export function sliceColumns(text: string, from: number, to: number): string {
  if (to <= from) return "";
  if (plain.test(text)) return text.slice(Math.max(0, from), to);
  let at = 0;
  let out = "";
  for (const { segment } of segments(text)) {
    const width = widthOf(segment);
    const end = at + width;
    if (at >= to) break;
    if (at >= from && end <= to) out += segment;
    else if (end > from) out += " ".repeat(Math.min(end, to) - Math.max(at, from));
    at = end;
  }
  return out;
}

/** Cuts a text to `width` columns. `mark` shows that a part is missing. */
export function cut(text: string, width: number, mark = "…"): string {
  const line = oneLine(text);
  if (widthOf(line) <= width) return line;
  const markWidth = widthOf(mark);
  return width <= markWidth ? clip(line, width) : clip(line, width - markWidth) + mark;
}

/** A path, an address or the name of a class: its end says the most. */
const pathLike = /^\S*[/\\.]\S*$/;

/** The same, but a path, an address or a class name is cut in the middle, because its end says the most. */
export function cutPath(text: string, width: number, mark = "…"): string {
  const line = oneLine(text);
  const all = widthOf(line);
  const markWidth = widthOf(mark);
  if (all <= width || width < 8 || !pathLike.test(line)) return cut(line, width, mark);
  const head = clip(line, Math.floor((width - markWidth) / 3));
  const room = width - markWidth - widthOf(head);
  // Half of a wide character at the cut becomes a blank.
  return head + mark + sliceColumns(line, all - room, all);
}

/** Cuts a text or fills it with blanks to exactly `width` columns. */
export function pad(text: string, width: number, mark?: string): string {
  const fitting = cut(text, width, mark);
  return fitting + " ".repeat(Math.max(0, width - widthOf(fitting)));
}

/** The same, with the blanks on the left. */
export function padStart(text: string, width: number, mark?: string): string {
  const fitting = cut(text, width, mark);
  return " ".repeat(Math.max(0, width - widthOf(fitting))) + fitting;
}

/** Breaks a text into lines of at most `width` columns, at blanks if there are any. */
export function wrap(text: string, width: number): string[] {
  if (width <= 0) return [];
  return text.split("\n").flatMap((paragraph) => wrapLine(oneLine(paragraph), width));
}

function wrapLine(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (widthOf(rest) > width) {
    const whole = clip(rest, width);
    const blank = whole.lastIndexOf(" ");
    // A character that is wider than `width` gets a line of its own.
    const end = blank > 0 && rest[whole.length] !== " " ? blank : whole.length || 1;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).replace(/^ /, "");
  }
  lines.push(rest);
  return lines;
}

/** Whether the character there takes one column and never joins with another, or the text ends before it. */
export function isPlainAt(text: string, index: number): boolean {
  return plain.test(text[index] ?? "");
}

/** The characters of a text as a reader sees them. */
export function graphemes(text: string): string[] {
  return plain.test(text) ? [...text] : [...segments(text)].map(({ segment }) => segment);
}
