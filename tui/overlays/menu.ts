import type { App } from "../app.ts";
import { boxed, type Canvas } from "../canvas.ts";
import { runCommand } from "../commands.ts";
import type { KeyPress } from "../input.ts";
import type { OverlayOf } from "../state/overlay.ts";
import { pad, widthOf } from "../text.ts";
import { type Line, span } from "../theme.ts";
import { close, type OverlayScreen, show } from "./overlay_screen.ts";

type Menu = OverlayOf<"menu">;

export const menuOverlay: OverlayScreen<"menu"> = { view, onKey };

function view(canvas: Canvas, overlay: Menu): readonly Line[] {
  const { width, sym } = canvas;
  const longest = Math.max(widthOf(overlay.title), ...overlay.items.map((it) => widthOf(it.label)));
  const inner = Math.max(1, Math.min(longest + 10, width - 2));
  return boxed(
    canvas,
    overlay.title,
    overlay.items.map(({ key, label }, i): Line => [
      span(i === overlay.selected ? ` ${sym.pointer} ` : "   ", "accent"),
      span(`${key} `, "key"),
      { text: pad(label, Math.max(1, inner - 6)), strong: i === overlay.selected },
    ]),
    inner,
  );
}

async function onKey(app: App, key: KeyPress, overlay: Menu): Promise<void> {
  const { items, selected } = overlay;
  const select = (by: number) =>
    show(app, { ...overlay, selected: (selected + by + items.length) % items.length });
  switch (key.name) {
    case "esc":
    case "q":
      return close(app);
    case "up":
    case "k":
      return select(-1);
    case "down":
    case "j":
    case "tab":
      return select(1);
  }
  const chosen = key.name === "enter" ? items[selected] : items.find((it) => it.key === key.name);
  if (chosen === undefined) return;
  close(app);
  await runCommand(app, chosen.command);
}
