import type { App } from "../app.ts";
import type { Canvas } from "../components/canvas.ts";
import { symbolsOf } from "../terminal/symbols.ts";

/** The rows outside the body: head, tabs, toast, hints. */
const chromeRows = 4;

export type Room = Pick<Canvas, "t" | "sym" | "width" | "height">;

/** The size of the body in the next frame, for keys that scroll by a page. */
export function bodyOf({ state, t, layout }: App): Room {
  const height = Math.max(1, layout.rows - chromeRows);
  return { t, sym: symbolsOf(state.prefs.isAscii), width: layout.columns, height };
}

/** The number of fields on a page. */
export function formRows(app: App): number {
  return Math.max(2, bodyOf(app).height - 4);
}
