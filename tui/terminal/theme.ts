import type { PaintedRow } from "./painter.ts";
import { oneLine, sliceColumns, widthOf } from "./text.ts";

/** The meaning of a text. The theme decides how it looks. */
export type Tone =
  | "plain"
  | "dim"
  | "title"
  | "accent"
  | "key"
  | "ok"
  | "bad"
  | "warn"
  | "running"
  | "paused"
  | "match"
  | "rule";

export const themeNames = ["dark", "light", "mono"] as const;
export type ThemeName = typeof themeNames[number];

type Theme = { readonly [T in Tone]: string };

const mono: Theme = {
  plain: "",
  dim: "2",
  title: "1",
  accent: "1",
  key: "1",
  ok: "",
  bad: "1",
  warn: "1",
  running: "1",
  paused: "2",
  match: "4",
  rule: "2",
};

const themes: { readonly [N in ThemeName]: Theme } = {
  // The sixteen colours of the terminal, because its user has made them readable.
  dark: {
    ...mono,
    accent: "36",
    key: "36",
    ok: "32",
    bad: "91",
    warn: "33",
    running: "94",
    paused: "2",
    match: "4;33",
  },
  // Yellow and cyan cannot be read on white.
  light: {
    ...mono,
    accent: "34",
    key: "34",
    ok: "38;5;28",
    bad: "31",
    warn: "38;5;130",
    running: "34",
    match: "4;35",
  },
  mono,
};

/** What a click on a part of a row does, as data. */
export type Click =
  | { readonly kind: "row"; readonly list: string; readonly id: string }
  | { readonly kind: "command"; readonly command: string }
  | { readonly kind: "sort"; readonly list: string; readonly column: string }
  /** In an overlay: takes a choice, or does what the key of that name does. */
  | { readonly kind: "choice"; readonly index: number }
  | { readonly kind: "press"; readonly key: string };

/** A part of a row with one tone. */
export interface Span {
  readonly text: string;
  readonly tone?: Tone | undefined;
  readonly strong?: boolean;
  /** The SGR parameters that a program gave its output. They go before the tone, where the theme has colours. */
  readonly codes?: string | undefined;
  /** Shows the cursor. Terminals without colours can show it too. */
  readonly inverse?: boolean;
  readonly click?: Click | undefined;
}

/** One row of the screen, before it is painted. */
export type Line = readonly Span[];

export function span(text: string, tone?: Tone, click?: Click): Span {
  return { text, tone, click };
}

export function lineWidth(line: Line): number {
  return line.reduce((sum, { text }) => sum + widthOf(text), 0);
}

/** Columns `from` to `to` of a row, filled with blanks. */
export function sliceLine(line: Line, from: number, to: number): Span[] {
  const out: Span[] = [];
  let at = 0;
  for (const piece of line) {
    const end = at + widthOf(piece.text);
    if (end > from && at < to) {
      const isWhole = at >= from && end <= to;
      const text = isWhole ? piece.text : sliceColumns(piece.text, from - at, to - at);
      out.push(isWhole ? piece : { ...piece, text });
    }
    at = end;
    if (at >= to) break;
  }
  const missing = to - Math.max(at, from);
  if (missing > 0) out.push({ text: " ".repeat(missing), inverse: out.at(-1)?.inverse ?? false });
  return out;
}

/** A row of exactly `width` columns. `mark` at its end shows that visible text did not fit. */
export function fitLine(line: Line, width: number, mark: string): Span[] {
  const whole = lineWidth(line);
  const markWidth = widthOf(mark);
  if (whole <= width || width <= markWidth) return sliceLine(line, 0, width);
  const beyond = sliceLine(line, width, whole);
  if (beyond.every(({ text }) => text.trim() === "")) return sliceLine(line, 0, width);
  const shown = sliceLine(line, 0, width - markWidth);
  return [...shown, { ...shown.at(-1), text: mark }];
}

/** Puts each text on one line: an error of the server may have several, which would shift all rows below. */
function flat(line: Line): Line {
  if (line.every(({ text }) => oneLine(text) === text)) return line;
  return line.map((piece) => ({ ...piece, text: oneLine(piece.text) }));
}

/** Paints a row: at most `width` columns wide, without the blanks at its end. */
export function paint(
  line: Line,
  width: number,
  themeName: ThemeName,
  isFaded = false,
): PaintedRow {
  const theme = themes[themeName];
  const pieces = sliceLine(flat(line), 0, width);
  for (let end = pieces.pop(); end !== undefined; end = pieces.pop()) {
    const text = end.inverse ? end.text : end.text.trimEnd();
    if (text === "") continue;
    pieces.push({ ...end, text });
    break;
  }
  const painted: { text: string; codes: string }[] = [];
  for (const { text, tone = "plain", strong, inverse, codes: given } of pieces) {
    const own = themeName === "mono" ? undefined : given;
    const colour = isFaded && tone !== "title" ? "2" : own ?? theme[tone];
    const codes = joinedCodes(joinedCodes(colour, strong ? "1" : ""), inverse ? "7" : "");
    const last = painted.at(-1);
    if (last?.codes === codes) last.text += text;
    else if (text !== "") painted.push({ text, codes });
  }
  return painted;
}

function joinedCodes(one: string, other: string): string {
  return one === "" || other === "" ? one + other : `${one};${other}`;
}
