import type { Canvas } from "../../components/canvas.ts";
import { clean } from "../../terminal/clean.ts";
import { cells, ruleLine } from "../../terminal/lines.ts";
import { wrap } from "../../terminal/text.ts";
import { type Line, type Span, span, type Tone } from "../../terminal/theme.ts";
import { cronText } from "../../texts/format.ts";
import { fireOf, fireText } from "../job_form/view.ts";
import { canBeMade, type CrontabJob, type ImportRow } from "./state.ts";

export interface Columns {
  readonly cron: number;
  readonly words: number;
  readonly next: number;
  readonly name: number;
}

const [markWidth, lineWidth, cronWidth, nextWidth] = [3, 4, 18, 16];

export function columnsFor(width: number): Columns {
  const isPlain = width < 60;
  const cron = isPlain ? 0 : cronWidth;
  const next = width < 100 ? 0 : nextWidth;
  const taken = [cron, next].reduce((sum, it) => it === 0 ? sum : sum + it + 1, 0);
  const rest = width - 2 - markWidth - 1 - lineWidth - 1 - taken - 1;
  const words = isPlain ? 0 : Math.floor(rest * 0.45);
  return { cron, words, next, name: Math.max(6, rest - (words === 0 ? 0 : words + 1)) };
}

export function heads({ t, sym }: Canvas, columns: Columns): Line {
  const texts = t.importing;
  const cell = (text: string, width: number) => ({ text, width, tone: "dim" as const });
  return [
    span("  "),
    ...cells([
      cell("", markWidth),
      cell(texts.line, lineWidth),
      cell(texts.schedule, columns.cron),
      cell(texts.words, columns.words),
      ...(columns.next > 0 ? [cell(texts.next, columns.next)] : []),
      cell(texts.command, columns.name),
    ], sym),
  ];
}

export function importLine(canvas: Canvas, row: ImportRow, columns: Columns): Line {
  const { sym } = canvas;
  const { job } = row;
  const { text, tone } = verdictOf(canvas, row);
  const mark: Span = !canBeMade(row)
    ? span("   ")
    : row.isChosen
    ? span("[x]", "ok")
    : span("[ ]", "dim");
  const name = clean(job?.job.name ?? row.text);
  const nameTone = columns.words > 0 && job !== undefined ? undefined : tone;
  return cells([
    [mark],
    { text: String(row.line), width: lineWidth, align: "right", tone: "dim" },
    ...(columns.cron > 0
      ? [{ text: job === undefined ? "" : clean(cronText(job.job)), width: columns.cron }]
      : []),
    ...(columns.words > 0 ? [{ text, width: columns.words, tone }] : []),
    ...(columns.next > 0 ? [{ text: nextText(canvas, job), width: columns.next }] : []),
    { text: name, width: columns.name, tone: nameTone },
  ], sym);
}

/** What becomes of the row, or its schedule in words. */
function verdictOf(
  { t, sym, state }: Canvas,
  { fate, job }: ImportRow,
): { text: string; tone?: Tone } {
  const texts = t.importing;
  switch (fate.kind) {
    case "ready":
      return { text: clean(job?.descriptions[state.prefs.language] ?? "") };
    case "exists":
      return { text: `${sym.live} ${texts.exists}`, tone: "dim" };
    case "made":
      return { text: `${sym.succeeded} ${texts.isMade}`, tone: "ok" };
    case "refused":
    case "failed":
      return { text: `${sym.failed} ${clean(fate.error)}`, tone: "bad" };
    case "variable":
    case "comment":
      return { text: texts[fate.kind], tone: "dim" };
  }
}

function nextText({ t }: Canvas, job: CrontabJob | undefined): string {
  return job === undefined ? "" : fireText(fireOf(job.next_fire), "", t.weekdays);
}

/** All of a row, where the list cuts it. */
export function rowDetail(canvas: Canvas, row: ImportRow): Line[] {
  const { width, sym, t } = canvas;
  const { job, fate } = row;
  const paragraph = (text: string, tone?: Tone): Line[] =>
    wrap(clean(text), Math.max(1, width - 2)).map((part) => [span(` ${part}`, tone)]);
  const error = fate.kind === "refused" || fate.kind === "failed"
    ? paragraph(`${sym.late} ${fate.error}`, "bad")
    : [];
  const notes = row.notes.flatMap((note) => paragraph(note, "warn"));
  if (job === undefined) {
    return [
      ruleLine(canvas, `${t.importing.line} ${row.line}`),
      ...error,
      ...notes,
      ...paragraph(row.text),
    ];
  }
  const { timezone, pub_args: args } = job.job;
  const about = [
    cronText(job.job),
    t.importing.zone(timezone),
    t.importing.nextFire(nextText(canvas, job)),
    ...(job.user === "" ? [] : [t.importing.user(job.user)]),
  ].join(` ${sym.separator} `);
  const command = commandText(args);
  return [
    ruleLine(canvas, clean(job.job.name)),
    ...error,
    ...paragraph(about, "dim"),
    ...paragraph(command),
    ...notes,
  ];
}

/** What the job runs: the program of a ProgramJob with its arguments. */
function commandText([options]: readonly unknown[]): string {
  const { program, args } = { ...(options as { program?: unknown; args?: unknown } | undefined) };
  const texts = [program, ...(Array.isArray(args) ? args : [])];
  return texts.filter((one) => typeof one === "string").join(" ");
}
