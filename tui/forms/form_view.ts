import { loadingText } from "../components/unread_text.ts";
import { type Canvas, within } from "../components/canvas.ts";
import { beside, ruleLine, toHeight } from "../terminal/lines.ts";
import { textIn } from "./state.ts";
import { pad, widthOf, wrap } from "../terminal/text.ts";
import { fieldSpans, type TextField } from "../terminal/text_field.ts";
import { type Line, type Span, span } from "../terminal/theme.ts";
import { basePartsOf, focusedField, type Present } from "./present.ts";
import type { FormField } from "./form_kind.ts";
import { changedParts } from "./parts.ts";
import { shownField, shownText } from "./shown.ts";

/** From this width on, the pane of the form lies beside the fields. */
const wide = 110;
const leastAside = 40;

/** The name of the fields as a list in the layout, for clicks. */
export function fieldListOf(key: string): string {
  return `form ${key}`;
}

export function formView(canvas: Canvas, at: Present): Line[] {
  const { width, height } = canvas;
  const hasAside = at.kind.aside !== undefined && width >= wide;
  const head = ruleLine(canvas, at.kind.title(at.view, at.context), headText(canvas, at), true);
  const body = height - 1;
  if (!hasAside) return [head, ...fieldsPane(within(canvas, width, body), at, true)];
  const right = Math.max(leastAside, Math.floor(width * 0.42));
  const left = width - right - 1;
  const fields = toHeight(fieldsPane(within(canvas, left, body), at, false), body);
  const aside = at.kind.aside?.(within(canvas, right, body), at.context) ?? [];
  return [head, ...beside(canvas, fields, left, toHeight(aside, body), right)];
}

function headText({ t, sym }: Canvas, at: Present): string {
  const { form, kind, context } = at;
  if (form.phase === "loading") return t.form.loading;
  if (form.phase === "saving") return t.form.saving;
  const now = form.base === undefined ? "same" : kind.now?.(context.state, form.base) ?? "same";
  const meanwhile = now === "changed"
    ? [t.form.changedMeanwhile]
    : now === "gone"
    ? [t.form.goneMeanwhile]
    : [];
  if (form.base === undefined) return meanwhile.join("");
  const count = changedParts(basePartsOf(at), kind.read(context).parts).length;
  const changes = count === 0 ? t.form.noChanges : t.form.changes(count);
  return [...meanwhile, changes].join(` ${sym.separator} `);
}

/** The visible fields, and below them the help or the error of the field under the cursor. */
function fieldsPane(canvas: Canvas, at: Present, withBelow: boolean): Line[] {
  const { width, height } = canvas;
  if (at.form.phase === "loading") return [[span(`  ${loadingText(canvas)}`, "dim")]];
  const focused = focusedField(at);
  const errors = shownErrors(at);
  const label = labelWidth(at.fields, width);
  const rows: Line[] = [];
  let focusRow = 0;
  for (const field of at.fields) {
    const isFocused = field.name === focused?.name;
    if (isFocused) focusRow = rows.length;
    rows.push(fieldRow(canvas, at, field, label, isFocused, errors[field.name]));
    const below = withBelow ? at.kind.below?.(field.name, canvas, at.context) ?? [] : [];
    rows.push(...below.map((line): Line => [span(" ".repeat(label + 3)), ...line]));
  }
  const helpRows = height >= 14 ? 3 : height >= 7 ? 2 : 0;
  const room = Math.max(1, height - helpRows);
  const top = Math.max(0, Math.min(focusRow - Math.floor(room / 2), rows.length - room));
  const help = focused === undefined ? [] : helpLines(canvas, at, focused, errors[focused.name]);
  const list = fieldListOf(at.key);
  const ids = at.fields.map(({ name }) => name);
  const drawn = {
    name: list,
    ids,
    height: room,
    cursor: focused?.name,
    place: { cursor: focused === undefined ? -1 : ids.indexOf(focused.name), top },
    moves: 0,
    filter: "",
    isShifted: false,
    sorts: [],
    pane: undefined,
  };
  canvas.layout.add(drawn, false);
  const shown = rows.slice(top, top + room);
  if (helpRows === 0) return shown;
  const hidden = [
    top > 0 ? `${canvas.sym.up}${top}` : "",
    rows.length > top + room ? `${canvas.sym.down}${rows.length - top - room}` : "",
  ].filter((it) => it !== "").join(" ");
  return [
    ...toHeight(shown, room),
    ruleLine(canvas, focused?.label ?? "", hidden),
    ...toHeight(help, helpRows - 1),
  ];
}

