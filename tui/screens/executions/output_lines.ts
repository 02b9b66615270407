import type { LogLine } from "../../../routes/contract/history/execution_logs.ts";
import { type Coloured, colouredText, lastState } from "../../terminal/output_text.ts";

/** A line of output with its number. Its message holds no colours: they are beside it. */
export interface OutputLine extends LogLine {
  readonly number: number;
  readonly colours: readonly Coloured[];
  /** The program rewrites the line: the next line of the same level takes its place. */
  readonly isRewritten: boolean;
}

/**
 * The lines with further ones of the server. An entry of the server may hold several lines, because the lines of a
 * flood share entries.
 * @param count of all lines that came before, kept or not.
 */
export function withLogLines(
  before: readonly OutputLine[],
  count: number,
  entries: readonly LogLine[],
): { lines: OutputLine[]; count: number } {
  const lines = [...before];
  for (const entry of entries) {
    const isRewritten = entry.message.endsWith("\r");
    const texts = (isRewritten ? entry.message.slice(0, -1) : entry.message).split(/\r?\n/);
    texts.forEach((raw, i) => {
      const { text: message, colours } = colouredText(lastState(raw));
      const at = i === 0 ? rewrittenBy(lines, entry) : -1;
      const line = {
        ...entry,
        message,
        colours,
        isRewritten: isRewritten && i === texts.length - 1,
      };
      if (at >= 0) lines[at] = { ...line, number: lines[at]!.number };
      else lines.push({ ...line, number: count++ });
    });
  }
  return { lines, count };
}

/** `TypeError` is one too, but `terror` is none. */
const className = /[A-Za-z](Error|Exception)\b/;
const errorWords = /\b(error|exception|fatal|panic|traceback|failed)\b/i;

/**
 * Whether a line is an error: it was logged as one, or as a warning, as what programs write to standard error is; or it
 * reads like one.
 */
export function isErrorLine({ level, message }: Pick<OutputLine, "level" | "message">): boolean {
  return level === "error" || level === "warn" || errorWords.test(message) ||
    className.test(message);
}

/** Standard output and standard error may take turns, so the line is not always the last one. */
function rewrittenBy(lines: readonly OutputLine[], { attempt, level }: LogLine): number {
  const at = lines.findLastIndex((line) => line.attempt !== attempt || line.level === level);
  const line = lines[at];
  return line?.isRewritten && line.attempt === attempt ? at : -1;
}
