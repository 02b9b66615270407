import type { App } from "../app.ts";
import type { Canvas } from "../components/canvas.ts";
import type { KeyPress } from "../terminal/input.ts";
import type { OverlayOf } from "../state/overlay.ts";
import { fieldSpans, typeKey } from "../terminal/text_field.ts";
import { type Line, span } from "../terminal/theme.ts";
import { close, show } from "../commands/overlay.ts";
import type { OverlayScreen } from "./overlay_screen.ts";

/** The row in place of the hints while the user types a filter. */
export function filterLine({ t, width }: Canvas, overlay: OverlayOf<"filter">): Line {
  const { keys, hint } = t.dialogs.filter;
  const room = Math.max(10, Math.min(40, width - 30));
  return [
    span("/", "accent"),
    ...fieldSpans(overlay.field, Math.min(room, width - 1), { isFocused: true }),
    span(`  ${overlay.field.text === "" ? hint : keys}`, "dim"),
  ];
}

export const filterOverlay: OverlayScreen<"filter"> = { onKey };

function onKey(app: App, key: KeyPress, overlay: OverlayOf<"filter">): void {
  const { list } = overlay;
  if (key.name === "enter") return close(app);
  if (key.name === "esc") {
    app.dispatch({ type: "list_filtered", list, filter: "" });
    return close(app);
  }
  if (key.name === "up" || key.name === "down") {
    const drawn = app.layout.lists.get(list);
    if (drawn === undefined) return;
    const { ids, height, place } = drawn;
    const by = key.name === "up" ? -1 : 1;
    return app.dispatch({ type: "list_moved", list, ids, height, place, by });
  }
  const field = typeKey(overlay.field, key);
  if (field === undefined) return;
  show(app, { ...overlay, field });
  app.dispatch({ type: "list_filtered", list, filter: field.text });
}