/** Errors of the typed values, and refusals of the server. An empty field is no error until the user saves. */
export function shownErrors({ form, kind, context }: Present): Readonly<Record<string, string>> {
  const live = Object.entries(kind.read(context).errors).filter(([name]) =>
    textIn(form, name) !== "" || (form.initial[name] ?? "") !== ""
  );
  return { ...Object.fromEntries(live), ...form.refusals };
}

function labelWidth(fields: readonly FormField[], width: number): number {
  const longest = Math.max(4, ...fields.map(({ label }) => widthOf(label)));
  return Math.min(longest, Math.max(6, Math.floor(width * 0.35)), 24);
}

function fieldRow(
  canvas: Canvas,
  at: Present,
  field: FormField,
  label: number,
  isFocused: boolean,
  error: string | undefined,
): Line {
  const { sym, width } = canvas;
  const click = { kind: "row", list: fieldListOf(at.key), id: field.name } as const;
  const room = Math.max(1, width - label - 4);
  const beside = error !== undefined ? `${sym.late} ${error}` : wasText(canvas, at, field);
  const isSplit = beside !== "" && width >= 60;
  const valueWidth = isSplit ? Math.max(12, Math.floor(room * 0.5)) : room;
  return [
    span(isFocused ? sym.pointer : " ", "accent", click),
    span(error === undefined ? " " : sym.late, "bad", click),
    { text: pad(field.label, label, sym.ellipsis), tone: isFocused ? "title" : "dim", click },
    span("  "),
    ...valueSpans(canvas, at, field, valueWidth, isFocused).map((it) => ({ ...it, click })),
    ...(isSplit ? [span(` ${beside}`, error === undefined ? "dim" : "bad", click)] : []),
  ];
}

/** The value before the change. */
function wasText({ t }: Canvas, { form }: Present, field: FormField): string {
  if (form.base === undefined || field.kind === "secret") return "";
  const was = form.initial[field.name] ?? "";
  if (was === textIn(form, field.name)) return "";
  const label = field.choices?.find(({ value }) => value === was)?.label ?? shownText(was);
  return `(${t.form.was} ${label === "" ? t.form.none : label})`;
}

function valueSpans(
  canvas: Canvas,
  { form }: Present,
  field: FormField,
  width: number,
  isFocused: boolean,
): Span[] {
  const { sym } = canvas;
  const value: TextField = form.values[field.name] ?? { text: "", cursor: 0 };
  const arrow = field.choices === undefined ? "" : ` ${sym.down}`;
  const room = Math.max(1, width - widthOf(arrow));
  const tail = arrow === "" ? [] : [span(arrow, "dim")];
  if (field.kind === "choice") {
    const label = field.choices?.find((it) => it.value === value.text)?.label ?? value.text;
    const text = pad(shownText(label), Math.min(room, Math.max(1, widthOf(label))), sym.ellipsis);
    const filler = " ".repeat(Math.max(0, room - widthOf(text)));
    return [{ text, inverse: isFocused }, ...tail, span(filler)];
  }
  if (value.text === "" && field.placeholder !== undefined) {
    const [first = " ", ...rest] = field.placeholder;
    const text = pad(field.placeholder, room, sym.ellipsis);
    if (!isFocused) return [span(text, "dim"), ...tail];
    const rest_ = pad(rest.join(""), Math.max(0, room - widthOf(first)), sym.ellipsis);
    return [{ text: first, inverse: true }, span(rest_, "dim"), ...tail];
  }
  const block = field.block?.(value.text);
  if (block !== undefined) {
    return [{ text: pad(block, room, sym.ellipsis), inverse: isFocused }, ...tail];
  }
  const mask = field.kind === "secret" ? { mask: "*" } : {};
  const shown = shownField(isFocused ? value : { ...value, cursor: 0 }, canvas);
  return [...fieldSpans(shown, room, { isFocused, ...mask }), ...tail];
}

function helpLines(
  { width, sym, t }: Canvas,
  { form }: Present,
  field: FormField,
  error: string | undefined,
): Line[] {
  const lines = (text: string, tone: "bad" | "dim"): Line[] =>
    wrap(text, Math.max(1, width - 2)).map((row) => [span(` ${row}`, tone)]);
  if (error !== undefined) return lines(`${sym.late} ${error}`, "bad");
  if (form.message !== "") return lines(`${sym.late} ${form.message}`, "bad");
  const choose = field.choices === undefined ? "" : ` · ${t.form.choose}`;
  return lines(`${field.help}${choose}`, "dim");
}
