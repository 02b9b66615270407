import type { App } from "../app.ts";
import type { Canvas } from "../components/canvas.ts";
import { boxed } from "../terminal/lines.ts";
import { askLogIn } from "../commands/logging_in.ts";
import { copy } from "../commands/copying.ts";
import type { KeyPress } from "../terminal/input.ts";
import type { OverlayOf } from "../state/overlay.ts";
import { widthOf, wrap } from "../terminal/text.ts";
import { type Line, span } from "../terminal/theme.ts";
import { close, show } from "../commands/overlay.ts";
import type { OverlayScreen } from "./overlay_screen.ts";

type Secret = OverlayOf<"secret">;

/** Shows a new API key. Nobody can see the key again after the box is closed. */
export const secretOverlay: OverlayScreen<"secret"> = { view, onKey };

function view(canvas: Canvas, overlay: Secret): readonly Line[] {
  const { t, width, sym } = canvas;
  const { secretTitle, secretText, secretKeys, secretCopied, secretWarn } = t.keys;
  const longest = Math.max(widthOf(overlay.secret), widthOf(secretText), widthOf(secretWarn)) + 3;
  const inner = Math.max(1, Math.min(longest, width - 2));
  const below = overlay.isCopied
    ? `${sym.succeeded} ${secretCopied}`
    : overlay.isWarned
    ? `${sym.late} ${secretWarn}`
    : secretText;
  const tone = overlay.isCopied ? "ok" : overlay.isWarned ? "warn" : undefined;
  return boxed(canvas, overlay.title ?? secretTitle(overlay.name), [
    ...wrap(overlay.secret, Math.max(1, inner - 2)).map((text): Line => [
      span(" "),
      { text, strong: true },
    ]),
    ...wrap(below, Math.max(1, inner - 2)).map((text): Line => [span(` ${text}`, tone)]),
    [span(` ${secretKeys}`, "dim")],
  ], inner);
}

function onKey(app: App, key: KeyPress, overlay: Secret): void {
  if (key.name === "y") {
    copy(app, overlay.secret, overlay.title ?? app.t.keys.secretTitle(overlay.name));
    return show(app, { ...overlay, isCopied: true });
  }
  if (key.name !== "esc" && key.name !== "enter") return;
  if (overlay.isCopied || overlay.isWarned) {
    close(app);
    // The session ended while the box was open.
    if (app.state.session.status === "out") askLogIn(app, "lapsed");
    return;
  }
  show(app, { ...overlay, isWarned: true });
}
