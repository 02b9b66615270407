import type { Canvas } from "../components/canvas.ts";
import { ruleLine, toHeight } from "../terminal/lines.ts";
import { cut, pad, widthOf, wrap } from "../terminal/text.ts";
import { type Line, span } from "../terminal/theme.ts";
import { basePartsOf, type Present } from "./present.ts";
import type { Room } from "./room.ts";
import { changedParts, type Difference, differences } from "./parts.ts";

/** The review before saving: for each changed part the old and the new lines. */
export function reviewView(canvas: Canvas, at: Present): Line[] {
  const { t, height } = canvas;
  const { form } = at;
  const rows = reviewRows(canvas, at);
  const room = reviewRoom(canvas);
  const top = form.step.kind === "review" ? clampTop(form.step.top, rows.length, room) : 0;
  const title = form.base === undefined ? t.form.reviewNew : t.form.reviewEdit;
  const right = form.phase === "saving" ? t.form.saving : moreText(canvas, rows.length, top, room);
  return [
    ruleLine(
      canvas,
      `${at.kind.title(at.view, at.context)} ${canvas.sym.crumb} ${title}`,
      right,
      true,
    ),
    ...toHeight(rows.slice(top, top + room), room),
    [span(` ${t.form.reviewKeys}`, "dim")],
  ].slice(0, height) as Line[];
}

/** The height of the review without its head and the row of keys. */
export function reviewRoom({ height }: Pick<Canvas, "height">): number {
  return Math.max(1, height - 2);
}

function moreText({ sym }: Canvas, all: number, top: number, room: number): string {
  const above = top > 0 ? `${sym.up}${top}` : "";
  const below = all > top + room ? `${sym.down}${all - top - room}` : "";
  return [above, below].filter((it) => it !== "").join(" ");
}

export function clampTop(top: number, rows: number, room: number): number {
  return Math.max(0, Math.min(top, rows - room));
}

/** The number of rows of the review, for scrolling. */
export function reviewRows(canvas: Room, at: Present): Line[] {
  const { t, width } = canvas;
  const { kind, context, form } = at;
  const base = basePartsOf(at);
  const { parts } = kind.read(context);
  const changed = changedParts(base, parts);
  const label = Math.min(
    Math.max(4, ...changed.map((part) => widthOf(partLabel(part, canvas)))),
    Math.max(6, Math.floor(width * 0.3)),
  );
  const side = (mark: string, tone: "ok" | "bad", name: string, text: string): Line[] =>
    wrap(text === "" ? t.form.none : text, Math.max(1, width - label - 6)).map((row, i) => [
      span(` ${pad(i === 0 ? name : "", label, canvas.sym.ellipsis)} `),
      span(`${i === 0 ? mark : " "} ${row}`, tone),
    ]);
  return changed.flatMap((part) => {
    const name = partLabel(part, canvas);
    const after = side(
      "+",
      "ok",
      form.base === undefined ? name : "",
      kind.partText(part, parts[part], context),
    );
    if (form.base === undefined) return after;
    return [...side("-", "bad", name, kind.partText(part, base[part], context)), ...after];
  });
}

export function partLabel(part: string, { t }: Pick<Canvas, "t">): string {
  return t.form.parts[part as keyof typeof t.form.parts] ?? part;
}

export function differencesOf(at: Present): Difference[] {
  const { step } = at.form;
  if (step.kind !== "conflict") return [];
  const { parts } = at.kind.read(at.context);
  return differences(basePartsOf(at), at.kind.partsOf(step.theirs.record), parts);
}

/** A conflict: for each part the base, their value and the user's value, and which of the two will be saved. */
export function conflictView(canvas: Canvas, at: Present): Line[] {
  const { t, width, height, sym } = canvas;
  const { step, phase } = at.form;
  if (step.kind !== "conflict") return [];
  const all = differencesOf(at);
  const cursor = Math.min(step.cursor, Math.max(0, all.length - 1));
  const intro = height >= 10 ? wrap(t.form.conflictText, Math.max(1, width - 2)) : [];
  const room = Math.max(1, height - 2 - intro.length);
  const rows = all.flatMap((it, i) => block(canvas, at, it, i === cursor, step.ours.has(it.part)));
  const size = 4;
  const top = clampTop(cursor * size - Math.floor((room - size) / 2), rows.length, room);
  const right = phase === "saving" ? t.form.saving : moreText(canvas, rows.length, top, room);
  return [
    ruleLine(canvas, [{ text: t.form.conflictTitle, tone: "warn", strong: true }], right),
    ...intro.map((text): Line => [span(` ${text}`)]),
    ...toHeight(rows.slice(top, top + room), room),
    [span(` ${cut(t.form.conflictKeys, Math.max(1, width - 2), sym.ellipsis)}`, "dim")],
  ].slice(0, height) as Line[];
}

function block(
  canvas: Canvas,
  { kind, context }: Present,
  { part, base, theirs, ours, isTheirs, isOurs }: Difference,
  isCursor: boolean,
  isOursTaken: boolean,
): Line[] {
  const { t, sym, width } = canvas;
  const label = Math.max(widthOf(t.form.was), widthOf(t.form.theirs), widthOf(t.form.yours));
  const text = (value: unknown) =>
    cut(kind.partText(part, value, context), Math.max(1, width - label - 8), sym.ellipsis);
  const side = (name: string, value: unknown, isTaken: boolean): Line => [
    span(`   ${isTaken ? sym.running : sym.idle} `, isTaken ? "ok" : "dim"),
    span(`${pad(name, label)}  `, isTaken ? undefined : "dim"),
    { text: text(value), tone: isTaken ? "ok" : "dim", strong: isTaken },
  ];
  const isConflict = isTheirs && isOurs;
  return [
    [
      span(isCursor ? `${sym.pointer} ` : "  ", "accent"),
      { text: partLabel(part, canvas), tone: isConflict ? "warn" : "title", strong: isCursor },
      span(isConflict ? ` ${sym.late}` : "", "warn"),
    ],
    [span(`     ${pad(t.form.was, label)}  ${text(base)}`, "dim")],
    side(t.form.theirs, theirs, !isOursTaken),
    side(t.form.yours, ours, isOursTaken),
  ];
}
