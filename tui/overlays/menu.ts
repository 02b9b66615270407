import type { App } from "../app.ts";
import { perform } from "../commands/performing.ts";
import { runCommand } from "../commands/running.ts";
import type { Canvas } from "../components/canvas.ts";
import { boxed } from "../terminal/lines.ts";
import type { KeyPress } from "../terminal/input.ts";
import type { OverlayOf } from "../state/overlay.ts";
import { pad, widthOf } from "../terminal/text.ts";
import { type Line, span } from "../terminal/theme.ts";
import { askNote, isNoted } from "./note.ts";
import { pick } from "./picker.ts";
import { close, show } from "../commands/overlay.ts";
import type { OverlayScreen } from "./overlay_screen.ts";

type Menu = OverlayOf<"menu">;

export const menuOverlay: OverlayScreen<"menu"> = { view, onKey };

function view(canvas: Canvas, overlay: Menu): readonly Line[] {
  const { width, height, sym } = canvas;
  const longest = Math.max(widthOf(overlay.title), ...overlay.items.map((it) => widthOf(it.label)));
  // The user's own keys may have longer names.
  const keys = Math.max(1, ...overlay.items.map((it) => widthOf(it.key)));
  const inner = Math.max(1, Math.min(longest + 9 + keys, width - 2));
  const rows = Math.max(1, height - 2);
  const top = Math.max(0, overlay.selected - rows + 1);
  const lines = overlay.items.map(({ key, label }, index): Line => {
    const click = { kind: "choice", index } as const;
    const strong = index === overlay.selected;
    return [
      span(strong ? ` ${sym.pointer} ` : "   ", "accent", click),
      span(`${pad(key, keys)} `, "key", click),
      { text: pad(label, Math.max(1, inner - 5 - keys)), strong, click },
    ];
  });
  return boxed(canvas, overlay.title, lines.slice(top, top + rows), inner);
}

async function onKey(app: App, key: KeyPress, overlay: Menu): Promise<void> {
  const { items, selected } = overlay;
  const select = (by: number) =>
    show(app, { ...overlay, selected: (selected + by + items.length) % items.length });
  // The letter of a choice goes before the letters that move: "j" takes JSON.
  const named = items.find((it) => it.key === key.name);
  if (named === undefined) {
    switch (key.name) {
      case "esc":
      case "q":
        return back(app, overlay);
      case "up":
      case "k":
        return select(-1);
      case "down":
      case "j":
      case "tab":
        return select(1);
    }
  }
  const chosen = key.name === "enter" ? items[selected] : named;
  if (chosen === undefined) return;
  const { act, command, isNoted: isAsked, pick: picked } = chosen;
  if (command === "" && act === undefined && picked === undefined) return back(app, overlay);
  close(app);
  if (picked !== undefined) pick(app, picked.about, picked.value);
  else if (isAsked && act !== undefined && isNoted(act)) askNote(app, chosen.label, act);
  else if (act !== undefined) await perform(app, act);
  else await runCommand(app, command);
}

function back(app: App, { behind }: Menu): void {
  if (behind === undefined) close(app);
  else show(app, behind);
}
