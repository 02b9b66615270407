import type { App } from "../app.ts";
import type { Canvas } from "../components/canvas.ts";
import { boxed } from "../terminal/lines.ts";
import type { KeyPress } from "../terminal/input.ts";
import { keepUnder, namedSo } from "../commands/saved.ts";
import type { NameAbout, OverlayOf } from "../state/overlay.ts";
import { cut } from "../terminal/text.ts";
import { fieldSpans, typeKey } from "../terminal/text_field.ts";
import { type Line, span } from "../terminal/theme.ts";
import { close, show } from "../commands/overlay.ts";
import type { OverlayScreen } from "./overlay_screen.ts";

type Naming = OverlayOf<"naming">;

/** Asks for the name under which a filter or a profile is kept. */
export const namingOverlay: OverlayScreen<"naming"> = { view, onKey };

function view(canvas: Canvas, { about, field }: Naming): readonly Line[] {
  const { t, sym, width } = canvas;
  const { saved } = t;
  const inner = Math.max(1, Math.min(60, width - 2));
  const before = namedSo(canvas, about, field.text.trim());
  const [title, what] = saidOf(canvas, about);
  const warning = before === undefined ? "" : saved.replaces(before);
  const line = (text: string, tone: "dim" | "warn"): Line => [
    span(` ${cut(text, Math.max(1, inner - 2), sym.ellipsis)}`, tone),
  ];
  return boxed(canvas, title, [
    line(what, "dim"),
    [
      span(` ${sym.pointer} `, "accent"),
      ...fieldSpans(field, Math.max(1, inner - 4), { isFocused: true }),
    ],
    line(warning, "warn"),
    line(saved.nameKeys, "dim"),
  ], inner);
}

function saidOf({ t }: Canvas, about: NameAbout): [title: string, what: string] {
  const { saved } = t;
  switch (about.kind) {
    case "filter":
      return [saved.nameFilter, `/${about.filter}`];
    case "profile":
      return [saved.nameProfile, `${about.url} ${about.user}`];
    case "file":
      return [saved.nameFile, Deno.cwd()];
  }
}

function onKey(app: App, key: KeyPress, overlay: Naming): void | Promise<void> {
  if (key.name === "esc") return close(app);
  if (key.name === "enter") {
    const name = overlay.field.text.trim();
    if (name === "") return;
    close(app);
    return keepUnder(app, overlay.about, name);
  }
  const field = typeKey(overlay.field, key);
  if (field !== undefined) show(app, { ...overlay, field });
}
