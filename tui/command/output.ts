import { clean } from "../terminal/clean.ts";
import type { Io } from "./io.ts";

export const outputForms = ["table", "wide", "json", "yaml"] as const;
export type OutputForm = typeof outputForms[number];

/** A column of a table: its head, and its text for a row. */
export interface Column<T> {
  readonly head: string;
  readonly of: (row: T) => string | number | boolean;
  /** Only `--output wide` shows it. */
  readonly isWide?: boolean;
}

/** Prints answers in the form that was asked for. */
export class Output {
  readonly #io: Io;
  readonly form: OutputForm;

  constructor(io: Io, form: OutputForm) {
    this.#io = io;
    this.form = form;
  }

  get isForPeople(): boolean {
    return this.form === "table" || this.form === "wide";
  }

  /** A list. `none` is said where it is empty. */
  async list<T>(
    rows: readonly T[],
    columns: readonly Column<T>[],
    none = "Nothing.",
  ): Promise<void> {
    if (!this.isForPeople) return await this.#value(rows);
    if (rows.length === 0) return this.#io.err(`${none}\n`);
    const shown = columns.filter(({ isWide }) => isWide !== true || this.form === "wide");
    const cells = rows.map((row) => shown.map(({ of }) => shownText(of(row))));
    const heads = shown.map(({ head }) => head);
    const { tableText } = await import("./table.ts");
    this.#io.out(tableText(heads, cells, this.#paint));
  }

  /** One thing: a line for each field. */
  async one(value: unknown, fields: readonly (readonly [string, unknown])[]): Promise<void> {
    if (!this.isForPeople) return await this.#value(value);
    const width = Math.max(...fields.map(([name]) => name.length));
    for (const [name, text] of fields) {
      this.#io.out(`${name.padEnd(width)}  ${this.#paint(shownText(text))}\n`);
    }
  }

  /** Something was done: a sentence for people, the answer for programs. */
  async done(sentence: string, value: unknown): Promise<void> {
    if (!this.isForPeople) return await this.#value(value);
    this.#io.out(`${clean(sentence)}\n`);
  }

  /** The same for several things, one after the other: programs get the answers as one list. */
  async doneEach<T>(
    things: readonly T[],
    act: (thing: T) => Promise<readonly [sentence: string, value: unknown]>,
  ): Promise<void> {
    const values: unknown[] = [];
    for (const thing of things) {
      const [sentence, value] = await act(thing);
      if (this.isForPeople) await this.done(sentence, value);
      else values.push(value);
    }
    if (!this.isForPeople) await this.#value(values);
  }

  /** One line of JSON, for streams. */
  line(value: unknown): void {
    this.#io.out(`${JSON.stringify(value)}\n`);
  }

  async #value(value: unknown): Promise<void> {
    if (this.form === "json") return this.#io.out(`${JSON.stringify(value, null, 2)}\n`);
    const { stringify } = await import("yaml");
    this.#io.out(stringify(value, { lineWidth: 0 }));
  }

  /** Colours the words that say how something went. */
  readonly #paint = (text: string): string => {
    if (!this.#io.isOutputTerminal || this.#io.env("NO_COLOR")) return text;
    if (this.#io.env("TERM") === "dumb") return text;
    const colour = colours[text];
    return colour === undefined ? text : `\x1b[${colour}m${text}\x1b[0m`;
  };
}

const [red, green, yellow, cyan] = [31, 32, 33, 36];
const colours: Readonly<Record<string, number>> = {
  succeeded: green,
  failed: red,
  timeout: red,
  "scheduled error": red,
  stopped: yellow,
  paused: yellow,
  running: cyan,
  stopping: cyan,
};

/** A text of the server on one line, without what could harm a terminal. */
function shownText(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value) ?? "";
  return clean(text).replace(/\s*\n\s*/g, " ");
}
