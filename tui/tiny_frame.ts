import { isTab } from "./keys/tabs.ts";
import type { Screen } from "./app.ts";
import { type Canvas, within } from "./components/canvas.ts";
import { countText } from "./components/count_text.ts";
import { toHeight } from "./terminal/lines.ts";
import { toastLine } from "./components/hints.ts";
import { countdown } from "./texts/format.ts";
import { filterLine } from "./overlays/filter_line.ts";
import { countsOf } from "./state/selectors.ts";
import { cut } from "./terminal/text.ts";
import { type Line, span } from "./terminal/theme.ts";

/** Draws a small screen without head and hints: a line of counters, and the list of the screen. */
export function tinyFrame(canvas: Canvas, screen: Screen): Line[] {
  const { state, width, height } = canvas;
  // A screen with a text field needs all the room.
  if (screen.isTypedIn?.(state)) return toHeight(screen.view(canvas), height);
  const below = height < 3 ? undefined : belowLine(canvas);
  const room = height - (below === undefined ? 0 : 1);
  const isLost = state.connection.phase === "lost";
  // A screen that is no tab shows its title instead of the counters.
  const head = !isTab(screen.id) && !isLost ? [] : [countersLine(canvas)];
  const body = !isTab(screen.id)
    ? screen.view(within(canvas, width, room - head.length))
    : withoutTitle(canvas, screen.view(within(canvas, width, room - head.length + 1)));
  return [...toHeight([...head, ...body], room), ...(below === undefined ? [] : [below])];
}

function withoutTitle({ sym }: Canvas, lines: readonly Line[]): readonly Line[] {
  return lines[0]?.[0]?.text.startsWith(sym.rule) ? lines.slice(1) : lines;
}

/** The last row: a filter that is being typed, or a toast. */
function belowLine(canvas: Canvas): Line | undefined {
  const { overlay } = canvas.state.overlay;
  if (overlay?.kind === "filter") return filterLine(canvas, overlay);
  return canvas.state.notices.toast === undefined ? undefined : toastLine(canvas);
}

function countersLine(canvas: Canvas): Line {
  const { state, sym, width } = canvas;
  const { running, failed, late, jobs } = countsOf(state);
  const counters = [
    `${sym.idle}${countText(canvas, jobs, "jobs")}`,
    `${sym.running}${countText(canvas, running, "running")}`,
    `${sym.failed}${countText(canvas, failed, "failing")}`,
    `${sym.late}${countText(canvas, late, "jobs")}`,
  ].join(" ");
  const { connection } = state;
  const lost = connection.phase === "lost"
    ? ` ${sym.offline}${countdown(state.now - connection.since)}`
    : "";
  return [span(cut(counters + lost, width, sym.ellipsis), "title")];
}
