import type { App } from "../app.ts";
import type { Canvas } from "../components/canvas.ts";
import { completionsOf, filterProblem } from "../components/filter_fields.ts";
import { filterProblemText } from "../components/filter_text.ts";
import type { KeyPress } from "../terminal/input.ts";
import type { Layout } from "../terminal/layout.ts";
import type { Completion, OverlayOf } from "../state/overlay.ts";
import { fieldOf, fieldSpans, type TextField, typeKey } from "../terminal/text_field.ts";
import { widthOf } from "../terminal/text.ts";
import { type Line, type Span, span } from "../terminal/theme.ts";
import { close, show } from "../commands/overlay.ts";
import { filterHelp } from "./filter_help.ts";
import type { OverlayScreen } from "./overlay_screen.ts";

type FilterLine = OverlayOf<"filter">;

/** The row in place of the hints while the user types a filter. */
export function filterLine({ t, width, layout }: Canvas, overlay: FilterLine): Line {
  const { keys, hint, textKeys } = t.dialogs.filter;
  // A text is searched; it has no fields.
  const isText = layout.lastDrawn(overlay.list)?.texts !== undefined;
  const said = isText ? textKeys : overlay.field.text === "" ? hint : keys;
  const room = Math.max(10, Math.min(40, width - 30));
  return [
    span("/", "accent"),
    ...fieldSpans(overlay.field, Math.min(room, width - 1), { isFocused: true }),
    span(`  ${said}`, "dim"),
  ];
}

/** The row above: the ways to complete the last word, or what is wrong with the words before it. */
export function completionLine(canvas: Canvas, overlay: FilterLine): Line {
  const { t, width, sym, layout } = canvas;
  const fields = fieldsOf(layout, overlay);
  const { completing, field } = overlay;
  const problem = filterProblem(field.text, fields, true);
  if (problem !== undefined) {
    return [span(` ${sym.late} ${filterProblemText(problem, fields, t)}`, "warn")];
  }
  const all = completing?.all ?? completionsOf(field.text, fields);
  const spans: Span[] = [];
  let used = 1;
  for (const [i, { label, count }] of all.entries()) {
    const text = ` ${label}${count === undefined ? "" : ` ${count}`} `;
    if (used + widthOf(text) > width) break;
    used += widthOf(text);
    const isChosen = completing?.index === i;
    spans.push({ text, tone: isChosen ? "accent" : "dim", strong: isChosen, inverse: isChosen });
  }
  return [span(" "), ...spans];
}

function fieldsOf(layout: Layout, { list }: FilterLine) {
  return layout.lastDrawn(list)?.fields ?? [];
}

export const filterOverlay: OverlayScreen<"filter"> = {
  view: (canvas, overlay) =>
    overlay.isHelped === true ? filterHelp(canvas, fieldsOf(canvas.layout, overlay)) : undefined,
  onKey,
};

function onKey(app: App, key: KeyPress, overlay: FilterLine): void {
  const { list } = overlay;
  const fields = fieldsOf(app.layout, overlay);
  if (overlay.isHelped === true) {
    if (key.name === "esc" || key.text === "?") show(app, { ...overlay, isHelped: false });
    return;
  }
  if (key.text === "?" && fields.length > 0) return show(app, { ...overlay, isHelped: true });
  if (key.name === "tab" || key.name === "shift+tab") {
    return complete(app, overlay, key.name === "tab" ? 1 : -1);
  }
  if (key.name === "enter") return close(app);
  if (key.name === "esc") {
    app.dispatch({ type: "list_filtered", list, filter: "" });
    return close(app);
  }
  if (key.name === "up" || key.name === "down") {
    const drawn = app.layout.lists.get(list);
    if (drawn === undefined) return;
    const { ids, height, place } = drawn;
    const by = key.name === "up" ? -1 : 1;
    return app.dispatch({ type: "list_moved", list, ids, height, place, by });
  }
  const field = typeKey(overlay.field, key);
  if (field !== undefined) setText(app, overlay, field, undefined);
}

/** Puts the next way to complete the last word in its place. The only way is final: then `tab` completes what follows. */
function complete(app: App, overlay: FilterLine, by: 1 | -1): void {
  const { completing, field } = overlay;
  const all = completing?.all ?? completionsOf(field.text, fieldsOf(app.layout, overlay));
  const before = completing?.index ?? (by > 0 ? -1 : 0);
  const index = (before + by + all.length) % all.length;
  const chosen = all[index];
  if (chosen === undefined) return;
  const isFinal = all.length === 1;
  setText(app, overlay, fieldOf(chosen.text), isFinal ? undefined : { all, index });
}

function setText(
  app: App,
  { completing: _, ...overlay }: FilterLine,
  field: TextField,
  completing: { readonly all: readonly Completion[]; readonly index: number } | undefined,
): void {
  show(app, { ...overlay, field, ...(completing === undefined ? {} : { completing }) });
  app.dispatch({ type: "list_filtered", list: overlay.list, filter: field.text });
}
