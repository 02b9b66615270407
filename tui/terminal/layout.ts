import type { FilterField } from "./filter_field.ts";
import type { Line } from "./theme.ts";

/** A list as it was last drawn. */
export interface DrawnList {
  readonly name: string;
  readonly ids: readonly string[];
  readonly height: number;
  /** The id under the cursor, as the user sees it. */
  readonly cursor: string | undefined;
  /** The index of the cursor and of the first visible row; the cursor is -1 in an empty list. */
  readonly place: { readonly cursor: number; readonly top: number };
  /** How often the user had moved the cursor. */
  readonly moves: number;
  readonly filter: string;
  /** The row under the cursor went away, and the cursor is on another one now, without a key of the user. */
  readonly isShifted: boolean;
  /** The columns that `o` goes through. */
  readonly sorts: readonly string[];
  /** The columns that are shown, in a list whose columns can be chosen. */
  readonly columns?: readonly string[];
  /** The fields that the filter of the list knows. */
  readonly fields?: readonly FilterField[];
  /** Which of the screen's panes it is in. */
  readonly pane: number | undefined;
  /** The lines of a text. Searching and copying use them. */
  readonly texts?: readonly DrawnText[];
}

export interface DrawnText {
  readonly id: string;
  readonly text: string;
}

/**
 * Where a frame shows its lists. The mouse needs it, and keys that move by a height. Acts use it too, so that they are
 * about the row that the user saw, even if an event has moved the rows since.
 */
export interface Layout {
  readonly columns: number;
  readonly rows: number;
  readonly lists: ReadonlyMap<string, DrawnList>;
  /** The list that has the keys. */
  readonly focused: string | undefined;
  focusedList(): DrawnList | undefined;
  /** The list as it was last drawn, in this frame or in an earlier one; then without `fields` and `texts`. */
  lastDrawn(list: string): DrawnList | undefined;
  /** Each list as it was last drawn. */
  allDrawn(): ReadonlyMap<string, DrawnList>;
}

/** The layout of a frame that is being drawn. Each list adds itself. */
export class LayoutDraft implements Layout {
  readonly columns: number;
  readonly rows: number;
  readonly #lists = new Map<string, DrawnList>();
  /** The lists of earlier frames. */
  readonly #earlier: ReadonlyMap<string, DrawnList>;
  #focused: string | undefined;

  /** @param before the layout of the frame before: cursors stay on what they were on there. */
  constructor(columns: number, rows: number, before?: Layout) {
    this.columns = columns;
    this.rows = rows;
    this.#earlier = new Map(
      [...before?.allDrawn() ?? []].map(([name, it]) => [name, placeOnly(it)]),
    );
  }

  lastDrawn(list: string): DrawnList | undefined {
    return this.#lists.get(list) ?? this.#earlier.get(list);
  }

  allDrawn(): ReadonlyMap<string, DrawnList> {
    return new Map([...this.#earlier, ...this.#lists]);
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

/**
 * A list of an earlier frame, without its functions. They hold the canvas of that frame, whose layout holds the frame
 * before it: no frame would ever be freed.
 */
function placeOnly({ fields: _fields, texts: _texts, ...list }: DrawnList): DrawnList {
  return list;
}

/** All rows of the screen, and the lists in them. */
export interface Frame {
  readonly lines: readonly Line[];
  readonly layout: Layout;
}

export const emptyFrame: Frame = { lines: [], layout: new LayoutDraft(80, 24) };
