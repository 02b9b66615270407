import type { App } from "../app.ts";
import type { Canvas } from "../components/canvas.ts";
import { boxed } from "../terminal/lines.ts";
import { fuzzyScore } from "../components/filter.ts";
import { screenOf } from "../commands/running.ts";
import type { KeyPress } from "../terminal/input.ts";
import { goToProfile } from "../commands/profiles.ts";
import { forgetFilter, forgetProfile, takeFilter } from "../commands/saved.ts";
import { showTheme, takeTheme } from "../commands/theming.ts";
import type { Choice, OverlayOf, PickAbout } from "../state/overlay.ts";
import { pad, widthOf } from "../terminal/text.ts";
import { fieldSpans, typeKey } from "../terminal/text_field.ts";
import { type Line, type Span, span } from "../terminal/theme.ts";
import { close, show } from "../commands/overlay.ts";
import type { OverlayScreen } from "./overlay_screen.ts";

type Picker = OverlayOf<"picker">;

export const pickerOverlay: OverlayScreen<"picker"> = { view, onKey };

/** The choices that match the typed text, best match first. */
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
  const { t, width, height } = canvas;
  const all = foundChoices(overlay);
  const label = Math.max(...overlay.choices.map(({ label }) => widthOf(label)), 1);
  const note = Math.max(...overlay.choices.map(({ note = "" }) => widthOf(note)), 0);
  const longest = Math.max(40, label + (note > 0 ? note + 2 : 0) + 6);
  const inner = Math.max(1, Math.min(longest, 72, width - 2));
  const rows = Math.max(1, Math.min(14, height - 5));
  const selected = Math.min(overlay.selected, Math.max(0, all.length - 1));
  const top = Math.max(0, Math.min(selected - Math.floor(rows / 2), all.length - rows));
  const lines = all.slice(top, top + rows).map((choice, i) =>
    choiceLine(canvas, choice, top + i, top + i === selected, {
      label,
      inner,
      hasPresent: overlay.choices.some(({ isPresent }) => isPresent),
    })
  );
  const keys = overlay.about.kind === "theme"
    ? t.theming.keys
    : overlay.about.kind === "field"
    ? t.form.pickKeys
    : t.saved.pickKeys;
  return boxed(canvas, overlay.title, [
    [
      span(" /", "accent"),
      ...fieldSpans(overlay.field, Math.max(1, inner - 3), { isFocused: true }),
    ],
    ...(lines.length > 0 ? lines : [[span(`   ${t.form.pickNone}`, "dim")]]),
    [span(` ${keys}`, "dim")],
  ], inner);
}

function choiceLine(
  { sym }: Canvas,
  { label, note = "", isPresent = false }: Choice,
  index: number,
  isCursor: boolean,
  room: { readonly label: number; readonly inner: number; readonly hasPresent: boolean },
): Line {
  const hasNote = note !== "";
  const left = room.inner - 4 - (room.hasPresent ? 2 : 0);
  const labelRoom = Math.max(1, hasNote ? Math.min(room.label, left) : left);
  const noteRoom = left - labelRoom - 2;
  const parts: Span[] = [
    span(isCursor ? ` ${sym.pointer} ` : "   ", "accent"),
    ...(room.hasPresent ? [span(isPresent ? `${sym.live} ` : "  ", "ok")] : []),
    { text: pad(label, labelRoom, sym.ellipsis), strong: isCursor },
    ...(hasNote && noteRoom > 3 ? [span(`  ${pad(note, noteRoom, sym.ellipsis)}`, "dim")] : []),
  ];
  return parts.map((part) => ({ ...part, click: { kind: "choice", index } }));
}

function onKey(app: App, key: KeyPress, overlay: Picker): void {
  const all = foundChoices(overlay);
  const last = Math.max(0, all.length - 1);
  const at = Math.min(overlay.selected, last);
  const select = (selected: number) => {
    const next = Math.min(last, Math.max(0, selected));
    show(app, { ...overlay, selected: next });
    looked(app, overlay.about, all[next]?.value);
  };
  switch (key.name) {
    case "esc":
      close(app);
      if (overlay.about.kind === "theme") showTheme(app, overlay.about.before);
      return;
    case "up":
    case "shift+tab":
      return select(at - 1);
    case "down":
    case "tab":
      return select(at + 1);
    case "pageup":
      return select(at - 10);
    case "pagedown":
      return select(at + 10);
    case "ctrl+x":
      return forget(app, overlay, all[at]?.value);
    case "enter": {
      const chosen = all[at];
      if (chosen === undefined) return;
      close(app);
      return pick(app, overlay.about, chosen.value);
    }
  }
  const field = typeKey(overlay.field, key);
  if (field === undefined) return;
  show(app, { ...overlay, field, selected: 0 });
  looked(app, overlay.about, foundChoices({ ...overlay, field })[0]?.value);
}

/** Shows the choice under the cursor before it is taken, where that is possible. */
function looked(app: App, about: PickAbout, value: string | undefined): void {
  if (about.kind === "theme" && value !== undefined) showTheme(app, value);
}

export function pick(app: App, about: PickAbout, value: string): void {
  switch (about.kind) {
    case "field":
      return screenOf(app).onPick?.(app, about.form, about.target, value);
    case "profile":
      return goToProfile(app, value, about.isSure);
    case "theme":
      return takeTheme(app, value);
    case "filter":
      return takeFilter(app, about.list, value);
  }
}

function forget(app: App, overlay: Picker, value: string | undefined): void {
  const { about } = overlay;
  if (value === undefined || (about.kind !== "filter" && about.kind !== "profile")) return;
  const choices = overlay.choices.filter((choice) => choice.value !== value);
  if (choices.length > 0) show(app, { ...overlay, choices, selected: 0 });
  else close(app);
  if (about.kind === "filter") void forgetFilter(app, about.list, value);
  else void forgetProfile(app, value);
}
