import type { Job } from "../../../routes/contract/jobs/jobs.ts";
import type { Canvas } from "../../components/canvas.ts";
import { type Cell, cells } from "../../terminal/lines.ts";
import { gutter } from "../../components/list.ts";
import { conditionLooks, historyStrip, stateLooks } from "../../components/state_mark.ts";
import {
  approach,
  clockTime,
  countdown,
  cronText,
  duration,
  momentOf,
  zoneOf,
} from "../../texts/format.ts";
import { sortHead } from "../../components/sort_head.ts";
import { durationsOf } from "../../state/durations.ts";
import { askedLast, type ColumnChoices, type ColumnOf } from "../../state/columns.ts";
import { isColumnAsked, isColumnOn } from "../../state/columns.ts";
import {
  categoryName,
  conditionOf,
  lastEnded,
  lateness,
  runningByJob,
} from "../../state/selectors.ts";
import type { State } from "../../state.ts";
import { widthOf } from "../../terminal/text.ts";
import { pauseOf } from "../../state/server/pauses.ts";
import { type Line, span, type Tone } from "../../terminal/theme.ts";

type Name = ColumnOf<"jobs">;

export interface JobColumns {
  /** Only the name and the next fire fit. */
  readonly isPlain: boolean;
  readonly name: number;
  /** The other columns in their order. */
  readonly others: readonly { readonly column: Name; readonly width: number }[];
}

const leastName = 14;
/** The columns that go first in a narrow terminal. */
const droppedFirst: readonly Name[] = [
  "trend",
  "p95",
  "p50",
  "zone",
  "class",
  "category",
  "history",
  "schedule",
  "last",
];
/** From this width on, columns that the user did not ask for are shown. */
const roomy = 110;

/** The chosen columns that fit. The name takes the rest. */
export function jobColumns(width: number, choices: ColumnChoices): JobColumns {
  const isPlain = width < 60;
  const widths: Readonly<Record<Name, number>> = {
    category: isColumnAsked(choices, "jobs", "category") || width >= roomy ? 14 : 0,
    class: 20,
    schedule: width >= 100 ? 18 : width >= 84 ? 16 : 14,
    zone: 16,
    history: 12,
    // `failed 571ms`: a duration without its unit says nothing.
    last: width >= 100 ? 14 : 12,
    p50: 9,
    p95: 8,
    trend: 7,
    next: width < 40 ? 8 : 12,
  };
  let others = (Object.keys(widths) as Name[])
    .filter((column) => isColumnOn(choices, "jobs", column) && widths[column] > 0)
    .filter((column) => !isPlain || column === "next")
    .map((column) => ({ column, width: widths[column] }));
  const room = () => width - gutter - 2 - others.reduce((sum, it) => sum + it.width + 1, 0);
  for (const least of isPlain ? [] : askedLast(choices, "jobs", droppedFirst)) {
    if (room() < leastName) others = others.filter(({ column }) => column !== least);
  }
  return { isPlain, name: Math.max(6, room()), others };
}

export function jobHeads(canvas: Canvas, { name, others }: JobColumns): Line {
  const { t, sym } = canvas;
  const head = (text: string, width: number, column: string) =>
    sortHead(canvas, { list: "jobs", column, text, width });
  return [
    span("  "),
    ...cells([
      head("S", 1, "state"),
      head(t.jobs.name, name, "name"),
      ...others.map(({ column, width }) => head(t.jobs[column], width, column)),
    ], sym),
  ];
}

