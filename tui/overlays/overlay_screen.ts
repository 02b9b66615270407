import type { App } from "../app.ts";
import type { Canvas } from "../components/canvas.ts";
import type { KeyPress } from "../terminal/input.ts";
import type { Overlay, OverlayOf } from "../state/overlay.ts";
import type { Line } from "../terminal/theme.ts";

/** One kind of overlay: it has all keys while it is there. */
export interface OverlayScreen<K extends Overlay["kind"]> {
  /** A box for the middle of the screen; not there for what is drawn elsewhere. */
  view?(canvas: Canvas, overlay: OverlayOf<K>): readonly Line[];
  onKey(app: App, key: KeyPress, overlay: OverlayOf<K>): void | Promise<void>;
}

export function show(app: App, overlay: Overlay): void {
  app.dispatch({ type: "overlay_shown", overlay });
}

export function close(app: App): void {
  app.dispatch({ type: "overlay_closed" });
}
