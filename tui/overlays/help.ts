import type { App } from "../app.ts";
import type { Canvas } from "../components/canvas.ts";
import { boxed } from "../terminal/lines.ts";
import type { KeyPress } from "../terminal/input.ts";
import type { CommandBinding } from "../keys/key_table.ts";
import { problemText } from "../settings/problems.ts";
import type { OverlayOf } from "../state/overlay.ts";
import { currentView } from "../state/view.ts";
import type { Texts } from "../texts/mod.ts";
import { pad, wrap } from "../terminal/text.ts";
import { fieldSpans, typeKey } from "../terminal/text_field.ts";
import { type Line, span } from "../terminal/theme.ts";
import { close, show } from "../commands/overlay.ts";
import type { OverlayScreen } from "./overlay_screen.ts";

type Help = OverlayOf<"help">;

export const helpOverlay: OverlayScreen<"help"> = { view, onKey };

const keyWidth = 16;

function rowsOf(canvas: Canvas, typed: string): Line[] {
  const { state, t } = canvas;
  const { help } = t.dialogs;
  const wanted = typed.trim().toLowerCase();
  const fits = (text: string) => text.toLowerCase().includes(wanted);
  const all = canvas.offered();
  const groups: [string, CommandBinding[]][] = [
    [help.here, all.filter(({ on }) => typeof on !== "string")],
    [help.lists, all.filter(({ on }) => on === "lists")],
    [help.everywhere, all.filter(({ on }) => on === "everywhere")],
  ];
  const problems = state.settings.problems.map((it) => problemText(it, t)).filter(fits);
  const more: [string, string][] = [[help.inputs, help.inputKeys], [help.mouse, help.mouseKeys]];
  return [
    ...(problems.length === 0 ? [] : [[span(` ${t.problems.title}`, "warn")]]),
    ...problems.flatMap((text) =>
      wrap(text, Math.max(1, innerOf(canvas) - 2)).map((row): Line => [span(` ${row}`)])
    ),
    ...groups.flatMap(([head, group]) => {
      const rows = group.filter((it) => it.keys.length > 0 && fits(textOf(it, t)))
        .flatMap((it) => commandRows(canvas, it));
      return rows.length === 0 ? [] : [[span(` ${head}`, "title")], ...rows];
    }),
    ...more.filter(([, text]) => fits(text))
      .flatMap(([head, text]): Line[] => [
        [span(` ${head}`, "title")],
        ...wrap(text, innerOf(canvas) - 2).map((row): Line => [span(` ${row}`)]),
      ]),
  ];
}

/** The keys, and what they do on as many rows as that needs. */
function commandRows(canvas: Canvas, binding: CommandBinding): Line[] {
  const { t } = canvas;
  const room = Math.max(10, innerOf(canvas) - keyWidth - 3);
  const text = `${t.commands[binding.command][1]}${needsText(binding, t)}`;
  return wrap(text, room).map((row, i): Line => [
    span(` ${pad(i === 0 ? binding.keys.join(" ") : "", keyWidth)} `, "key"),
    span(row),
  ]);
}

function innerOf({ width }: Canvas): number {
  return Math.max(1, Math.min(86, width - 2));
}

function textOf(binding: CommandBinding, t: Texts): string {
  return `${binding.keys.join(" ")} ${t.commands[binding.command].join(" ")}`;
}

function needsText({ needs }: CommandBinding, t: Texts): string {
  const { help } = t.dialogs;
  if (needs === undefined) return "";
  return ` (${needs === "change" ? help.needsChange : help.needsAdmin})`;
}

function pageRows(height: number): number {
  return Math.max(1, height - 4);
}

function view(canvas: Canvas, overlay: Help): readonly Line[] {
  const { state, t, height } = canvas;
  const { help } = t.dialogs;
  const inner = innerOf(canvas);
  const rows = rowsOf(canvas, overlay.field.text);
  const page = pageRows(height);
  const top = Math.max(0, Math.min(overlay.top, rows.length - page));
  const shown = rows.slice(top, top + page);
  return boxed(canvas, help.title(t.tabs[currentView(state.view).screen]), [
    [
      span(` ${help.search} `, "dim"),
      ...fieldSpans(overlay.field, Math.max(1, Math.min(20, inner - 12)), { isFocused: true }),
      span(` ${help.keys}`, "dim"),
    ],
    ...(shown.length > 0 ? shown : [[span(` ${help.none}`, "dim")]]),
  ], inner);
}

function onKey(app: App, key: KeyPress, overlay: Help): void {
  const page = pageRows(app.layout.rows);
  const scroll = (by: number) => show(app, { ...overlay, top: Math.max(0, overlay.top + by) });
  switch (key.name) {
    case "esc":
      return close(app);
    case "enter":
      return close(app);
    case "up":
      return scroll(-1);
    case "down":
      return scroll(1);
    case "pageup":
      return scroll(-page);
    case "pagedown":
      return scroll(page);
  }
  const field = typeKey(overlay.field, key);
  if (field !== undefined) show(app, { ...overlay, field, top: 0 });
}
