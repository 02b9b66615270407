import { type Canvas, overlaid, toHeight, within } from "./terminal/canvas.ts";
import type { Layout } from "./terminal/layout.ts";
import { filterLine } from "./overlays/filter_line.ts";
import { overlayBox } from "./overlays/mod.ts";
import { screenOf } from "./screens/list.ts";
import type { State } from "./state.ts";
import { currentView } from "./state/view.ts";
import { symbolsOf } from "./terminal/symbols.ts";
import type { PaintedRow } from "./terminal/painter.ts";
import { textsOf } from "./texts/mod.ts";
import { headerLine, tabLine } from "./components/header.ts";
import { hintLine, toastLine } from "./components/hints.ts";
import { type Line, paint } from "./terminal/theme.ts";
import { tinyFrame } from "./tiny_frame.ts";

/** Below these there is no room for a head and hints. */
const leastColumns = 30;
const leastRows = 8;

/** The whole screen as rows: never more than there are, never wider. Tells the layout what is where. */
export function frameOf(state: State, layout: Layout, columns: number, rows: number): Line[] {
  layout.begin(state, columns, rows);
  const canvas: Canvas = {
    state,
    width: columns,
    height: rows,
    t: textsOf(state.prefs.language, state.settings.keys),
    sym: symbolsOf(state.prefs.isAscii),
    layout,
  };
  const isTiny = columns < leastColumns || rows < leastRows;
  const base = isTiny ? tinyFrame(canvas) : wholeFrame(canvas);
  const { overlay } = state.overlay;
  const box = overlay === undefined ? undefined : overlayBox(canvas, overlay);
  const frame = box === undefined ? base : overlaid(base, box.slice(0, rows), columns);
  layout.lines = toHeight(frame, rows);
  return layout.lines as Line[];
}

function wholeFrame(canvas: Canvas): Line[] {
  const { state, width, height } = canvas;
  const body = within(canvas, width, height - 4);
  const screen = screenOf(currentView(state.view).screen);
  const { overlay } = state.overlay;
  const lines = toHeight(screen.view(body), body.height);
  return [
    headerLine(canvas),
    tabLine(canvas),
    ...lines,
    toastLine(canvas),
    overlay?.kind === "filter" ? filterLine(canvas, overlay) : hintLine(canvas),
  ];
}

/** The rows as the terminal takes them. */
export function painted(state: State, lines: readonly Line[], columns: number): PaintedRow[] {
  const isFaded = state.connection.phase === "lost";
  const { theme, isAscii } = state.prefs;
  return lines.map((line, i) =>
    // The head stays: it says why the rest is dim.
    paint(isAscii ? inAscii(line) : line, columns, theme, isFaded && i > 1 && i < lines.length - 2)
  );
}

/** What the texts have besides letters; the server's letters stay as they are. */
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
