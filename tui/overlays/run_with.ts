import type { App } from "../app.ts";
import { perform } from "../commands/performing.ts";
import type { Canvas } from "../components/canvas.ts";
import { boxed } from "../terminal/lines.ts";
import type { KeyPress } from "../terminal/input.ts";
import type { OverlayOf } from "../state/overlay.ts";
import { pad, widthOf } from "../terminal/text.ts";
import { fieldSpans, typeKey } from "../terminal/text_field.ts";
import { type Line, span } from "../terminal/theme.ts";
import { close, show } from "../commands/overlay.ts";
import type { OverlayScreen } from "./overlay_screen.ts";

type RunWith = OverlayOf<"run_with">;

const order = ["args", "reason"] as const;

export const runWithOverlay: OverlayScreen<"run_with"> = { view, onKey };

function view(canvas: Canvas, overlay: RunWith): readonly Line[] {
  const { t, width, sym } = canvas;
  const texts = t.dialogs.runWith;
  const inner = Math.max(1, Math.min(72, width - 2));
  const label = Math.max(widthOf(texts.args), widthOf(texts.reason)) + 2;
  return boxed(canvas, overlay.title, [
    ...order.map((name): Line => {
      const isFocused = overlay.focus === name;
      return [
        span(` ${isFocused ? sym.pointer : " "}`, "accent"),
        span(pad(texts[name], label), isFocused ? "title" : "dim"),
        ...fieldSpans(overlay[name], Math.max(1, inner - label - 3), { isFocused }),
      ];
    }),
    [span(` ${overlay.error}`, "bad")],
    [span(` ${texts.keys}`, "dim")],
  ], inner);
}

async function onKey(app: App, key: KeyPress, overlay: RunWith): Promise<void> {
  switch (key.name) {
    case "esc":
      return close(app);
    case "tab":
    case "shift+tab":
    case "up":
    case "down":
      return show(app, { ...overlay, focus: overlay.focus === "args" ? "reason" : "args" });
    case "enter": {
      const args = argumentsOf(overlay.args.text);
      if (args === undefined) {
        return show(app, { ...overlay, focus: "args", error: app.t.dialogs.runWith.notAnArray });
      }
      close(app);
      const reason = overlay.reason.text.trim();
      const body = { pub_args: args, ...(reason === "" ? {} : { reason }) };
      await perform(app, { kind: "run_jobs", jobIds: overlay.jobIds, body });
      return;
    }
  }
  const field = typeKey(overlay[overlay.focus], key);
  if (field !== undefined) show(app, { ...overlay, [overlay.focus]: field, error: "" });
}

function argumentsOf(text: string): unknown[] | undefined {
  try {
    const args = JSON.parse(text.trim() === "" ? "[]" : text);
    return Array.isArray(args) ? args : undefined;
  } catch {
    return undefined;
  }
}
