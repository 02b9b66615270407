import { unreadText } from "../../components/unread_text.ts";
import type { Canvas } from "../../components/canvas.ts";
import type { State } from "../../state.ts";
import type { TextRow } from "../../components/text_rows.ts";
import { countdown, localZone, momentOf, wallOf, zoneOf } from "../../texts/format.ts";
import { Cached } from "../../cache/memo.ts";
import { executionOf, isRunning } from "../../state/selectors.ts";
import { listOf, outputList, theLast } from "../../state/lists.ts";
import type { OutputLine } from "./output_lines.ts";
import { droppedLines } from "../../../routes/contract/facts.ts";
import { oneLine, wrap } from "../../terminal/text.ts";
import {
  type Line,
  lineWidth,
  sliceLine,
  type Span,
  span,
  type Tone,
} from "../../terminal/theme.ts";

const tones: Readonly<Record<OutputLine["level"], Tone>> = {
  debug: "dim",
  info: "dim",
  warn: "warn",
  error: "bad",
};
/** The widths of `14:00:00.12 ` and `err `. */
const stampWidth = 12;
const levelWidth = 4;

/** The rows of the output, wrapped or not. */
export function outputRows(canvas: Canvas): readonly TextRow[] {
  const { state, t, width } = canvas;
  const { openExecution, prefs } = state;
  const zone = zoneOf(
    prefs.timeMode,
    executionOf(state, openExecution.id)?.job.timezone ?? localZone,
  );
  const needle = listOf(state.lists, outputList).filter.toLowerCase();
  const look: Look = {
    width: Math.max(10, width - 2),
    isWrapped: openExecution.isWrapped,
    hasStamps: openExecution.hasStamps,
    zone,
    levels: t.execution.levels,
    attempt: t.execution.attemptRow,
    earlier: t.execution.earlier,
    dropped: t.execution.dropped,
    needle: openExecution.isGrepped ? needle : "",
    shift: openExecution.isWrapped ? 0 : openExecution.shift,
  };
  const deps = [
    openExecution.lines,
    openExecution.count,
    look.width,
    look.isWrapped,
    look.hasStamps,
    look.needle,
    look.shift,
    zone,
    t,
  ];
  return cached.get(deps, () => rowsOf(openExecution.lines, openExecution.count, look));
}

interface Look {
  readonly width: number;
  readonly isWrapped: boolean;
  readonly hasStamps: boolean;
  readonly zone: string;
  readonly levels: Readonly<Record<OutputLine["level"], string>>;
  readonly attempt: (attempt: number) => string;
  readonly earlier: (count: number) => string;
  readonly dropped: string;
  /** Only lines with this text are shown; "": all. In lower case. */
  readonly needle: string;
  readonly shift: number;
}

const cached = new Cached<readonly TextRow[]>();

function rowsOf(lines: readonly OutputLine[], count: number, look: Look): TextRow[] {
  const rows: TextRow[] = [];
  const dropped = count - lines.length;
  if (dropped > 0) rows.push(markRow("earlier", look.earlier(dropped)));
  let attempt = lines[0]?.attempt ?? 1;
  for (const line of lines) {
    if (look.needle !== "" && !line.message.toLowerCase().includes(look.needle)) continue;
    if (line.attempt !== attempt) {
      attempt = line.attempt;
      rows.push(markRow(`a${attempt}`, look.attempt(attempt)));
    }
    if (line.message === droppedLines) {
      rows.push(markRow(`d${line.number}`, look.dropped));
      continue;
    }
    const parts = look.isWrapped ? wrappedOf(line, look) : [oneLine(line.message)];
    const flat = oneLine(line.message);
    let end = 0;
    parts.forEach((part, i) => {
      const from = Math.max(end, flat.indexOf(part, end));
      end = from + part.length;
      rows.push(lineRow(line, part, { i, from }, look));
    });
  }
  return rows;
}

function markRow(id: string, text: string): TextRow {
  return { id, text, line: () => [span(text, "accent")] };
}

