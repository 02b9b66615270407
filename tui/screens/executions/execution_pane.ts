import { loadingText } from "../../components/unread_text.ts";
import type { Execution } from "../../../routes/contract/history/executions.ts";
import type { Canvas } from "../../components/canvas.ts";
import { ruleLine } from "../../terminal/lines.ts";
import { historyStrip, stateLooks } from "../../components/state_mark.ts";
import { duration, momentOf, wallOf, zoneOf } from "../../texts/format.ts";
import { shortId, tookMs } from "./list.ts";
import { averageMs } from "../../state/selectors.ts";
import { pastOf } from "../../state/server/executions.ts";
import { mostFactExecutions } from "../../state/server/facts.ts";
import { pad, widthOf, wrap } from "../../terminal/text.ts";
import { type Line, type Span, span } from "../../terminal/theme.ts";
import { outputRows, silence } from "./execution_output.ts";

const mostResultRows = 4;

/** One execution beside the list: times, duration, attempts, the last executions of the job, the end of the output. */
export function executionPane(canvas: Canvas, execution: Execution): Line[] {
  const { t, sym, width, height } = canvas;
  const texts = t.execution;
  const looks = stateLooks(execution.state, sym, t);
  const labels = [texts.started, texts.attempts, texts.duration, texts.reason, texts.result];
  const labelWidth = Math.max(...labels.map(widthOf));
  const field = (label: string, ...value: Span[]): Line => [
    span(` ${pad(label, labelWidth)}  `, "dim"),
    ...value,
  ];
  const described = execution.description === ""
    ? []
    : wrap(execution.description, width - 2).slice(0, 3).map((
      text,
    ): Line => [span(` ${text}`, looks.tone)]);
  const head: Line[] = [
    ruleLine(
      canvas,
      `${execution.job.name} ${sym.crumb} ${texts.name(shortId(execution.execution_id))}`,
    ),
    [
      span(` ${looks.glyph} ${looks.text}`, looks.tone),
      span(`  ${byText(canvas, execution)}`, "dim"),
    ],
    ...described,
    field(texts.started, span(startedText(canvas, execution))),
    ...(execution.max_attempts > 1
      ? [field(texts.attempts, ...attemptSpans(canvas, execution))]
      : []),
    field(texts.duration, span(figuresText(canvas, execution))),
    ...(execution.reason === "" ? [] : [field(texts.reason, span(execution.reason))]),
    ...stripLines(canvas, execution, labelWidth),
    ...resultLines(canvas, execution),
    ruleLine(canvas, texts.output),
  ];
  return [...head, ...outputLines(canvas, execution, Math.max(1, height - head.length))];
}

function byText({ t, sym }: Canvas, execution: Execution): string {
  const attempt = execution.max_attempts > 1
    ? [t.execution.attempt(execution.attempt, execution.max_attempts)]
    : [];
  return [t.jobs.detail.by[execution.trigger], ...attempt].join(` ${sym.separator} `);
}

/** `14:00:00 (due 14:00:00, 3s late)`. */
function startedText({ state, t }: Canvas, execution: Execution): string {
  const zone = zoneOf(state.prefs.timeMode, execution.job.timezone);
  const due = momentOf(execution.scheduled_time) ?? 0;
  const started = momentOf(execution.started_time);
  const dueText = `${t.execution.due} ${wallOf(due, zone).time}`;
  if (started === undefined) return dueText;
  const late = execution.attempt <= 1 && started - due >= 1000
    ? `, ${t.execution.late(duration(started - due))}`
    : "";
  return `${wallOf(started, zone).time} (${dueText}${late})`;
}

function attemptSpans({ state, sym, t }: Canvas, execution: Execution): Span[] {
  const failed = execution.attempts.map((one) => {
    const took = (momentOf(one.ended_time) ?? 0) - (momentOf(one.started_time) ?? 0);
    return span(`${sym.failed} ${duration(took)}  `, "bad");
  });
  const looks = stateLooks(execution.state, sym, t);
  const took = tookMs(execution, state.now);
  const last = execution.attempts.length >= execution.attempt && execution.state !== "scheduled"
    ? []
    : [span(`${looks.glyph} ${took === undefined ? "" : duration(took)}`, looks.tone)];
  return [...failed, ...last];
}

function figuresText({ state, t, sym }: Canvas, execution: Execution): string {
  const facts = state.facts.get(execution.job.job_id);
  const past = facts?.executions?.map(pastOf) ?? state.executions.history.get(execution.job.job_id);
  const average = averageMs(past);
  const took = tookMs(execution, state.now);
  const p95 = facts?.stats?.total.duration_ms?.p95;
  return [
    ...(took === undefined ? [] : [duration(took)]),
    ...(average === undefined ? [] : [t.execution.average(duration(average))]),
    ...(p95 === undefined ? [] : [t.execution.p95(duration(p95))]),
  ].join(` ${sym.separator} `);
}

function stripLines(canvas: Canvas, execution: Execution, labelWidth: number): Line[] {
  const { state, sym, t, width } = canvas;
  const facts = state.facts.get(execution.job.job_id)?.executions?.map(pastOf);
  const past = facts ?? state.executions.history.get(execution.job.job_id) ?? [];
  if (past.length === 0) return [];
  const room = Math.min(mostFactExecutions, past.length, width - labelWidth - 4);
  const label = pad(t.execution.last(Math.min(past.length, room)), labelWidth);
  return [[span(` ${label}  `, "dim"), ...historyStrip(past, room, sym)]];
}

function resultLines({ t, width }: Canvas, execution: Execution): Line[] {
  if (execution.result === "") return [];
  const rows = wrap(execution.result, width - 4).slice(0, mostResultRows);
  return [
    [span(` ${t.execution.result}`, "dim")],
    ...rows.map((text): Line => [span(`   ${text}`)]),
  ];
}

/** The end of the output. The cursor cannot enter this list. */
function outputLines(canvas: Canvas, execution: Execution, height: number): Line[] {
  if (canvas.state.openExecution.id !== execution.execution_id) {
    return [[span(`  ${loadingText(canvas)}`, "dim")]];
  }
  const rows = outputRows(canvas);
  if (rows.length === 0) return [[span(`  ${silence(canvas)}`, "dim")]];
  return rows.slice(-height).map((row): Line => [span(" "), ...row.line()]);
}
