import type { App } from "../app.ts";
import type { Canvas } from "../components/canvas.ts";
import { symbolsOf } from "../terminal/symbols.ts";

/** Rows that are not the body: head, tabs, toast, hints. */
const chromeRows = 4;

export type Room = Pick<Canvas, "t" | "sym" | "width" | "height">;

/** The body as the next frame will have it: for keys that scroll by what is drawn. */
export function bodyOf({ state, t, layout }: App): Room {
  const height = Math.max(1, layout.rows - chromeRows);
  return { t, sym: symbolsOf(state.prefs.isAscii), width: layout.columns, height };
}

/** How many fields a page is. */
export function formRows(app: App): number {
  return Math.max(2, bodyOf(app).height - 4);
}
