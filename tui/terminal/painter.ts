/**
 * Writes only what changed on the screen. Ink splits each row of each frame into cells, changed or not. That took two
 * thirds of the time of a frame and made most of the garbage (docs/decisions/0010).
 */
import { isPlainAt, widthOf } from "./text.ts";

/** A part of a row with one look. */
export interface Piece {
  readonly text: string;
  /** The parameters of its SGR sequence; none for plain text. */
  readonly codes: string;
}

/** A row without the blanks at its end. */
export type PaintedRow = readonly Piece[];

// Synchronized output, so that no terminal shows half a frame.
const frameBegin = "\x1b[?2026h";
const frameEnd = "\x1b[?2026l";
const eraseScreen = "\x1b[2J";
const eraseRest = "\x1b[K";

/** Remembers what the terminal shows, and updates it. */
export class Painter {
  readonly #write: (text: string) => void;
  #rows: readonly PaintedRow[] = [];
  #columns = 0;
  #isAway = false;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /** Draws a frame that is as high as the terminal. An unchanged frame writes nothing. */
  paint(rows: readonly PaintedRow[], columns: number): void {
    const isWhole = this.#columns !== columns || this.#rows.length !== rows.length;
    const before = isWhole ? [] : this.#rows;
    this.#rows = rows;
    this.#columns = columns;
    if (!this.#isAway) this.#put(before, isWhole);
  }

  /** Something else may have written to the terminal: the next frame is drawn completely. */
  forget(): void {
    this.#columns = 0;
  }

  /** Another program gets the terminal: nothing is written until `back()`. */
  leave(): void {
    this.#isAway = true;
  }

  /** Draws everything anew after another program had the terminal. */
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

/** The row as text with colours. */
export function rowText(row: PaintedRow): string {
  return row.map(({ text, codes }) => codes === "" ? text : `\x1b[${codes}m${text}\x1b[0m`).join(
    "",
  );
}

/** The row as text without colours. */
export function plainText(row: PaintedRow): string {
  return row.map(({ text }) => text).join("");
}

/** The output that changes row `y` from `before` to `next`. It leaves out what both begin and end with. */
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

/**
 * @returns both rows without what both begin with, and how many columns that takes; no rows when the rows are equal.
 */
function commonStart(before: PaintedRow, next: PaintedRow): [Rest | undefined, number] {
  let i = 0;
  let columns = 0;
  for (; i < before.length && i < next.length; i++) {
    const was = before[i] as Piece;
    const is = next[i] as Piece;
    if (was.text !== is.text || was.codes !== is.codes) break;
    columns += widthOf(is.text);
  }
  if (i === before.length && i === next.length) return [undefined, columns];
  const was = before[i];
  const is = next[i];
  if (was === undefined || is === undefined || was.codes !== is.codes) {
    return [{ before: before.slice(i), next: next.slice(i) }, columns];
  }
  const start = sameStart(was.text, is.text);
  const tail = ({ text }: Piece, row: PaintedRow) => {
    const end = text.slice(start.length);
    return [...(end === "" ? [] : [{ text: end, codes: is.codes }]), ...row.slice(i + 1)];
  };
  const rest = { before: tail(was, before), next: tail(is, next) };
  return [rest, columns + widthOf(start)];
}

/** What both texts begin with, up to a place where no character joins with the next. */
function sameStart(was: string, is: string): string {
  let same = 0;
  while (same < is.length && was[same] === is[same]) same++;
  while (same > 0 && !(isPlainAt(is, same - 1) && isPlainAt(is, same) && isPlainAt(was, same))) {
    same--;
  }
  return is.slice(0, same);
}

/** The next row without what both rows end with. */
function commonEnd(before: PaintedRow, next: PaintedRow): PaintedRow {
  let [i, j] = [before.length, next.length];
  for (; i > 0 && j > 0; i--, j--) {
    const was = before[i - 1] as Piece;
    const is = next[j - 1] as Piece;
    if (was.text !== is.text || was.codes !== is.codes) break;
  }
  return next.slice(0, j);
}

function columnsOf(row: PaintedRow): number {
  return row.reduce((sum, { text }) => sum + widthOf(text), 0);
}
