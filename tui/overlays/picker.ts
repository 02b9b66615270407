import type { App } from "../app.ts";
import { boxed, type Canvas } from "../canvas.ts";
import { fuzzyScore } from "../filter.ts";
import { setField } from "../forms/form_acts.ts";
import type { KeyPress } from "../input.ts";
import type { Choice, OverlayOf } from "../state/overlay.ts";
import { pad, widthOf } from "../text.ts";
import { fieldOf, fieldSpans, typeKey } from "../text_field.ts";
import { type Line, span } from "../theme.ts";
import { close, type OverlayScreen, show } from "./overlay_screen.ts";

type Picker = OverlayOf<"picker">;

export const pickerOverlay: OverlayScreen<"picker"> = { view, onKey };

/** What fits what is typed, the best first. */
export function foundChoices({ choices, field }: Pick<Picker, "choices" | "field">): Choice[] {
  const letters = field.text.trim().toLowerCase();
  if (letters === "") return [...choices];
  return choices
    .flatMap((choice) => {
      const score = fuzzyScore(choice.label.toLowerCase(), letters);
      return score === undefined ? [] : [{ choice, score }];
    })
    .sort((a, b) => a.score - b.score)
    .map(({ choice }) => choice);
}

function view(canvas: Canvas, overlay: Picker): readonly Line[] {
  const { t, width, height, sym } = canvas;
  const all = foundChoices(overlay);
  const longest = Math.max(40, ...overlay.choices.map(({ label }) => widthOf(label) + 4));
  const inner = Math.max(1, Math.min(longest, 72, width - 2));
  const rows = Math.max(1, Math.min(14, height - 5));
  const selected = Math.min(overlay.selected, Math.max(0, all.length - 1));
  const top = Math.max(0, Math.min(selected - Math.floor(rows / 2), all.length - rows));
  const lines = all.slice(top, top + rows).map(({ label }, i): Line => {
    const isCursor = top + i === selected;
    return [
      span(isCursor ? ` ${sym.pointer} ` : "   ", "accent"),
      { text: pad(label, Math.max(1, inner - 4), sym.ellipsis), strong: isCursor },
    ];
  });
  return boxed(canvas, overlay.title, [
    [
      span(" /", "accent"),
      ...fieldSpans(overlay.field, Math.max(1, inner - 3), { isFocused: true }),
    ],
    ...(lines.length > 0 ? lines : [[span(`   ${t.form.pickNone}`, "dim")]]),
    [span(` ${t.form.pickKeys}`, "dim")],
  ], inner);
}

function onKey(app: App, key: KeyPress, overlay: Picker): void {
  const all = foundChoices(overlay);
  const last = Math.max(0, all.length - 1);
  const select = (selected: number) =>
    show(app, { ...overlay, selected: Math.min(last, Math.max(0, selected)) });
  switch (key.name) {
    case "esc":
      return close(app);
    case "up":
    case "shift+tab":
      return select(Math.min(overlay.selected, last) - 1);
    case "down":
    case "tab":
      return select(overlay.selected + 1);
    case "pageup":
      return select(overlay.selected - 10);
    case "pagedown":
      return select(overlay.selected + 10);
    case "enter": {
      const chosen = all[Math.min(overlay.selected, last)];
      if (chosen === undefined) return;
      close(app);
      return setField(app, overlay.form, overlay.target, fieldOf(chosen.value));
    }
  }
  const field = typeKey(overlay.field, key);
  if (field !== undefined) show(app, { ...overlay, field, selected: 0 });
}
