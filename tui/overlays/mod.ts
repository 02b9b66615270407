import type { App } from "../app.ts";
import type { Canvas } from "../components/canvas.ts";
import type { KeyPress } from "../terminal/input.ts";
import type { Overlay } from "../state/overlay.ts";
import type { Click, Line } from "../terminal/theme.ts";
import { columnsOverlay } from "./columns.ts";
import { confirmOverlay } from "./confirm.ts";
import { filterOverlay } from "./filter_line.ts";
import { helpOverlay } from "./help.ts";
import { loginOverlay } from "./login.ts";
import { menuOverlay } from "./menu.ts";
import { namingOverlay } from "./naming.ts";
import { noteOverlay } from "./note.ts";
import type { OverlayScreen } from "./overlay_screen.ts";
import { paletteOverlay } from "./palette.ts";
import { pausingOverlay } from "./pausing.ts";
import { pickerOverlay } from "./picker.ts";
import { runWithOverlay } from "./run_with.ts";
import { secretOverlay } from "./secret.ts";

const overlays: { readonly [K in Overlay["kind"]]: OverlayScreen<K> } = {
  login: loginOverlay,
  confirm: confirmOverlay,
  filter: filterOverlay,
  palette: paletteOverlay,
  help: helpOverlay,
  run_with: runWithOverlay,
  menu: menuOverlay,
  picker: pickerOverlay,
  columns: columnsOverlay,
  naming: namingOverlay,
  secret: secretOverlay,
  note: noteOverlay,
  pausing: pausingOverlay,
};

/** The screen for the kind of an overlay. The type of the table ensures that they match. */
function of(overlay: Overlay): OverlayScreen<Overlay["kind"]> {
  return overlays[overlay.kind] as OverlayScreen<Overlay["kind"]>;
}

export function overlayBox(canvas: Canvas, overlay: Overlay): readonly Line[] | undefined {
  return of(overlay).view?.(canvas, overlay);
}

/** A click on a choice takes the choice. Other places of the box stand for a key. */
export function overlayClick(app: App, click: Click, overlay: Overlay): void | Promise<void> {
  if (click.kind === "press") return overlayKey(app, { name: click.key }, overlay);
  if (click.kind !== "choice" || !("selected" in overlay)) return;
  const selected = { ...overlay, selected: click.index };
  app.dispatch({ type: "overlay_shown", overlay: selected });
  return overlayKey(app, { name: "enter" }, selected);
}

export function overlayKey(app: App, key: KeyPress, overlay: Overlay): void | Promise<void> {
  return of(overlay).onKey(app, key, overlay);
}
