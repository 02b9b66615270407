import type { Canvas } from "../components/canvas.ts";
import type { FilterField } from "../terminal/filter_field.ts";
import { boxed } from "../terminal/lines.ts";
import { pad, widthOf, wrap } from "../terminal/text.ts";
import { type Line, span } from "../terminal/theme.ts";
import { currentView } from "../state/view.ts";

const mostValues = 8;

/** What a filter may say here: its grammar, and the fields of the list with some of their values. */
export function filterHelp(canvas: Canvas, fields: readonly FilterField[]): readonly Line[] {
  const { state, t, width, height } = canvas;
  const { filtering } = t;
  const inner = Math.max(1, Math.min(86, width - 2));
  const label = Math.max(...fields.map(({ name }) => widthOf(name))) + 1;
  const known: Readonly<Record<string, string>> = filtering.fields;
  const rows = fields.map((field): Line => {
    const values = (field.values?.() ?? []).slice(0, mostValues)
      .map(({ value, count }) => `${value}${count === undefined ? "" : ` ${count}`}`);
    return [
      span(` ${pad(`${field.name}:`, label)} `, "key"),
      span(known[field.help ?? field.name] ?? ""),
      span(values.length === 0 ? "" : `  ${values.join(" · ")}`, "dim"),
    ];
  });
  const lines: Line[] = [
    ...filtering.grammar.map((text): Line => [span(` ${text}`)]),
    ...rows,
    ...wrap(filtering.saved, inner - 2).map((text): Line => [span(` ${text}`, "dim")]),
  ];
  const room = Math.max(1, height - 3);
  // The fields matter more than the grammar, which the line itself shows.
  const shown = lines.length <= room ? lines : rows.slice(0, room);
  const title = filtering.helpTitle(t.tabs[currentView(state.view).screen]);
  return boxed(canvas, title, [...shown, [span(` ${filtering.helpKeys}`, "dim")]], inner);
}
