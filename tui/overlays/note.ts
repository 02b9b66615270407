import type { App } from "../app.ts";
import { close, show } from "../commands/overlay.ts";
import { perform } from "../commands/performing.ts";
import type { Canvas } from "../components/canvas.ts";
import type { Act, NotedAct } from "../state/act.ts";
import type { OverlayOf } from "../state/overlay.ts";
import type { KeyPress } from "../terminal/input.ts";
import { boxed } from "../terminal/lines.ts";
import { widthOf, wrap } from "../terminal/text.ts";
import { emptyField, fieldSpans, typeKey } from "../terminal/text_field.ts";
import { span } from "../terminal/theme.ts";
import type { OverlayScreen } from "./overlay_screen.ts";

type Note = OverlayOf<"note">;

const leastWidth = 50;

/** Asks for a note, which may stay empty, and then performs an act with it. */
export const noteOverlay: OverlayScreen<"note"> = { view, onKey };

export function askNote(app: App, title: string, act: NotedAct): void {
  show(app, { kind: "note", title, act, field: emptyField });
}

/** Whether an act takes a note. */
export function isNoted(act: Act): act is NotedAct {
  return ["acknowledge_alarms", "snooze_alarms", "close_alarms"].includes(act.kind);
}

function view(canvas: Canvas, { title, field }: Note) {
  const { t, sym, width } = canvas;
  const { noteKeys } = t.alarms;
  const wanted = Math.max(leastWidth, widthOf(title) + 4, widthOf(noteKeys) + 2);
  const inner = Math.max(1, Math.min(wanted, 76, width - 2));
  return boxed(canvas, title, [
    [
      span(` ${sym.pointer} `, "accent"),
      ...fieldSpans(field, Math.max(1, inner - 4), { isFocused: true }),
    ],
    // How to leave it must be seen in narrow terminals too.
    ...wrap(noteKeys, Math.max(1, inner - 2)).map((text) => [span(` ${text}`, "dim")]),
  ], inner);
}

async function onKey(app: App, key: KeyPress, overlay: Note): Promise<void> {
  if (key.name === "esc") return close(app);
  if (key.name === "enter") {
    const note = overlay.field.text.trim();
    close(app);
    await perform(app, note === "" ? overlay.act : { ...overlay.act, note });
    return;
  }
  const field = typeKey(overlay.field, key);
  if (field !== undefined) show(app, { ...overlay, field });
}
