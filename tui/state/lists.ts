/**
 * The cursor of a list. It keeps to an id and to a row of the screen: when rows come or go above, the cursor stays on
 * the same thing in the same place. Until the user moves it, it is on the first row.
 */
export interface ListState {
  readonly selected?: string;
  /** The index of the selected id, in case the id goes away. */
  readonly index: number;
  /** The row of the visible part that the cursor is on. */
  readonly row: number;
  readonly marks: ReadonlySet<string>;
  readonly filter: string;
  /** The column that sorts it; "": the usual order. */
  readonly sort: string;
  readonly isReversed: boolean;
}

export type ListsState = Readonly<Record<string, ListState>>;

/** The name of the list that shows the output of an execution. */
export const outputList = "run.output";

/** Another execution is shown. Its output is followed from the end. */
export interface ExecutionOpened {
  readonly type: "execution_opened";
  readonly id: string;
}

/** `ids` and `height` come from the last frame. */
export type ListsEvent =
  | {
    readonly type: "list_moved";
    readonly list: string;
    readonly ids: readonly string[];
    readonly height: number;
    readonly by: number;
  }
  | { readonly type: "list_top"; readonly list: string }
  /** Moves to the end and stays there when rows are added. */
  | { readonly type: "list_end"; readonly list: string }
  | {
    readonly type: "list_selected";
    readonly list: string;
    readonly ids: readonly string[];
    readonly id: string;
    readonly row?: number;
  }
  | { readonly type: "list_marked"; readonly list: string; readonly id: string }
  | { readonly type: "list_marks_set"; readonly list: string; readonly ids: readonly string[] }
  | { readonly type: "list_filtered"; readonly list: string; readonly filter: string }
  | {
    readonly type: "list_sorted";
    readonly list: string;
    readonly sort: string;
    readonly isReversed: boolean;
  };

export const initialLists: ListsState = {};

export const initialList: ListState = {
  index: 0,
  row: 0,
  marks: new Set(),
  filter: "",
  sort: "",
  isReversed: false,
};

/** Used as an id: the last row, whichever it is. */
export const theLast = "$";
const lowest = Number.MAX_SAFE_INTEGER;

export function listOf(lists: ListsState, list: string): ListState {
  return lists[list] ?? initialList;
}

/** The index of the id under the cursor; -1 when the list is empty. */
export function cursorIndex(state: ListState, ids: readonly string[]): number {
  if (state.selected === undefined) return ids.length === 0 ? -1 : 0;
  if (state.selected === theLast) return ids.length - 1;
  // The usual case: it has not moved.
  if (ids[state.index] === state.selected) return state.index;
  const index = ids.indexOf(state.selected);
  return index >= 0 ? index : Math.min(state.index, ids.length - 1);
}

/** The first visible row and the cursor, when `height` rows are visible. */
export function windowOf(
  state: ListState,
  ids: readonly string[],
  height: number,
): { readonly top: number; readonly cursor: number } {
  const cursor = cursorIndex(state, ids);
  const row = Math.min(Math.max(0, state.row), Math.max(0, height - 1));
  const lastTop = Math.max(0, ids.length - height);
  const top = Math.min(Math.max(0, cursor - row), lastTop);
  // In a smaller window the cursor may be below the last row.
  return { top: Math.max(top, cursor - height + 1, 0), cursor };
}

export function reduceLists(state: ListsState, event: ListsEvent | ExecutionOpened): ListsState {
  switch (event.type) {
    case "list_moved":
    case "list_top":
    case "list_end":
    case "list_selected":
    case "list_marked":
    case "list_marks_set":
    case "list_filtered":
    case "list_sorted":
      return { ...state, [event.list]: reduceList(listOf(state, event.list), event) };
    case "execution_opened":
      // Another output is followed from its end.
      return { ...state, [outputList]: { ...initialList, selected: theLast, row: lowest } };
    default:
      return state;
  }
}

function reduceList(state: ListState, event: ListsEvent): ListState {
  switch (event.type) {
    case "list_moved":
      return moved(state, event.ids, event.height, event.by);
    case "list_top": {
      const { selected: _, ...rest } = state;
      return { ...rest, index: 0, row: 0 };
    }
    case "list_end":
      return { ...state, selected: theLast, row: lowest };
    case "list_selected": {
      const index = Math.max(0, event.ids.indexOf(event.id));
      return { ...state, selected: event.id, index, row: event.row ?? state.row };
    }
    case "list_marked": {
      const marks = new Set(state.marks);
      if (!marks.delete(event.id)) marks.add(event.id);
      return { ...state, marks };
    }
    case "list_marks_set":
      return { ...state, marks: new Set(event.ids) };
    case "list_filtered":
      // If the row under the cursor does not match, the cursor goes to the first row that does.
      return { ...state, filter: event.filter, index: 0 };
    case "list_sorted":
      return { ...state, sort: event.sort, isReversed: event.isReversed };
  }
}

function moved(
  state: ListState,
  ids: readonly string[],
  height: number,
  by: number,
): ListState {
  if (ids.length === 0) return state;
  const { top, cursor } = windowOf(state, ids, height);
  const index = Math.min(ids.length - 1, Math.max(0, cursor + by));
  const selected = ids[index];
  const row = Math.min(Math.max(0, height - 1), Math.max(0, cursor - top + by));
  return selected === undefined ? state : { ...state, selected, index, row };
}
