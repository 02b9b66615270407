/**
 * Every list's cursor. It holds to an id and to a row of the screen, so whatever comes or goes above,
 * the row under the cursor stays what and where it is. Until someone moves it, it is the first row's.
 */
export interface ListState {
  readonly selected?: string;
  /** Where the selected one was among the ids, should it go away. */
  readonly index: number;
  /** On which row of the list's window it is. */
  readonly row: number;
  readonly marks: ReadonlySet<string>;
  readonly filter: string;
  /** The column it is sorted by; "" is the list's own order. */
  readonly sort: string;
  readonly isReversed: boolean;
}

export type ListsState = Readonly<Record<string, ListState>>;

/** The list of the rows that an execution has put out. */
export const outputList = "run.output";

/** Another execution is looked at: its output is followed from the end. */
export interface ExecutionOpened {
  readonly type: "execution_opened";
  readonly id: string;
}

/** `ids` and `height` are those of the list as it was last drawn. */
export type ListsEvent =
  | {
    readonly type: "list_moved";
    readonly list: string;
    readonly ids: readonly string[];
    readonly height: number;
    readonly by: number;
  }
  | { readonly type: "list_top"; readonly list: string }
  /** To the end, and to stay there whatever comes. */
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

/** In place of an id: whichever row is the last. */
export const theLast = "$";
const lowest = Number.MAX_SAFE_INTEGER;

export function listOf(lists: ListsState, list: string): ListState {
  return lists[list] ?? initialList;
}

/** Which of the ids the cursor is on; -1 when there are none. */
export function cursorIndex(state: ListState, ids: readonly string[]): number {
  if (state.selected === undefined) return ids.length === 0 ? -1 : 0;
  if (state.selected === theLast) return ids.length - 1;
  // Mostly it is where it was.
  if (ids[state.index] === state.selected) return state.index;
  const index = ids.indexOf(state.selected);
  return index >= 0 ? index : Math.min(state.index, ids.length - 1);
}

/** The part of a list that a window of `height` rows shows. */
export function windowOf(
  state: ListState,
  ids: readonly string[],
  height: number,
): { readonly top: number; readonly cursor: number } {
  const cursor = cursorIndex(state, ids);
  const row = Math.min(Math.max(0, state.row), Math.max(0, height - 1));
  const lastTop = Math.max(0, ids.length - height);
  const top = Math.min(Math.max(0, cursor - row), lastTop);
  // A window that shrank may have left it below.
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
      // Another output: followed from its end.
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
      // Where the row that it was on does not fit, it goes to the first that does.
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
