import type { Canvas } from "../../components/canvas.ts";
import { columnChart, joined } from "../../terminal/charts.ts";
import { ruleLine } from "../../terminal/lines.ts";
import { widthOf } from "../../terminal/text.ts";
import { type Line, type Span, span } from "../../terminal/theme.ts";
import { localZone, wallOf, zoneOf } from "../../texts/format.ts";
import {
  type Axis,
  axisFor,
  chosenMinute,
  type Closed,
  closedOf,
  columnOf,
  columnsOf,
  hourMs,
  isPileUp,
  minuteMs,
  minuteOf,
  nextMs,
  type TimelineColumn,
  timelineOf,
  usualFires,
  withClosed,
} from "./timeline.ts";

/** The numbers beside the chart. */
const margin = 6;
/** Terminals that are lower show no strip of the hour. */
const leastForHour = 18;
const minutesOfHour = 60;

/** The zone of the times on the axis. */
export function agendaZone({ state }: Pick<Canvas, "state">): string {
  return zoneOf(state.prefs.timeMode, localZone);
}

/** The chart, its marks, its axis, and the minutes of the chosen hour. */
export function chartLines(canvas: Canvas): Line[] {
  const { state, t, sym, width, height } = canvas;
  const minutes = timelineOf(state);
  const usual = usualFires(minutes);
  const chosen = chosenMinute(state);
  const axis = axisFor(Math.max(1, width - margin - 1), state.now, chosen);
  const closed = closedOf(state.agenda);
  const columns = withClosed(columnsOf(minutes, axis, usual), axis, closed);
  const most = Math.max(0, ...columns.map(({ value }) => value));
  const rows = height >= 30 ? 6 : height >= leastForHour ? 4 : 2;
  const now = columnOf(axis, state.now);
  const isRead = state.agenda.upcoming !== undefined || columns.some(({ value }) => value > 0);
  const scale = (i: number) => i === 0 ? String(most) : i === rows - 1 ? "0" : "";
  const chart = columnChart(columns, rows, sym).map((line, i): Line => [
    span(`${(isRead ? scale(i) : i === 0 ? sym.ellipsis : "").padStart(margin - 1)} `, "dim"),
    // What has been is dim: it cannot be moved any more.
    ...joined(
      line.map((piece, x) =>
        x < now && piece.tone === "accent" ? { ...piece, tone: "dim" } : piece
      ),
    ),
  ]);
  // What is still to come can be moved; a pile-up that is past is marked in the chart only.
  const piled = minutes.filter((minute) => !minute.isPast && isPileUp(minute, usual)).length;
  const missed = minutes.reduce((sum, { notStarted }) => sum + notStarted, 0);
  const isCut = state.agenda.notStarted?.isCut ?? false;
  const right = [
    ...cutText(canvas),
    ...(piled > 0 ? [`${sym.late} ${t.agenda.pileUps(piled)}`] : []),
    ...(missed > 0 ? [`${sym.failed} ${t.agenda.notStarted(`${missed}${isCut ? "+" : ""}`)}`] : []),
  ].join("  ");
  return [
    ruleLine(canvas, t.agenda.title, right, true),
    ...chart,
    [span(" ".repeat(margin)), ...joined(columns.map((column) => markOf(canvas, column)))],
    ...(closed.length > 0 ? [closedLine(canvas, columns)] : []),
    axisLine(canvas, axis),
    pointerLine(canvas, axis, chosen),
    ...(height >= leastForHour && width >= minutesOfHour + margin + 2
      ? [hourLine(canvas, chosen)]
      : []),
  ];
}

/** Up to when the server counted, where the time to come holds too many fires. */
function cutText(canvas: Canvas): string[] {
  const { upcoming } = canvas.state.agenda;
  if (upcoming === undefined || upcoming === "unknown") return [];
  const until = Date.parse(upcoming.time_range_end);
  if (until >= Date.parse(upcoming.time_range_start) + nextMs) return [];
  return [canvas.t.agenda.upTo(wallOf(until, agendaZone(canvas)).time.slice(0, 5))];
}