/** @param at the number of the part, and where it begins in the message. */
function lineRow(
  line: OutputLine,
  part: string,
  { i, from }: { readonly i: number; readonly from: number },
  look: Look,
): TextRow {
  const { hasStamps, zone, levels, shift } = look;
  return {
    id: i === 0 ? String(line.number) : `${line.number}.${i}`,
    text: part,
    line: (): Line => {
      const whole = bodyOf(line, part, from);
      const body = shift === 0 ? whole : sliceLine(whole, shift, Math.max(shift, lineWidth(whole)));
      const blank = " ".repeat((hasStamps ? stampWidth : 0) + levelWidth);
      if (i > 0) return [span(blank), ...body];
      return [
        ...(hasStamps ? [span(stampOf(line.time, zone), "dim")] : []),
        span(`${levels[line.level]} `, tones[line.level]),
        ...body,
      ];
    },
  };
}

/** The part in the colours that the program gave it. */
function bodyOf(line: OutputLine, part: string, from: number): Line {
  const tone = line.level === "info" ? undefined : tones[line.level];
  const spans: Span[] = [];
  let at = 0;
  for (const colour of line.colours) {
    const begin = Math.max(at, colour.from - from);
    const end = Math.min(part.length, colour.to - from);
    if (begin >= end) continue;
    if (begin > at) spans.push(span(part.slice(at, begin), tone));
    spans.push({ text: part.slice(begin, end), tone, codes: colour.codes });
    at = end;
  }
  if (at < part.length || spans.length === 0) spans.push(span(part.slice(at), tone));
  return spans;
}

/** The time, to a hundredth of a second. */
function stampOf(time: string, zone: string): string {
  const at = momentOf(time);
  if (at === undefined) return " ".repeat(stampWidth);
  const rest = Math.floor((at % 1000) / 10);
  return `${wallOf(at, zone).time}.${String(rest).padStart(2, "0")} `;
}

/** Wrapping is the slowest part, and a line never changes, so the rows are kept. */
const wrapped = new WeakMap<OutputLine, { readonly room: number; readonly parts: string[] }>();

function wrappedOf(line: OutputLine, { width, hasStamps }: Look): readonly string[] {
  const room = Math.max(8, width - levelWidth - (hasStamps ? stampWidth : 0));
  const before = wrapped.get(line);
  if (before?.room === room) return before.parts;
  const parts = wrap(line.message, room);
  wrapped.set(line, { room, parts });
  return parts;
}

/** The text that is shown while there are no lines. */
export function silence(canvas: Canvas): string {
  const { state, t } = canvas;
  const { openExecution, now } = state;
  const { phase, problem } = openExecution;
  const execution = executionOf(state, openExecution.id);
  if (phase === "failed") {
    return problem?.status === 404 ? t.execution.gone : t.execution.failed(problem?.error ?? "");
  }
  if (execution?.state === "scheduled") {
    const due = (momentOf(execution.scheduled_time) ?? now) - now;
    return due > 0
      ? `${t.execution.notYet} ${t.execution.dueIn(countdown(due))}`
      : t.execution.notYet;
  }
  if (phase === "loading" || phase === "none") return unreadText(canvas) ?? t.execution.loading;
  // Lines that only the search hides are no silence.
  if (openExecution.isGrepped && openExecution.count > 0) {
    return t.execution.noneGrepped(openExecution.count, listOf(state.lists, outputList).filter);
  }
  return execution !== undefined && isRunning(execution)
    ? t.execution.silentYet
    : t.execution.silent;
}

/** Whether the lines of an execution that has ended are still being read. */
function isPart(state: State): boolean {
  const { id, phase } = state.openExecution;
  const execution = executionOf(state, id);
  return phase === "live" && execution !== undefined && execution.ended_time !== "";
}

/** `41 lines`, `follow`, `wrap`: how the output is shown, the more important first. */
export function outputMood({ state, t, sym }: Canvas): string[] {
  const { openExecution, lists } = state;
  const { isWrapped, isGrepped, shift } = openExecution;
  const isFollowing = listOf(lists, outputList).selected === theLast;
  return [
    ...(isGrepped ? [t.run.grepped] : []),
    ...(shift > 0 && !isWrapped ? [`${sym.right}${shift}`] : []),
    `${t.execution.lines(openExecution.count)}${isPart(state) ? sym.ellipsis : ""}`,
    ...(isFollowing && openExecution.phase === "live" ? [t.execution.following] : []),
    ...(isWrapped ? [t.execution.wrapped] : []),
  ];
}
