import type { State } from "../state.ts";
import type { Line } from "./theme.ts";

/** A list as it was last drawn. */
export interface DrawnList {
  readonly name: string;
  readonly ids: readonly string[];
  readonly height: number;
  /** The id under the cursor, as the user sees it. */
  readonly cursor: string | undefined;
  /** What `o` goes through. */
  readonly sorts: readonly string[];
  /** Those of its columns that there was room for, where they may be chosen. */
  readonly columns?: readonly string[];
  /** Which of the screen's panes it is in. */
  readonly pane: number | undefined;
}

/**
 * What the last frame showed where: for the mouse, for keys that need a height, and so that an act is about
 * the row that was seen, not about one that an event put there since. Written while drawing.
 */
export class Layout {
  columns = 80;
  rows = 24;
  /** The whole frame, for clicks. */
  lines: readonly Line[] = [];
  readonly lists = new Map<string, DrawnList>();
  /** The list that has the keys. */
  focused: string | undefined;

  /** What it was drawn from. */
  state: State | undefined;

  begin(state: State, columns: number, rows: number): void {
    this.state = state;
    this.columns = columns;
    this.rows = rows;
    this.lists.clear();
    this.focused = undefined;
  }

  focusedList(): DrawnList | undefined {
    return this.focused === undefined ? undefined : this.lists.get(this.focused);
  }
}
