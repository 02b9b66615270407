import { memo } from "../../cache/memo.ts";
import type { Canvas } from "../../components/canvas.ts";
import { ruleLine } from "../../terminal/lines.ts";
import { heat, joined } from "../../terminal/charts.ts";
import { localZone, zoneOf } from "../../texts/format.ts";
import { drawnAt, placeOf } from "../../components/list.ts";
import type { Symbols } from "../../terminal/symbols.ts";
import { pad } from "../../terminal/text.ts";
import { type Line, type Span, span } from "../../terminal/theme.ts";
import type { Texts } from "../../texts/mod.ts";
import { failuresByHour, type HeatHour, hoursByWall, lastDays } from "./upcoming.ts";

/**
 * Seven days by 24 hours. The cursor goes through the hours that have failures: the others have nothing
 * to open.
 */
export const heatPane = (pane: number) => (canvas: Canvas): readonly Line[] => {
  const { state, t, sym, layout, width, height } = canvas;
  const zone = zoneOf(state.prefs.timeMode, localZone);
  const { hours } = state.stats;
  // A server without figures: the failures that are known.
  const own = hours === "unknown" ? state.executions.byId : undefined;
  const all = failuresByHour(hours === "unknown" ? undefined : hours, own, zone);
  const days = lastDays(state.now, zone).slice(-Math.max(1, height - 2));
  const failed = all.filter((one) => one.failed > 0 && days.includes(one.date)).toReversed();
  const ids = failed.map(({ id }) => id);
  const isFocused = state.view.pane === pane;
  const place = placeOf(canvas, "home.heat", ids, height);
  const cursor = ids[place.cursor];
  const drawn = drawnAt(canvas, "home.heat", ids, height, place);
  layout.add({ ...drawn, sorts: [], pane }, isFocused);
  const chosen = isFocused ? failed.find(({ id }) => id === cursor) : undefined;
  const most = Math.max(0, ...failed.map(({ failed }) => failed));
  const cellWidth = width >= 60 ? 2 : 1;
  const isRead = hours !== undefined;
  const right = chosen === undefined
    ? isRead ? "" : sym.ellipsis
    : saidOf(chosen, t.home.failedAt(chosen.failed));
  return [
    ruleLine(canvas, t.home.failures, right, isFocused),
    ...dayLines(canvas.t, sym, all, days.join(" "), most, cellWidth, chosen?.id),
    ...(height >= 4 ? [hoursLine(cellWidth)] : []),
  ];
};

/** The same lines while nothing of them changes, because Home is drawn several times a second. */
const dayLines = memo((
  t: Texts,
  sym: Symbols,
  all: readonly HeatHour[],
  days: string,
  most: number,
  cellWidth: number,
  chosen: string | undefined,
): readonly Line[] => {
  const byWall = hoursByWall(all);
  return days.split(" ").map((date): Line => {
    const day = t.weekdays[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? "";
    const cells = Array.from({ length: 24 }, (_, hour): Span => {
      const one = byWall.get(`${date} ${hour}`);
      const text = heat(one?.failed ?? 0, most, sym).padEnd(cellWidth);
      if (one === undefined || one.failed === 0) return span(text, "dim");
      const click = { kind: "row", list: "home.heat", id: one.id } as const;
      return { text, tone: "bad", click, inverse: one.id === chosen };
    });
    return [span(` ${pad(day, 4)} `, "dim"), ...joined(cells)];
  });
});

function saidOf({ date, hour }: HeatHour, failed: string): string {
  return `${date.slice(5)} ${String(hour).padStart(2, "0")}:00  ${failed}`;
}

/** The hours of the day under their columns. */
function hoursLine(cellWidth: number): Line {
  const marks = [0, 6, 12, 18].map((hour) => String(hour).padStart(2, "0").padEnd(6 * cellWidth));
  return [span(`      ${marks.join("").trimEnd()}`, "dim")];
}
