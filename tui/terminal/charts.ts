import { type Click, type Line, type Span, span } from "./theme.ts";
import type { Symbols } from "./symbols.ts";

/** The height of each block of a row, 0 to 7. The largest value gets the full block. */
export function levels(values: readonly number[], most = Math.max(...values, 0)): number[] {
  return values.map((value) => {
    if (most <= 0 || value <= 0) return 0;
    return Math.min(7, Math.max(0, Math.round((value / most) * 7)));
  });
}

export function sparkline(values: readonly number[], symbols: Symbols): string {
  return levels(values).map((level) => symbols.spark[level] ?? " ").join("");
}

/** A bar that is filled to a share of its width. A share above 1 fills it; one of nothing by nothing leaves it empty. */
export function progressBar(share: number, width: number, symbols: Symbols): string {
  const on = Math.min(width, Math.max(0, Math.round(share * width) || 0));
  return symbols.barOn.repeat(on) + symbols.barOff.repeat(width - on);
}

/** A bar on a time line. @param from where it begins, as a share of the width. */
export function ganttBar(from: number, to: number, width: number, symbols: Symbols): string {
  const start = Math.min(width - 1, Math.max(0, Math.floor(from * width)));
  const end = Math.min(width, Math.max(start + 1, Math.round(to * width)));
  return " ".repeat(start) + symbols.full.repeat(end - start) + " ".repeat(width - end);
}

export interface Column {
  readonly value: number;
  /** The part of `value` that failed. It is drawn from below in the tone `bad`. */
  readonly bad?: number;
}

/** A column chart of several rows, the top row first. */
export function columnChart(columns: readonly Column[], height: number, symbols: Symbols): Line[] {
  const most = Math.max(1, ...columns.map(({ value }) => value));
  return Array.from({ length: height }, (_, row) => {
    const floor = (height - 1 - row) * 8;
    return columns.map(({ value, bad = 0 }): Span => {
      const eighths = Math.ceil((value / most) * height * 8);
      const badEighths = Math.ceil((bad / most) * height * 8);
      const here = Math.min(8, Math.max(0, eighths - floor));
      const text = here === 0 ? " " : symbols.spark[here - 1] ?? " ";
      return span(text, badEighths > floor ? "bad" : "accent");
    });
  });
}

/** One cell of a heat map. */
export function heat(value: number, most: number, symbols: Symbols): string {
  const top = symbols.heat.length - 1;
  const level = value <= 0 || most <= 0 ? 0 : Math.max(1, Math.ceil((value / most) * top));
  return symbols.heat[Math.min(top, level)] ?? " ";
}

/** Joins neighbours that look alike, because painting a row takes time for each piece. */
export function joined(line: Line): Span[] {
  const out: Span[] = [];
  for (const piece of line) {
    const last = out.at(-1);
    if (
      last !== undefined && last.tone === piece.tone && last.inverse === piece.inverse &&
      last.strong === piece.strong && sameClick(last.click, piece.click)
    ) {
      out[out.length - 1] = { ...last, text: last.text + piece.text };
    } else out.push(piece);
  }
  return out;
}

function sameClick(a: Click | undefined, b: Click | undefined): boolean {
  return a === b;
}
