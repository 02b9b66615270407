import type { App } from "../app.ts";
import type { Act } from "../state/act.ts";
import { perform } from "../commands/performing.ts";
import type { Canvas } from "../components/canvas.ts";
import { boxed } from "../terminal/lines.ts";
import type { KeyPress } from "../terminal/input.ts";
import type { OverlayOf } from "../state/overlay.ts";
import { emptyField, fieldSpans, typeKey } from "../terminal/text_field.ts";
import { widthOf, wrap } from "../terminal/text.ts";
import { type Line, span } from "../terminal/theme.ts";
import { close, show } from "../commands/overlay.ts";
import type { OverlayScreen } from "./overlay_screen.ts";

type Confirm = OverlayOf<"confirm">;

export const confirmOverlay: OverlayScreen<"confirm"> = { view, onKey };

/** Asks before an act is performed. @param mustType a text that the user has to type first; "" for none. */
export function showConfirm(
  app: App,
  title: string,
  lines: readonly string[],
  act: Act,
  mustType = "",
): void {
  app.dispatch({
    type: "overlay_shown",
    overlay: { kind: "confirm", title, lines, act, focus: "cancel", mustType, typed: emptyField },
  });
}

function view(canvas: Canvas, overlay: Confirm): readonly Line[] {
  const { t, width, height, sym } = canvas;
  const texts = t.dialogs.confirm;
  const longest = Math.max(...[overlay.title, ...overlay.lines, texts.keys].map(widthOf)) + 4;
  const inner = Math.max(1, Math.min(Math.max(longest, 30), 70, width - 2));
  const button = (name: "cancel" | "yes", text: string) => {
    const isFocused = overlay.focus === name;
    return {
      text: isFocused ? `${sym.pointer}[${text}]` : ` [${text}]`,
      inverse: isFocused,
      strong: isFocused,
      click: { kind: "press", key: `click ${name}` } as const,
    };
  };
  const typing: Line[] = overlay.mustType === "" ? [] : [
    [span(` ${texts.typeName(overlay.mustType)}`)],
    [span(" "), ...fieldSpans(overlay.typed, Math.max(1, inner - 2), { isFocused: true })],
  ];
  const told = overlay.lines.flatMap((line) => wrap(line, inner - 2));
  // In a low terminal the buttons stay. The row of keys goes first, then the text.
  const room = Math.max(0, height - 3 - typing.length);
  return boxed(canvas, overlay.title, [
    ...told.slice(0, room).map((text): Line => [span(` ${text}`)]),
    ...typing,
    ...(room > told.length + 1 ? [[]] : []),
    [span(" "), button("cancel", t.dialogs.cancel), span("  "), button("yes", texts.yes)],
    ...(room > told.length ? [[span(` ${texts.keys}`, "dim")]] : []),
  ], inner);
}

async function onKey(app: App, key: KeyPress, overlay: Confirm): Promise<void> {
  const mayBe = overlay.typed.text.trim() === overlay.mustType;
  const yes = async () => {
    if (!mayBe) return;
    close(app);
    await perform(app, overlay.act);
  };
  switch (key.name) {
    case "tab":
    case "shift+tab":
    case "left":
    case "right":
      return show(app, { ...overlay, focus: overlay.focus === "yes" ? "cancel" : "yes" });
    case "esc":
    case "click cancel":
      return close(app);
    case "click yes":
      return await yes();
    case "enter":
      return overlay.focus === "yes" ? await yes() : close(app);
  }
  if (overlay.mustType !== "") {
    const typed = typeKey(overlay.typed, key);
    if (typed !== undefined) show(app, { ...overlay, typed });
  } else if (key.name === "y") await yes();
  else if (key.name === "n" || key.name === "q") close(app);
}
