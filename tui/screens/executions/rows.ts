import type { Execution } from "../../../routes/contract/history/executions.ts";
import { isSuccess } from "../../../routes/contract/facts.ts";
import type { Canvas } from "../../components/canvas.ts";
import { type Cell, cells } from "../../terminal/lines.ts";
import { ganttBar } from "../../terminal/charts.ts";
import { sortHead } from "../../components/sort_head.ts";
import { gutter } from "../../components/list.ts";
import { stateLooks } from "../../components/state_mark.ts";
import { countdown, duration, momentOf, wallOf, zoneOf } from "../../texts/format.ts";
import { askedLast, type ColumnChoices, columnNames } from "../../state/columns.ts";
import { type ColumnOf, isColumnOn } from "../../state/columns.ts";
import { tookMs } from "./list.ts";
import { categoryName, isRunning } from "../../state/selectors.ts";
import { type Line, type Span, span } from "../../terminal/theme.ts";
import { shortReason } from "../../texts/reason.ts";

export interface ExecutionColumns {
  readonly isPlain: boolean;
  readonly job: number;
  /** The widths of the other columns; 0: not chosen, or no room. */
  readonly widths: Readonly<Record<Name, number>>;
}

type Name = ColumnOf<"runs">;

const leastJob = 12;
/** The columns that go first in a narrow terminal. */
const droppedFirst: readonly Name[] = ["host", "category", "attempts", "by", "exit"];
const plainColumns: readonly Name[] = ["started", "duration"];

/** The chosen columns that fit. The name of the job and the bar share the rest. */
export function executionColumns(width: number, choices: ColumnChoices): ExecutionColumns {
  const isPlain = width < 60;
  const isOn = (column: Name) =>
    isColumnOn(choices, "runs", column) && (!isPlain || plainColumns.includes(column));
  const wide = {
    started: width < 28 ? 0 : width < 32 ? 5 : 9,
    category: 14,
    by: 6,
    duration: 7,
    bar: 0,
    exit: width >= 100 ? 20 : 12,
    host: 14,
    attempts: 3,
  };
  const widths = Object.fromEntries(
    Object.entries(wide).map(([column, most]) => [column, isOn(column as Name) ? most : 0]),
  ) as Record<Name, number>;
  const room = () =>
    Object.values(widths).reduce((rest, it) => it > 0 ? rest - it - 1 : rest, width - gutter - 2);
  for (const least of isPlain ? [] : askedLast(choices, "runs", droppedFirst)) {
    if (room() < leastJob) widths[least] = 0;
  }
  const rest = room();
  if (!isOn("bar") || rest < 30) return { isPlain, job: Math.max(4, rest), widths };
  const job = Math.min(32, Math.max(18, Math.floor(rest * 0.5)));
  return { isPlain, job, widths: { ...widths, bar: rest - job - 3 } };
}

/** The range of time of the bars of the visible rows. */
export interface TimeAxis {
  readonly from: number;
  readonly to: number;
}

export function axisOf(executions: readonly Execution[], now: number): TimeAxis {
  const starts = executions.map(startOf);
  const ends = executions.map((execution) => endOf(execution, now));
  const from = Math.min(...starts, now);
  // A shorter range would stretch a run of a second over the whole width.
  return { from, to: Math.max(...ends, from + 1000) };
}

/** The start of the first attempt; the due time before that. */
function startOf(execution: Execution): number {
  const first = execution.attempts[0]?.started_time ?? execution.started_time;
  return momentOf(first) ?? momentOf(execution.scheduled_time) ?? 0;
}

/** The end, or the present end of the bar. For an execution that waits for a retry: the end of its last attempt. */
function endOf(execution: Execution, now: number): number {
  const ended = momentOf(execution.ended_time);
  if (ended !== undefined) return ended;
  if (isRunning(execution)) return Math.max(now, startOf(execution));
  return momentOf(execution.attempts.at(-1)?.ended_time ?? "") ?? startOf(execution);
}

export function executionHeads(canvas: Canvas, columns: ExecutionColumns, axis: TimeAxis): Line {
  const { t, sym } = canvas;
  const head = (column: string, text: string, width: number) =>
    sortHead(canvas, "runs", column, text, width);
  const plain = (text: string, width: number) => ({ text, width, tone: "dim" as const });
  const { widths } = columns;
  const heads: Readonly<Record<Name, Cell | Line>> = {
    started: head("started", t.executions.started, widths.started),
    category: head("category", t.executions.category, widths.category),
    by: head("by", t.executions.by, widths.by),
    duration: head("duration", t.executions.took, widths.duration),
    bar: plain(axisText(canvas, axis, widths.bar), widths.bar + 2),
    exit: head("exit", t.executions.exit, widths.exit),
    host: head("host", t.executions.host, widths.host),
    attempts: head("attempts", t.executions.tries, widths.attempts),
  };
  return [
    span("  "),
    ...inOrder(
      columns,
      heads,
      head("state", "S", 1),
      head("job", t.executions.job, columns.job),
      sym,
    ),
  ];
}

