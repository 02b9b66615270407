import type { Execution } from "../../routes/contract/executions.ts";
import { type Canvas, cells } from "../canvas.ts";
import { ganttBar } from "../charts.ts";
import { gutter } from "../components/list.ts";
import { stateLooks } from "../components/state_mark.ts";
import { countdown, duration, momentOf, wallOf, zoneOf } from "../format.ts";
import { tookMs } from "../run_list.ts";
import { isActive } from "../selectors.ts";
import { pad } from "../text.ts";
import { type Click, type Line, span } from "../theme.ts";

export interface RunColumns {
  readonly isPlain: boolean;
  readonly started: number;
  readonly job: number;
  readonly by: number;
  readonly took: number;
  /** 0: there is no room for it. */
  readonly gantt: number;
  readonly exit: number;
  readonly tries: number;
}

/** What fits; the job's name takes what is left, and of that the bar its share. */
export function runColumns(width: number): RunColumns {
  const isPlain = width < 60;
  const started = width < 32 ? 5 : 9;
  const took = 7;
  const by = isPlain ? 0 : 6;
  const exit = isPlain ? 0 : width >= 100 ? 20 : 12;
  const tries = isPlain ? 0 : 3;
  const fixed = [started, took, by, exit, tries].filter((it) => it > 0);
  const rest = width - gutter - 2 - fixed.reduce((sum, it) => sum + it + 1, 0);
  const hasBar = !isPlain && rest >= 30;
  const job = hasBar ? Math.min(32, Math.max(18, Math.floor(rest * 0.5))) : Math.max(4, rest);
  return { isPlain, started, job, by, took, gantt: hasBar ? rest - job - 3 : 0, exit, tries };
}

/** What the bars of the rows that are seen lie on. */
export interface TimeAxis {
  readonly from: number;
  readonly to: number;
}

export function axisOf(runs: readonly Execution[], now: number): TimeAxis {
  const starts = runs.map(startOf);
  const ends = runs.map((run) => endOf(run, now));
  const from = Math.min(...starts, now);
  // Something of a second or less would fill the width.
  return { from, to: Math.max(...ends, from + 1000) };
}

/** When it first started; of one that has not, when it is due. */
function startOf(run: Execution): number {
  const first = run.attempts[0]?.started_time ?? run.started_time;
  return momentOf(first) ?? momentOf(run.scheduled_time) ?? 0;
}

/** Its end, or how far it is: one that waits for its next attempt has come as far as the last went. */
function endOf(run: Execution, now: number): number {
  const ended = momentOf(run.ended_time);
  if (ended !== undefined) return ended;
  if (isActive(run)) return Math.max(now, startOf(run));
  return momentOf(run.attempts.at(-1)?.ended_time ?? "") ?? startOf(run);
}

export function runHeads(canvas: Canvas, columns: RunColumns, axis: TimeAxis): Line {
  const { t, sym } = canvas;
  const head = (column: string, text: string, width: number): Line => {
    const click: Click = { kind: "sort", list: "runs", column };
    return [{ text: pad(text, width, sym.ellipsis), tone: "dim", click }];
  };
  const plain = (text: string, width: number) => ({ text, width, tone: "dim" as const });
  return [
    span("  "),
    ...cells([
      head("state", "S", 1),
      head("started", t.runs.started, columns.started),
      head("job", t.runs.job, columns.job),
      plain(t.runs.by, columns.by),
      head("duration", t.runs.took, columns.took),
      ...(columns.gantt > 0
        ? [plain(axisText(canvas, axis, columns.gantt), columns.gantt + 2)]
        : []),
      plain(t.runs.exit, columns.exit),
      plain(t.runs.tries, columns.tries),
    ], sym),
  ];
}

/** `14:00      14:05`. */
function axisText({ state }: Canvas, { from, to }: TimeAxis, width: number): string {
  // A job's zone says nothing of rows of many jobs.
  const { timeMode } = state.prefs;
  const zone = zoneOf(timeMode === "job" ? "local" : timeMode, "");
  const clock = (at: number) =>
    wallOf(at, zone).time.slice(0, to - from < 300_000 && width >= 17 ? 8 : 5);
  if (width < 11) return ` ${clock(from)}`;
  const [left, right] = [clock(from), clock(to)];
  return ` ${left}${" ".repeat(Math.max(1, width - left.length - right.length))}${right}`;
}

export function runRow(
  canvas: Canvas,
  run: Execution,
  columns: RunColumns,
  axis: TimeAxis,
): Line {
  const { state, sym, t } = canvas;
  const looks = stateLooks(run.state, sym, t);
  const took = tookMs(run, state.now);
  const tookText = took === undefined
    ? ""
    : run.duration_ms === null
    ? countdown(took)
    : duration(took);
  const isBad = looks.tone === "bad";
  const cellsOf = [
    [span(looks.glyph, looks.tone)],
    { text: startedText(canvas, run, columns.started), width: columns.started },
    { text: run.job.name, width: columns.job, tone: isBad ? looks.tone : undefined },
  ];
  const tookCell = { text: tookText, width: columns.took, tone: looks.tone };
  if (columns.isPlain) return cells([...cellsOf, tookCell], sym);
  const attempts = run.attempt === 0 && run.max_attempts === 1
    ? ""
    : run.max_attempts > 1
    ? `${run.attempt}/${run.max_attempts}`
    : "";
  return cells([
    ...cellsOf,
    { text: t.runs.by_[run.trigger], width: columns.by, tone: "dim" },
    tookCell,
    ...(columns.gantt > 0 ? [barOf(canvas, run, columns.gantt, axis)] : []),
    { text: exitText(run, looks.text), width: columns.exit, tone: looks.tone },
    { text: attempts, width: columns.tries, tone: run.attempt > 1 ? "warn" : "dim" },
  ], sym);
}

/** The reason where there is one, the state where there is none. */
function exitText(run: Execution, state: string): string {
  return run.description === "" || run.state === "succeeded" ? state : run.description;
}

function barOf(canvas: Canvas, run: Execution, width: number, { from, to }: TimeAxis): Line {
  const { state, sym, t } = canvas;
  const share = (at: number) => (at - from) / (to - from);
  const looks = stateLooks(run.state, sym, t);
  const bar = ganttBar(share(startOf(run)), share(endOf(run, state.now)), width, sym);
  return [span(sym.wall, "rule"), span(bar, looks.tone), span(sym.wall, "rule")];
}

/** When it started, or is due: the clock today, the day with the clock before. */
function startedText(
  { state, t }: Pick<Canvas, "state" | "t">,
  run: Execution,
  width: number,
): string {
  const { now, prefs } = state;
  const at = startOf(run);
  const zone = zoneOf(prefs.timeMode, run.job.timezone);
  const [wall, today] = [wallOf(at, zone), wallOf(now, zone)];
  if (wall.date === today.date) return wall.time.slice(0, width >= 8 ? 8 : 5);
  if (width < 9) return wall.date.slice(5);
  if (Math.abs(now - at) < 6 * 86_400_000) {
    const day = t.weekdays[new Date(`${wall.date}T00:00:00Z`).getUTCDay()] ?? "";
    return `${day} ${wall.time.slice(0, 5)}`;
  }
  return wall.date.slice(2);
}
