import type { App } from "../app.ts";
import { found } from "../commands/found.ts";
import { openView } from "../commands/navigation.ts";
import { offeredHere, runCommand } from "../commands/running.ts";
import type { Canvas } from "../components/canvas.ts";
import { goToProfile } from "../commands/profiles.ts";
import type { OverlayOf } from "../state/overlay.ts";
import { currentView } from "../state/view.ts";
import type { KeyPress } from "../terminal/input.ts";
import { boxed } from "../terminal/lines.ts";
import { pad, widthOf } from "../terminal/text.ts";
import { fieldSpans, typeKey } from "../terminal/text_field.ts";
import { type Line, span } from "../terminal/theme.ts";
import { close, show } from "../commands/overlay.ts";
import type { OverlayScreen } from "./overlay_screen.ts";

type Palette = OverlayOf<"palette">;

export const paletteOverlay: OverlayScreen<"palette"> = { view, onKey };

function view(canvas: Canvas, overlay: Palette): readonly Line[] {
  const { t, width, height, sym } = canvas;
  const texts = t.dialogs.palette;
  const inner = Math.max(1, Math.min(72, width - 2));
  const rows = Math.max(1, Math.min(14, height - 6));
  const all = found(canvas, overlay.field.text);
  const selected = Math.min(overlay.selected, Math.max(0, all.length - 1));
  const top = Math.max(0, selected - rows + 1);
  const lines = all.slice(top, top + rows).map(({ text, key, isRefused }, i): Line => {
    const isCursor = top + i === selected;
    const tone = isRefused ? "dim" : undefined;
    const click = { kind: "choice", index: top + i } as const;
    return [
      span(isCursor ? `${sym.pointer} ` : "  ", "accent", click),
      {
        text: pad(text, Math.max(1, inner - 4 - widthOf(key)), sym.ellipsis),
        tone,
        strong: isCursor,
        click,
      },
      span(` ${key} `, "key", click),
    ];
  });
  return boxed(canvas, texts.title, [
    [span(":", "accent"), ...fieldSpans(overlay.field, inner - 2, { isFocused: true })],
    ...(lines.length > 0 ? lines : [[span(`  ${texts.none}`, "dim")]]),
    [span(` ${texts.keys}`, "dim")],
  ], inner);
}

async function onKey(app: App, key: KeyPress, overlay: Palette): Promise<void> {
  const { state, t } = app;
  const all = found({ state, t, offered: () => offeredHere(app) }, overlay.field.text);
  const last = Math.max(0, all.length - 1);
  const select = (selected: number) =>
    show(app, { ...overlay, selected: Math.min(last, Math.max(0, selected)) });
  switch (key.name) {
    case "esc":
      return close(app);
    case "up":
    case "ctrl+p":
      return select(overlay.selected - 1);
    case "down":
    case "ctrl+n":
    case "tab":
      return select(overlay.selected + 1);
    case "enter": {
      const chosen = all[Math.min(overlay.selected, last)];
      close(app);
      if (chosen?.profile !== undefined) goToProfile(app, chosen.profile);
      else if (chosen?.jobId !== undefined) openView(app, "job", chosen.jobId);
      else if (chosen?.goTo !== undefined) {
        const { screen, filter } = chosen.goTo;
        const isHere = currentView(app.state.view).screen === screen;
        if (!isHere) app.dispatch({ type: "view_switched", screen });
        app.dispatch({ type: "list_filtered", list: screen, filter });
      } else if (chosen?.binding !== undefined) await runCommand(app, chosen.binding.command);
      return;
    }
  }
  const field = typeKey(overlay.field, key);
  if (field !== undefined) show(app, { ...overlay, field, selected: 0 });
}
