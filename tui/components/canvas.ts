import type { CommandBinding } from "../commands/key_table.ts";
import type { State } from "../state.ts";
import type { ScreenId } from "../state/view.ts";
import type { LayoutDraft } from "../terminal/layout.ts";
import type { Symbols } from "../terminal/symbols.ts";
import type { Texts } from "../texts/mod.ts";

/** A screen that has a number of its own in the second row. */
export interface Tab {
  readonly id: ScreenId;
  readonly tab: number;
}

/** What a screen or a part of one is drawn from: state in, rows out. */
export interface Canvas {
  readonly state: State;
  readonly width: number;
  readonly height: number;
  readonly t: Texts;
  readonly sym: Symbols;
  /** Of the frame that is being drawn: it has the lists that were drawn so far. */
  readonly layout: LayoutDraft;
  /** The tabs of this user, in their order. */
  readonly tabs: readonly Tab[];
  /** The bindings that do something here. Which list has the keys counts, so ask after the body is drawn. */
  offered(): readonly CommandBinding[];
}

/** A part of it. */
export function within(canvas: Canvas, width: number, height: number): Canvas {
  return { ...canvas, width: Math.max(0, width), height: Math.max(0, height) };
}
