import type { Symbols } from "./symbols.ts";
import { fitLine, type Line, lineWidth, sliceLine, type Span, span, type Tone } from "./theme.ts";
import { cut, cutPath, pad, padStart, widthOf } from "./text.ts";

/** A place to draw in. */
interface Place {
  readonly width: number;
  readonly sym: Symbols;
}

/** `─ Jobs 128 ─────── sort next ↑ ─`: the head of a pane. */
export function ruleLine(
  { width, sym }: Place,
  title: string | Line,
  right = "",
  isFocused = false,
): Line {
  if (title === "" && right === "") return [span(sym.rule.repeat(width), "rule")];
  const head: Line = typeof title === "string"
    ? [{ text: title, tone: isFocused ? "accent" : "title", strong: true }]
    : title;
  const room = Math.max(0, width - 4);
  const shown = fitLine(head, Math.min(room, lineWidth(head)), sym.ellipsis);
  const rest = room - lineWidth(shown);
  const end = right !== "" && rest > 6 ? ` ${cut(right, rest - 4, sym.ellipsis)} ` : "";
  const bar = width - 3 - lineWidth(shown) - widthOfEnd(end);
  return [
    span(`${sym.rule} `, "rule"),
    ...shown,
    span(` ${sym.rule.repeat(Math.max(0, end === "" ? bar : bar - 1))}`, "rule"),
    ...(end === "" ? [] : [span(end, "dim"), span(sym.rule, "rule")]),
  ];
}

function widthOfEnd(end: string): number {
  return lineWidth([span(end)]);
}

/** Two parts side by side with a wall between them. */
export function beside(
  canvas: Pick<Place, "sym">,
  left: readonly Line[],
  leftWidth: number,
  right: readonly Line[],
  rightWidth: number,
): Line[] {
  const height = Math.max(left.length, right.length);
  const { rule, wall, teeDown, teeLeft, teeRight, cross, ellipsis } = canvas.sym;
  const isRule = (line: Line | undefined) => line?.[0]?.text.startsWith(rule) ?? false;
  const wallAt = (i: number) => {
    if (isRule(left[i])) return !isRule(right[i]) ? teeLeft : i === 0 ? teeDown : cross;
    return isRule(right[i]) ? teeRight : wall;
  };
  return Array.from({ length: height }, (_, i) => [
    ...fitLine(left[i] ?? [], leftWidth, ellipsis),
    span(wallAt(i), "rule"),
    ...fitLine(right[i] ?? [], rightWidth, ellipsis),
  ]);
}

/** Cuts or fills up to exactly `height` rows. */
export function toHeight(lines: readonly Line[], height: number): Line[] {
  const shown = lines.slice(0, Math.max(0, height));
  return [...shown, ...Array.from({ length: height - shown.length }, (): Line => [])];
}

/** Draws a box over the middle of a frame. */
export function overlaid(frame: readonly Line[], box: readonly Line[], width: number): Line[] {
  const boxWidth = Math.max(0, ...box.map(lineWidth));
  const x = Math.max(0, Math.floor((width - boxWidth) / 2));
  const y = Math.max(0, Math.floor((frame.length - box.length) / 2));
  return frame.map((line, row) => {
    const piece = box[row - y];
    if (row < y || piece === undefined) return line;
    return [
      ...sliceLine(line, 0, x),
      ...sliceLine(piece, 0, boxWidth),
      ...sliceLine(line, x + boxWidth, width),
    ];
  });
}

/** Draws a border around rows. */
export function boxed(
  canvas: Pick<Place, "sym">,
  title: string,
  lines: readonly Line[],
  innerWidth: number,
): Line[] {
  const { sym } = canvas;
  const head = ` ${cut(title, innerWidth - 3, sym.ellipsis)} `;
  const bar = sym.rule.repeat(Math.max(0, innerWidth - 1 - lineWidth([span(head)])));
  return [
    [
      span(sym.cornerTopLeft + sym.rule, "rule"),
      { text: head, tone: "title", strong: true },
      span(bar + sym.cornerTopRight, "rule"),
    ],
    ...lines.map((line): Line => [
      span(sym.wall, "rule"),
      ...fitLine(line, innerWidth, sym.ellipsis),
      span(sym.wall, "rule"),
    ]),
    [span(sym.cornerBottomLeft + sym.rule.repeat(innerWidth) + sym.cornerBottomRight, "rule")],
  ];
}

export interface Cell {
  readonly text: string;
  readonly width: number;
  readonly tone?: Tone | undefined;
  readonly align?: "right";
}

/** Cells with a blank between them. */
export function cells(parts: readonly (Cell | Line)[], sym: Symbols): Span[] {
  return parts.flatMap((part, i): Span[] => {
    const gap = i === 0 ? [] : [span(" ")];
    if (!("width" in part)) return [...gap, ...part];
    const fit = part.align === "right" ? padStart : pad;
    const text = widthOf(part.text) > part.width
      ? cutPath(part.text, part.width, sym.ellipsis)
      : part.text;
    return [...gap, span(fit(text, part.width, sym.ellipsis), part.tone)];
  });
}