/** `   ▒▒▒▒▒▒▒`: when calendars and pauses keep jobs from firing. The note under the list names them. */
function closedLine({ sym }: Canvas, columns: readonly TimelineColumn[]): Line {
  const shade = sym.heat[2] ?? sym.full;
  const cells = columns.map(({ isClosed }) => span(isClosed ? shade : " ", "paused"));
  return [span(" ".repeat(margin)), ...joined(cells)];
}

/** `calendar Night`, `pause: the database moves`. */
export function closedText({ t }: Pick<Canvas, "t">, { kind, name }: Closed): string {
  return t.agenda.closed[kind](name);
}

function markOf({ sym }: Canvas, { notStarted, isPileUp }: TimelineColumn): Span {
  if (notStarted > 0) return span(sym.failed, "bad");
  return isPileUp ? span(sym.late, "warn") : span(" ");
}

/** `14:00       15:00`: the whole hours. */
function axisLine(canvas: Canvas, axis: Axis): Line {
  const zone = agendaZone(canvas);
  let text = "";
  for (let i = 0; i < axis.columns; i++) {
    const wall = wallOf(axis.from + i * axis.stepMs, zone).time;
    if (wall.slice(3, 5) !== "00") continue;
    // An hour is 12 columns. A label that does not fit is left out.
    if (i + 5 > axis.columns) continue;
    text = text.padEnd(i) + wall.slice(0, 5);
  }
  return [span(" ".repeat(margin)), span(text, "dim")];
}

/** `↑now      ↑14:05`: where the present and the chosen minute are. */
function pointerLine(canvas: Canvas, axis: Axis, chosen: number): Line {
  const { state, t, sym } = canvas;
  const time = wallOf(chosen, agendaZone(canvas)).time.slice(0, 5);
  const labels = [
    { at: columnOf(axis, state.now), text: `${sym.up}${t.agenda.now}`, tone: "dim" as const },
    { at: columnOf(axis, chosen), text: `${sym.up}${time}`, tone: "accent" as const },
  ].filter(({ at }) => at >= 0 && at < axis.columns).sort((a, b) => a.at - b.at);
  const [first, second] = labels;
  if (first === undefined) return [];
  const blank = " ".repeat(margin + first.at);
  if (second === undefined) return [span(blank), span(first.text, first.tone)];
  const gap = second.at - first.at - widthOf(first.text);
  // Where both do not fit, only the chosen minute is named.
  if (gap < 1) {
    const own = first.tone === "accent" ? first : second;
    return [span(" ".repeat(margin + own.at)), span(own.text, own.tone)];
  }
  return [
    span(blank),
    span(first.text, first.tone),
    span(" ".repeat(gap)),
    span(second.text, second.tone),
  ];
}

/** `14:00 ▁▁▃█▁…`: each minute of the hour that holds the chosen one, in the zone of the axis. */
function hourLine(canvas: Canvas, chosen: number): Line {
  const { state, sym } = canvas;
  const minutes = new Map(timelineOf(state).map((minute) => [minute.at, minute]));
  const usual = usualFires(timelineOf(state));
  const { time } = wallOf(chosen, agendaZone(canvas));
  const from = minuteOf(chosen) - Number(time.slice(3, 5)) * minuteMs;
  const counts = Array.from(
    { length: hourMs / minuteMs },
    (_, i) => minutes.get(from + i * minuteMs)?.count ?? 0,
  );
  const most = Math.max(0, ...counts);
  const cells = counts.map((count, i): Span => {
    const at = from + i * minuteMs;
    const minute = minutes.get(at);
    const level = count === 0 ? 0 : Math.ceil((count / most) * (sym.heat.length - 1));
    const tone = (minute?.notStarted ?? 0) > 0
      ? "bad"
      : minute !== undefined && isPileUp(minute, usual)
      ? "warn"
      : at < minuteOf(state.now)
      ? "dim"
      : "accent";
    const text = (minute?.notStarted ?? 0) > 0 ? sym.failed : sym.heat[level] ?? " ";
    return at === chosen ? { text, tone, inverse: true } : span(text, tone);
  });
  return [
    span(`${`${time.slice(0, 2)}:00`.padStart(margin - 1)} `, "dim"),
    ...joined(cells),
    span(most === 0 ? "" : ` ${sym.up}${most}`, "dim"),
  ];
}
