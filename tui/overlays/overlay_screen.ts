import type { App } from "../app.ts";
import type { Canvas } from "../components/canvas.ts";
import type { KeyPress } from "../terminal/input.ts";
import type { Overlay, OverlayOf } from "../state/overlay.ts";
import type { Line } from "../terminal/theme.ts";

/** One kind of overlay. It gets all keys while it is open. */
export interface OverlayScreen<K extends Overlay["kind"]> {
  /** The box in the middle of the screen. An overlay that is drawn elsewhere has none. */
  view?(canvas: Canvas, overlay: OverlayOf<K>): readonly Line[] | undefined;
  onKey(app: App, key: KeyPress, overlay: OverlayOf<K>): void | Promise<void>;
}
