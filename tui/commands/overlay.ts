import type { App } from "../app.ts";
import type { Overlay } from "../state/overlay.ts";

export function show(app: App, overlay: Overlay): void {
  app.dispatch({ type: "overlay_shown", overlay });
}

export function close(app: App): void {
  app.dispatch({ type: "overlay_closed" });
}
