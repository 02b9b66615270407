/**
 * Writes what changed on the screen. Ink would take each row of each frame apart into cells, changed or not:
 * measured, that was two thirds of a frame and most of the garbage (docs/decisions/0010).
 */
import { graphemes, widthOf } from "./text.ts";

/** A piece of a row as the terminal takes it. */
export interface Piece {
  readonly text: string;
  /** The parameters of its SGR sequence; none for plain text. */
  readonly codes: string;
}

/** A row, blanks at its end left out. */
export type PaintedRow = readonly Piece[];

// One update, so that no terminal shows half a frame.
const frameBegin = "\x1b[?2026h";
const frameEnd = "\x1b[?2026l";
const eraseScreen = "\x1b[2J";
const eraseRest = "\x1b[K";

/** Keeps what the terminal shows, and brings it up to date. */
export class Painter {
  readonly #write: (text: string) => void;
  #rows: readonly PaintedRow[] = [];
  #columns = 0;
  #isAway = false;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /** Draws a frame as high as the terminal. A frame like the one before writes nothing. */
  paint(rows: readonly PaintedRow[], columns: number): void {
    const isWhole = this.#columns !== columns || this.#rows.length !== rows.length;
    const before = isWhole ? [] : this.#rows;
    this.#rows = rows;
    this.#columns = columns;
    if (!this.#isAway) this.#put(before, isWhole);
  }

  /** Another program has the terminal: nothing is written until `back`. */
  leave(): void {
    this.#isAway = true;
  }

  /** The terminal is ours again, whatever it shows. */
  back(): void {
    this.#isAway = false;
    this.#put([], true);
  }

  #put(before: readonly PaintedRow[], isWhole: boolean): void {
    let changes = isWhole ? eraseScreen : "";
    this.#rows.forEach((row, y) => changes += rowUpdate(before[y] ?? [], row, y));
    if (changes !== "") this.#write(frameBegin + changes + frameEnd);
  }
}

/** The row as one text. */
export function rowText(row: PaintedRow): string {
  return row.map(({ text, codes }) => codes === "" ? text : `\x1b[${codes}m${text}\x1b[0m`).join(
    "",
  );
}

/** The row without its looks. */
export function plainText(row: PaintedRow): string {
  return row.map(({ text }) => text).join("");
}

/** What makes row `y` of the screen the next one: the part between what both begin with and what both end with. */
function rowUpdate(before: PaintedRow, next: PaintedRow, y: number): string {
  if (before === next) return "";
  const [start, same] = commonStart(before, next);
  if (start === undefined) return "";
  const isAsWide = columnsOf(before) === columnsOf(next);
  const end = isAsWide ? commonEnd(start.before, start.next) : start.next;
  const rest = columnsOf(before) > columnsOf(next) ? eraseRest : "";
  return `\x1b[${y + 1};${same + 1}H${rest}${rowText(end)}`;
}

interface Rest {
  readonly before: PaintedRow;
  readonly next: PaintedRow;
}

/** What is left of both rows after what both begin with, and how many columns that takes. Nothing is left of equal rows. */
function commonStart(before: PaintedRow, next: PaintedRow): [Rest | undefined, number] {
  let i = 0;
  let columns = 0;
  for (; i < before.length && i < next.length; i++) {
    const [was, is] = [before[i], next[i]] as [Piece, Piece];
    if (was.text !== is.text || was.codes !== is.codes) break;
    columns += widthOf(is.text);
  }
  if (i === before.length && i === next.length) return [undefined, columns];
  const [was, is] = [before[i], next[i]];
  if (was === undefined || is === undefined || was.codes !== is.codes) {
    return [{ before: before.slice(i), next: next.slice(i) }, columns];
  }
  const [wasLetters, isLetters] = [graphemes(was.text), graphemes(is.text)];
  let same = 0;
  while (same < wasLetters.length && wasLetters[same] === isLetters[same]) same++;
  const tail = (letters: string[], row: PaintedRow) => {
    const text = letters.slice(same).join("");
    return [...(text === "" ? [] : [{ text, codes: is.codes }]), ...row.slice(i + 1)];
  };
  const rest = { before: tail(wasLetters, before), next: tail(isLetters, next) };
  return [rest, columns + widthOf(isLetters.slice(0, same).join(""))];
}

/** The next row without what both end with. */
function commonEnd(before: PaintedRow, next: PaintedRow): PaintedRow {
  let [i, j] = [before.length, next.length];
  for (; i > 0 && j > 0; i--, j--) {
    const [was, is] = [before[i - 1], next[j - 1]] as [Piece, Piece];
    if (was.text !== is.text || was.codes !== is.codes) break;
  }
  return next.slice(0, j);
}

function columnsOf(row: PaintedRow): number {
  return row.reduce((sum, { text }) => sum + widthOf(text), 0);
}
