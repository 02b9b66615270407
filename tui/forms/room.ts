import type { App } from "../app.ts";
import type { Canvas } from "../terminal/canvas.ts";
import { symbolsOf } from "../terminal/symbols.ts";

/** Head, tabs, what was done, hints. */
const chromeRows = 4;

/** The body's canvas as the next frame will have it: for keys that scroll by what is drawn. */
export function bodyCanvas(app: App): Canvas {
  const { state, t, layout } = app;
  return {
    state,
    width: layout.columns,
    height: Math.max(1, layout.rows - chromeRows),
    t,
    sym: symbolsOf(state.prefs.isAscii),
    layout,
  };
}

/** How many fields a page is. */
export function formRows(app: App): number {
  return Math.max(2, bodyCanvas(app).height - 4);
}
