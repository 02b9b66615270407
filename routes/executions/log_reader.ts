import type { LogPart } from "../../scheduler/store/history/execution_logs.ts";
import type { LogLine } from "../contract/history/execution_logs.ts";
import { droppedLines } from "../contract/facts.ts";
import { isoTime } from "../http/times.ts";

/**
 * Turns the stored parts of a log into lines. Each line comes once, although the last part may still grow between
 * two reads. An extra line marks the place where parts were dropped.
 */
export class LogReader {
  /** The number of the last part that was read. */
  last = 0;
  #attempt = 0;
  #linesOfLast = 0;

  read(parts: readonly LogPart[]): { lines: LogLine[]; isCut: boolean } {
    const lines: LogLine[] = [];
    let isCut = false;
    for (const { part, attempt, lines: said } of parts) {
      const fresh = part === this.last ? said.slice(this.#linesOfLast) : said;
      const [first] = fresh;
      if (attempt === this.#attempt && part > this.last + 1 && first !== undefined) {
        isCut = true;
        const time = isoTime(first.at);
        lines.push({ time, attempt, level: "warn", message: droppedLines });
      }
      [this.last, this.#attempt, this.#linesOfLast] = [part, attempt, said.length];
      for (const { at, level, message } of fresh) {
        lines.push({ time: isoTime(at), attempt, level, message });
      }
    }
    return { lines, isCut };
  }
}