export function jobRow(canvas: Canvas, job: Job, columns: JobColumns): Line {
  const { state, sym, t, width } = canvas;
  const condition = conditionOf(state, job);
  const looks = conditionLooks(condition, sym, t);
  const nameTone = condition === "failed" || condition === "late" ? looks.tone : undefined;
  if (columns.isPlain) {
    const next = columns.others.length === 0 ? "" : nextText(canvas, job);
    // In a very narrow terminal the name takes what the time of this row leaves.
    const nextWidth = width < 30 ? widthOf(next) : columns.others[0]?.width ?? 0;
    const name = Math.max(4, width - gutter - 2 - (nextWidth === 0 ? 0 : nextWidth + 1));
    return cells([
      [span(looks.glyph, looks.tone)],
      { text: job.name, width: name, tone: nameTone },
      ...(nextWidth === 0 ? [] : [{ text: next, width: nextWidth, tone: looks.tone }]),
    ], sym);
  }
  return cells([
    [span(looks.glyph, looks.tone)],
    { text: job.name, width: columns.name, tone: nameTone },
    ...columns.others.map(({ column, width }) => jobCell(canvas, job, column, width)),
  ], sym);
}

function jobCell(canvas: Canvas, job: Job, column: Name, width: number): Cell | Line {
  const { state, sym, t } = canvas;
  switch (column) {
    case "category":
      return { text: categoryName(state, job.category_id), width };
    case "class":
      // The last part of a class name is the one that differs.
      return { text: job.job_class_string.split(".").at(-1) ?? "", width };
    case "schedule":
      return { text: cronText(job), width, tone: job.paused ? "dim" : undefined };
    case "zone":
      return { text: job.timezone, width, tone: "dim" };
    case "history":
      return historyStrip(state.executions.history.get(job.job_id) ?? [], width, sym);
    case "last": {
      const last = lastEnded(state.executions.history.get(job.job_id));
      if (last === undefined) return { text: "", width };
      const looks = stateLooks(last.state, sym, t);
      const took = last.duration_ms === null ? "" : ` ${duration(last.duration_ms)}`;
      return { text: `${looks.text}${took}`, width, tone: looks.tone };
    }
    case "p50":
    case "p95": {
      const took = durationsOf(state.executions.history.get(job.job_id))?.[column];
      return { text: took === undefined ? "" : duration(took), width };
    }
    case "trend":
      return trendCell(canvas, job, width);
    case "next":
      return { text: nextText(canvas, job), width, tone: nextTone(state, job) };
  }
}

/** How much slower than a quarter more is worth a colour. */
const slower = 1.25;

/** `↑32 %`: the newer half of the last successes took longer than the older half. */
function trendCell({ state, sym }: Canvas, job: Job, width: number): Cell {
  const trend = durationsOf(state.executions.history.get(job.job_id))?.trend;
  if (trend === undefined) return { text: "", width };
  const percent = Math.round((trend - 1) * 100);
  const arrow = percent > 0 ? sym.up : percent < 0 ? sym.down : "";
  const tone = trend > slower ? "warn" : percent === 0 ? "dim" : undefined;
  return { text: `${arrow}${Math.abs(percent)} %`, width, tone };
}

function nextTone(state: State, job: Job): Tone | undefined {
  if (runningByJob(state.executions.byId).has(job.job_id)) return "running";
  if (lateness(state, job) > 0) return "warn";
  return job.paused ? "dim" : undefined;
}

/** How long the job has been running, how late it is, or when it fires next. */
export function nextText({ state, t }: Pick<Canvas, "state" | "t">, job: Job): string {
  const { now, prefs } = state;
  const [execution] = runningByJob(state.executions.byId).get(job.job_id) ?? [];
  if (execution !== undefined) {
    return t.jobs.runningFor(countdown(now - (momentOf(execution.started_time) ?? now)));
  }
  const late = lateness(state, job);
  if (late > 0) return t.jobs.late(countdown(late));
  const pause = pauseOf(state, job);
  if (pause !== undefined) {
    return pause.reason === "" ? t.jobs.paused : t.pauses.paused(pause.reason);
  }
  const next = momentOf(job.next_run_time);
  if (next === undefined) return t.jobs.noNext;
  if (prefs.timeMode === "relative") return t.jobs.nextIn(approach(next - now));
  return clockTime(next, now, zoneOf(prefs.timeMode, job.timezone), t.weekdays);
}
