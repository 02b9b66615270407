import type { Execution } from "../../../routes/contract/executions.ts";
import type { Canvas } from "../../components/canvas.ts";
import { ruleLine } from "../../terminal/lines.ts";
import { historyStrip, stateLooks } from "../../components/state_mark.ts";
import { duration, momentOf, wallOf, zoneOf } from "../../texts/format.ts";
import { shortId, tookMs } from "./list.ts";
import { averageMs } from "../../state/selectors.ts";
import { pastOf } from "../../state/executions.ts";
import { mostFactRuns } from "../job/state.ts";
import { pad, widthOf, wrap } from "../../terminal/text.ts";
import { type Line, type Span, span } from "../../terminal/theme.ts";
import { outputRows, silence } from "./execution_output.ts";

const mostResultRows = 4;

/** One execution beside the list: when, how long, its attempts, the job's last runs, the end of its output. */
export function runPane(canvas: Canvas, run: Execution): Line[] {
  const { t, sym, width, height } = canvas;
  const texts = t.run;
  const looks = stateLooks(run.state, sym, t);
  const labels = [texts.started, texts.attempts, texts.duration, texts.reason, texts.result];
  const labelWidth = Math.max(...labels.map(widthOf));
  const field = (label: string, ...value: Span[]): Line => [
    span(` ${pad(label, labelWidth)}  `, "dim"),
    ...value,
  ];
  const described = run.description === "" ? [] : wrap(run.description, width - 2).slice(0, 3).map((
    text,
  ): Line => [span(` ${text}`, looks.tone)]);
  const head: Line[] = [
    ruleLine(canvas, `${run.job.name} ${sym.crumb} ${texts.name(shortId(run.execution_id))}`),
    [span(` ${looks.glyph} ${looks.text}`, looks.tone), span(`  ${byText(canvas, run)}`, "dim")],
    ...described,
    field(texts.started, span(startedText(canvas, run))),
    ...(run.max_attempts > 1 ? [field(texts.attempts, ...attemptSpans(canvas, run))] : []),
    field(texts.duration, span(figuresText(canvas, run))),
    ...(run.reason === "" ? [] : [field(texts.reason, span(run.reason))]),
    ...stripLines(canvas, run, labelWidth),
    ...resultLines(canvas, run),
    ruleLine(canvas, texts.output),
  ];
  return [...head, ...outputLines(canvas, run, Math.max(1, height - head.length))];
}

function byText({ t, sym }: Canvas, run: Execution): string {
  const attempt = run.max_attempts > 1 ? [t.run.attempt(run.attempt, run.max_attempts)] : [];
  return [t.jobs.detail.by[run.trigger], ...attempt].join(` ${sym.separator} `);
}

/** `14:00:00 (due 14:00:00, 3s late)`. */
function startedText({ state, t }: Canvas, run: Execution): string {
  const zone = zoneOf(state.prefs.timeMode, run.job.timezone);
  const due = momentOf(run.scheduled_time) ?? 0;
  const started = momentOf(run.started_time);
  const dueText = `${t.run.due} ${wallOf(due, zone).time}`;
  if (started === undefined) return dueText;
  const late = run.attempt <= 1 && started - due >= 1000
    ? `, ${t.run.late(duration(started - due))}`
    : "";
  return `${wallOf(started, zone).time} (${dueText}${late})`;
}

function attemptSpans({ state, sym, t }: Canvas, run: Execution): Span[] {
  const failed = run.attempts.map((one) => {
    const took = (momentOf(one.ended_time) ?? 0) - (momentOf(one.started_time) ?? 0);
    return span(`${sym.failed} ${duration(took)}  `, "bad");
  });
  const looks = stateLooks(run.state, sym, t);
  const took = tookMs(run, state.now);
  const last = run.attempts.length >= run.attempt && run.state !== "scheduled"
    ? []
    : [span(`${looks.glyph} ${took === undefined ? "" : duration(took)}`, looks.tone)];
  return [...failed, ...last];
}

function figuresText({ state, t, sym }: Canvas, run: Execution): string {
  const facts = state.facts.get(run.job.job_id);
  const past = facts?.runs?.map(pastOf) ?? state.executions.history.get(run.job.job_id);
  const average = averageMs(past);
  const took = tookMs(run, state.now);
  const p95 = facts?.stats?.total.duration_ms?.p95;
  return [
    ...(took === undefined ? [] : [duration(took)]),
    ...(average === undefined ? [] : [t.run.average(duration(average))]),
    ...(p95 === undefined ? [] : [t.run.p95(duration(p95))]),
  ].join(` ${sym.separator} `);
}

function stripLines(canvas: Canvas, run: Execution, labelWidth: number): Line[] {
  const { state, sym, t, width } = canvas;
  const facts = state.facts.get(run.job.job_id)?.runs?.map(pastOf);
  const past = facts ?? state.executions.history.get(run.job.job_id) ?? [];
  if (past.length === 0) return [];
  const room = Math.min(mostFactRuns, past.length, width - labelWidth - 4);
  const label = pad(t.run.last(Math.min(past.length, room)), labelWidth);
  return [[span(` ${label}  `, "dim"), ...historyStrip(past, room, sym)]];
}

function resultLines({ t, width }: Canvas, run: Execution): Line[] {
  if (run.result === "") return [];
  const rows = wrap(run.result, width - 4).slice(0, mostResultRows);
  return [
    [span(` ${t.run.result}`, "dim")],
    ...rows.map((text): Line => [span(`   ${text}`)]),
  ];
}

/** The end of what it said; a list that nobody moves. */
function outputLines(canvas: Canvas, run: Execution, height: number): Line[] {
  if (canvas.state.run.id !== run.execution_id) return [[span(`  ${canvas.t.run.loading}`, "dim")]];
  const rows = outputRows(canvas);
  if (rows.length === 0) return [[span(`  ${silence(canvas)}`, "dim")]];
  return rows.slice(-height).map((row): Line => [span(" "), ...row.line()]);
}
