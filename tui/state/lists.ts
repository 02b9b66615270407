/**
 * The cursor of a list. It keeps to an id and to a row of the screen: when rows come or go above, the cursor stays on
 * the same thing in the same place. Until the user moves it, it stays on the row of the first frame. After `g` it is on
 * the first row, whichever that is.
 */
export interface ListState {
  readonly selected?: string;
  /** The index of the selected id, in case the id goes away. */
  readonly index: number;
  /** The row of the visible part that the cursor is on. */
  readonly row: number;
  /** How often the user has moved the cursor. Until the next move, it stays on what the last frame shows. */
  readonly moves: number;
  readonly marks: ReadonlySet<string>;
  /** The last marked row: where a range begins. */
  readonly anchor?: string;
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

/** The index of the cursor, and of the first visible row. */
export interface Place {
  readonly top: number;
  readonly cursor: number;
}

/** `ids` and `height` come from the last frame. */
export type ListsEvent =
  | {
    readonly type: "list_moved";
    readonly list: string;
    readonly ids: readonly string[];
    readonly height: number;
    readonly by: number;
    /** Where the cursor and the first visible row were in that frame. */
    readonly place?: Place;
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
  /** Marks all rows from the last marked one to this one. */
  | {
    readonly type: "list_range_marked";
    readonly list: string;
    readonly ids: readonly string[];
    readonly id: string;
  }
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
  moves: 0,
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

/** The marked rows among those that are shown. Marks on rows that are gone, or hidden by the filter, do not count. */
export function markedAmong({ marks }: ListState, ids: readonly string[]): readonly string[] {
  return marks.size === 0 ? [] : ids.filter((id) => marks.has(id));
}

/** The first visible row and the cursor, when `height` rows are visible. */
export function windowOf(
  state: ListState,
  ids: readonly string[],
  height: number,
): Place {
  return placed(cursorIndex(state, ids), state.row, ids.length, height);
}

function placed(cursor: number, wanted: number, count: number, height: number): Place {
  const row = Math.min(Math.max(0, wanted), Math.max(0, height - 1));
  const lastTop = Math.max(0, count - height);
  const top = Math.min(Math.max(0, cursor - row), lastTop);
  // In a smaller window the cursor may be below the last row.
  return { top: Math.max(top, cursor - height + 1, 0), cursor };
}

/** What the last frame showed of a list. */
export interface Before {
  readonly ids: readonly string[];
  readonly cursor: string | undefined;
  readonly place: Place;
  readonly moves: number;
  readonly filter: string;
}

/**
 * The same, but the cursor stays on the id that it had in the last frame, unless the user has moved it since. Where that
 * row is gone, the cursor is on the next one that was behind it, or else on the last one that was before it.
 */
export function pinnedPlace(
  state: ListState,
  ids: readonly string[],
  height: number,
  before: Before | undefined,
): Place {
  const id = before?.cursor;
  const isFollowing = state.selected === theLast ||
    (state.selected === undefined && state.moves > 0);
  if (before === undefined || id === undefined || isFollowing || before.moves !== state.moves) {
    return windowOf(state, ids, height);
  }
  const row = before.place.cursor - before.place.top;
  const index = ids[before.place.cursor] === id ? before.place.cursor : ids.indexOf(id);
  if (index >= 0) return placed(index, row, ids.length, height);
  if (before.filter !== state.filter) return windowOf(state, ids, height);
  return placed(neighbourOf(before, ids), row, ids.length, height);
}

function neighbourOf({ ids: old, place }: Before, ids: readonly string[]): number {
  if (ids.length === 0) return -1;
  const indexes = new Map(ids.map((id, i) => [id, i]));
  const there = (id: string) => indexes.has(id);
  const next = old.slice(place.cursor + 1).find(there) ??
    old.slice(0, place.cursor).findLast(there);
  return indexes.get(next ?? "") ?? 0;
}

export function reduceLists(state: ListsState, event: ListsEvent | ExecutionOpened): ListsState {
  switch (event.type) {
    case "list_moved":
    case "list_top":
    case "list_end":
    case "list_selected":
    case "list_marked":
    case "list_range_marked":
    case "list_marks_set":
    case "list_filtered":
    case "list_sorted":
      return { ...state, [event.list]: reduceList(listOf(state, event.list), event) };
    case "execution_opened":
      // Another output is followed from its end.
      return {
        ...state,
        [outputList]: {
          ...initialList,
          moves: listOf(state, outputList).moves + 1,
          selected: theLast,
          row: lowest,
        },
      };
    default:
      return state;
  }
}

function reduceList(state: ListState, event: ListsEvent): ListState {
  const moves = state.moves + 1;
  switch (event.type) {
    case "list_moved":
      return moved(state, event);
    case "list_top": {
      const { selected: _, ...rest } = state;
      return { ...rest, index: 0, row: 0, moves };
    }
    case "list_end":
      return { ...state, selected: theLast, row: lowest, moves };
    case "list_selected": {
      const index = Math.max(0, event.ids.indexOf(event.id));
      return { ...state, selected: event.id, index, row: event.row ?? state.row, moves };
    }
    case "list_marked": {
      const marks = new Set(state.marks);
      if (!marks.delete(event.id)) marks.add(event.id);
      return { ...state, marks, anchor: event.id };
    }
    case "list_range_marked": {
      const { ids, id } = event;
      const to = ids.indexOf(id);
      const from = state.anchor === undefined ? to : ids.indexOf(state.anchor);
      // The row where the range began may be gone, or hidden by the filter.
      const [first, last] = from < 0 ? [to, to] : [Math.min(from, to), Math.max(from, to)];
      const marks = new Set([...state.marks, ...ids.slice(first, last + 1)]);
      return { ...state, marks, anchor: id };
    }
    case "list_marks_set": {
      const { anchor: _, ...rest } = state;
      return { ...rest, marks: new Set(event.ids) };
    }
    case "list_filtered":
      // If the row under the cursor does not match, the cursor goes to the first row that does.
      return { ...state, filter: event.filter, index: 0 };
    case "list_sorted":
      return { ...state, sort: event.sort, isReversed: event.isReversed };
  }
}

function moved(
  state: ListState,
  { ids, height, by, place }: Extract<ListsEvent, { type: "list_moved" }>,
): ListState {
  if (ids.length === 0) return state;
  const { top, cursor } = place ?? windowOf(state, ids, height);
  const index = Math.min(ids.length - 1, Math.max(0, cursor + by));
  const selected = ids[index];
  const row = Math.min(Math.max(0, height - 1), Math.max(0, cursor - top + by));
  if (selected === undefined) return state;
  return { ...state, selected, index, row, moves: state.moves + 1 };
}
