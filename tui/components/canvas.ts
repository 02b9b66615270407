import type { CommandBinding } from "../keys/key_table.ts";
import type { State } from "../state.ts";
import type { LayoutDraft } from "../terminal/layout.ts";
import type { Symbols } from "../terminal/symbols.ts";
import type { Texts } from "../texts/mod.ts";

/** What a screen or a pane is drawn from: state in, rows out. */
export interface Canvas {
  readonly state: State;
  readonly width: number;
  readonly height: number;
  readonly t: Texts;
  readonly sym: Symbols;
  /** The layout of this frame: it has the lists that are drawn so far. */
  readonly layout: LayoutDraft;
  /** The bindings of this screen. They depend on the focused list, so call this after the body is drawn. */
  offered(): readonly CommandBinding[];
}

/** A part of a canvas. */
export function within(canvas: Canvas, width: number, height: number): Canvas {
  return { ...canvas, width: Math.max(0, width), height: Math.max(0, height) };
}