/** Puts the state, the start and the job first, then the other columns. */
function inOrder(
  { widths }: ExecutionColumns,
  parts: Readonly<Record<Name, Cell | Line>>,
  state: Line,
  job: Cell | Line,
  sym: Canvas["sym"],
): Span[] {
  const shown = columnNames("runs").filter((column) => widths[column] > 0);
  const others = shown.filter((column) => column !== "started");
  return cells([
    state,
    ...(shown.includes("started") ? [parts.started] : []),
    job,
    ...others.map((column) => parts[column]),
  ], sym);
}

/** `14:00      14:05`. */
function axisText({ state }: Canvas, { from, to }: TimeAxis, width: number): string {
  // The rows are of many jobs, so no job's zone is used.
  const { timeMode } = state.prefs;
  const zone = zoneOf(timeMode === "job" ? "local" : timeMode, "");
  const clock = (at: number) =>
    wallOf(at, zone).time.slice(0, to - from < 300_000 && width >= 17 ? 8 : 5);
  if (width < 11) return ` ${clock(from)}`;
  const [left, right] = [clock(from), clock(to)];
  return ` ${left}${" ".repeat(Math.max(1, width - left.length - right.length))}${right}`;
}

export function executionRow(
  canvas: Canvas,
  execution: Execution,
  columns: ExecutionColumns,
  axis: TimeAxis,
): Line {
  const { state, sym, t } = canvas;
  const looks = stateLooks(execution.state, sym, t);
  const took = tookMs(execution, state.now);
  const tookText = took === undefined
    ? ""
    : execution.duration_ms === null
    ? countdown(took)
    : duration(took);
  const isBad = looks.tone === "bad";
  const { widths } = columns;
  const attempts = execution.max_attempts > 1
    ? `${execution.attempt}/${execution.max_attempts}`
    : "";
  const parts: Readonly<Record<Name, Cell | Line>> = {
    started: { text: startedText(canvas, execution, widths.started), width: widths.started },
    category: { text: categoryName(state, execution.job.category_id), width: widths.category },
    by: { text: t.executions.by_[execution.trigger], width: widths.by, tone: "dim" },
    duration: { text: tookText, width: widths.duration, tone: looks.tone },
    bar: widths.bar === 0 ? [] : barOf(canvas, execution, widths.bar, axis),
    exit: { text: exitText(execution, looks.text), width: widths.exit, tone: looks.tone },
    host: { text: execution.hostname, width: widths.host, tone: "dim" },
    attempts: {
      text: attempts,
      width: widths.attempts,
      tone: execution.attempt > 1 ? "warn" : "dim",
    },
  };
  const job = {
    text: execution.job.name,
    width: columns.job,
    tone: isBad ? looks.tone : undefined,
  };
  return inOrder(columns, parts, [span(looks.glyph, looks.tone)], job, sym);
}

/** The reason of the end; without a reason, the state. */
function exitText(execution: Execution, state: string): string {
  return execution.description === "" || isSuccess(execution.state)
    ? state
    : shortReason(execution.description);
}

function barOf(canvas: Canvas, execution: Execution, width: number, { from, to }: TimeAxis): Line {
  const { state, sym, t } = canvas;
  const share = (at: number) => (at - from) / (to - from);
  const looks = stateLooks(execution.state, sym, t);
  const bar = ganttBar(share(startOf(execution)), share(endOf(execution, state.now)), width, sym);
  return [span(sym.wall, "rule"), span(bar, looks.tone), span(sym.wall, "rule")];
}

/** The start or the due time: today the clock, else the day and the clock. */
function startedText(
  { state, t }: Pick<Canvas, "state" | "t">,
  execution: Execution,
  width: number,
): string {
  const { now, prefs } = state;
  const at = startOf(execution);
  const zone = zoneOf(prefs.timeMode, execution.job.timezone);
  const [wall, today] = [wallOf(at, zone), wallOf(now, zone)];
  if (wall.date === today.date) return wall.time.slice(0, width >= 8 ? 8 : 5);
  if (width < 9) return wall.date.slice(5);
  if (Math.abs(now - at) < 6 * 86_400_000) {
    const day = t.weekdays[new Date(`${wall.date}T00:00:00Z`).getUTCDay()] ?? "";
    return `${day} ${wall.time.slice(0, 5)}`;
  }
  return wall.date.slice(2);
}
