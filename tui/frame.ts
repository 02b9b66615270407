import type { App, Screen } from "./app.ts";
import { offeredBindings, screenOf } from "./commands/running.ts";
import { type Canvas, within } from "./components/canvas.ts";
import { headerLine, tabLine } from "./components/header.ts";
import { hintLine, statusLine } from "./components/hints.ts";
import { completionLine, filterLine } from "./overlays/filter_line.ts";
import { overlayBox } from "./overlays/mod.ts";
import type { State } from "./state.ts";
import { type Frame, type Layout, LayoutDraft } from "./terminal/layout.ts";
import { overlaid, toHeight } from "./terminal/lines.ts";
import type { PaintedRow } from "./terminal/painter.ts";
import { symbolsOf } from "./terminal/symbols.ts";
import { fitLine, type Line, paint } from "./terminal/theme.ts";
import { textsOf } from "./texts/mod.ts";
import { tinyFrame } from "./tiny_frame.ts";

type Parts = Pick<App, "screens" | "commands">;

/** Smaller terminals have no room for a head and hints. */
const leastColumns = 30;
const leastRows = 8;

/**
 * Draws the whole screen: never more rows than there are, never wider. Changes nothing.
 * @param before the layout of the frame before, whose cursors stay on what they were on.
 */
export function frameOf(
  state: State,
  parts: Parts,
  columns: number,
  rows: number,
  before?: Layout,
): Frame {
  const layout = new LayoutDraft(columns, rows, before);
  const canvas: Canvas = {
    state,
    width: columns,
    height: rows,
    t: textsOf(state.prefs.language, state.settings.keys),
    sym: symbolsOf(state.prefs.isAscii),
    layout,
    offered: () => offeredBindings(parts, state, layout.focused !== undefined, layout),
  };
  const screen = screenOf({ screens: parts.screens, state });
  const isTiny = columns < leastColumns || rows < leastRows;
  const whole = isTiny ? tinyFrame(canvas, screen) : wholeFrame(canvas, screen);
  const base = whole.map((line) => fitLine(line, columns, canvas.sym.ellipsis));
  const { overlay } = state.overlay;
  const box = overlay === undefined ? undefined : overlayBox(canvas, overlay);
  const frame = box === undefined ? base : overlaid(base, box.slice(0, rows), columns);
  return { lines: toHeight(frame, rows), layout };
}

function wholeFrame(canvas: Canvas, screen: Screen): Line[] {
  const { state, width, height } = canvas;
  const body = within(canvas, width, height - 4);
  const { overlay } = state.overlay;
  const lines = toHeight(screen.view(body), body.height);
  return [
    headerLine(canvas),
    tabLine(canvas),
    ...lines,
    overlay?.kind === "filter" ? completionLine(canvas, overlay) : statusLine(canvas),
    overlay?.kind === "filter"
      ? filterLine(canvas, overlay)
      : hintLine(canvas, screen.isTypedIn?.(state) ?? false),
  ];
}

/** Paints the rows in the colours of the theme. */
export function painted(state: State, lines: readonly Line[], columns: number): PaintedRow[] {
  const isFaded = state.connection.phase === "lost";
  const { theme, isAscii } = state.prefs;
  return lines.map((line, i) =>
    // The head keeps its colours, because it says why the rest is dim.
    paint(isAscii ? inAscii(line) : line, columns, theme, isFaded && i > 1 && i < lines.length - 2)
  );
}

/** The characters of our own texts that are not ASCII. Texts of the server stay unchanged. */
const asciiOf: Readonly<Record<string, string>> = {
  "·": ".",
  "…": "~",
  "×": "x",
  "↑": "^",
  "↓": "v",
  "→": ">",
  "’": "'",
};

function inAscii(line: Line): Line {
  return line.map((piece) => {
    const text = piece.text.replace(/[·…×↑↓→’]/g, (glyph) => asciiOf[glyph] ?? glyph);
    return text === piece.text ? piece : { ...piece, text };
  });
}
