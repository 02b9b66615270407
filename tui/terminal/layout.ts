import type { Line } from "./theme.ts";

/** A list as it was last drawn. */
export interface DrawnList {
  readonly name: string;
  readonly ids: readonly string[];
  readonly height: number;
  /** The id under the cursor, as the user sees it. */
  readonly cursor: string | undefined;
  /** The columns that `o` goes through. */
  readonly sorts: readonly string[];
  /** Those of its columns that there was room for, where they may be chosen. */
  readonly columns?: readonly string[];
  /** Which of the screen's panes it is in. */
  readonly pane: number | undefined;
  /** Of a list of lines that one reads: what is searched in and copied. */
  readonly texts?: readonly DrawnText[];
}

export interface DrawnText {
  readonly id: string;
  readonly text: string;
}

/**
 * What a frame showed where: for the mouse, for keys that need a height, and so that an act is about the row that
 * was seen, not about one that an event put there since.
 */
export interface Layout {
  readonly columns: number;
  readonly rows: number;
  readonly lists: ReadonlyMap<string, DrawnList>;
  /** The list that has the keys. */
  readonly focused: string | undefined;
  focusedList(): DrawnList | undefined;
}

/** The layout of the frame that is being drawn: each list adds itself. */
export class LayoutDraft implements Layout {
  readonly columns: number;
  readonly rows: number;
  readonly #lists = new Map<string, DrawnList>();
  #focused: string | undefined;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
  }

  get lists(): ReadonlyMap<string, DrawnList> {
    return this.#lists;
  }

  get focused(): string | undefined {
    return this.#focused;
  }

  add(list: DrawnList, hasKeys: boolean): void {
    this.#lists.set(list.name, list);
    if (hasKeys) this.#focused = list.name;
  }

  focusedList(): DrawnList | undefined {
    return this.#focused === undefined ? undefined : this.#lists.get(this.#focused);
  }
}

/** The whole screen, and what is where on it. */
export interface Frame {
  readonly lines: readonly Line[];
  readonly layout: Layout;
}

export const emptyFrame: Frame = { lines: [], layout: new LayoutDraft(80, 24) };
