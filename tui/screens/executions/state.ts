import type { Execution } from "../../../routes/contract/history/executions.ts";
import { newestFirst } from "../../state/server/executions.ts";
import type { ListsEvent } from "../../state/lists.ts";
import { failedPages, joinPage, loadingPages, type Page, type Pages } from "../../state/pages.ts";
import type { ChangesEvent } from "../../state/server/server_event.ts";
import type { Problem } from "../../state/problem.ts";

/** The list of executions: the pages that were read, with the later events. */
export interface ExecutionListState extends Pages {
  readonly rows: ReadonlyMap<string, Execution>;
  /** Newest first. */
  readonly ids: readonly string[];
  /** Older rows were dropped to stay below the limit. */
  readonly isCut: boolean;
  /** The first row at the time when the cursor left it. Rows above it are new. */
  readonly firstSeen?: string;
}

export type ExecutionListEvent =
  | { readonly type: "execution_list_loading"; readonly question: string }
  | (Page & { readonly type: "execution_list_page"; readonly executions: readonly Execution[] })
  | {
    readonly type: "execution_list_failed";
    readonly question: string;
    readonly problem: Problem;
  };

export const mostListed = 2000;

export const initialExecutionList: ExecutionListState = {
  question: "",
  rows: new Map(),
  ids: [],
  isCut: false,
  phase: "none",
};

export function reduceExecutionList(
  state: ExecutionListState,
  event: ExecutionListEvent | ListsEvent | ChangesEvent,
): ExecutionListState {
  switch (event.type) {
    case "execution_list_loading":
      return loadingPages(state, initialExecutionList, event.question);
    case "execution_list_page":
      return event.question === state.question ? withPage(state, event) : state;
    case "execution_list_failed":
      return failedPages(state, event.question, event.problem, state.rows.size > 0);
    case "changes": {
      const told = event.events.filter((told) => told.type === "execution");
      return told.length === 0 || state.phase === "none" ? state : withTold(state, told);
    }
    case "list_top":
    case "list_filtered":
    case "list_sorted":
      return event.list === "runs" ? withoutFirstSeen(state) : state;
    case "list_moved":
    case "list_selected": {
      if (event.list !== "runs" || state.firstSeen !== undefined) return state;
      const [first] = event.ids;
      return first === undefined ? state : { ...state, firstSeen: first };
    }
    default:
      return state;
  }
}

function withPage(
  state: ExecutionListState,
  page: Page & { readonly executions: readonly Execution[] },
): ExecutionListState {
  const { executions, isFirst } = page;
  const known = executions.map(({ execution_id: id }) => state.rows.has(id));
  const { pages, meets, goesOn, cursor } = joinPage(state, page, known, state.rows.size);
  const newest = executions[0]?.scheduled_time ?? "";
  const kept = meets ? state.rows : [...state.rows].filter(([, it]) => it.scheduled_time >= newest);
  const rows = new Map(kept);
  for (const execution of executions) put(rows, execution);
  const isCut = goesOn ? state.isCut : !isFirst && state.isCut;
  return withinLimit({
    ...pages,
    rows,
    isCut,
    phase: "ready",
    ...(cursor === undefined ? {} : { nextCursor: cursor }),
  });
}

type Told = { readonly execution_id: string; readonly execution: Execution | null };

/** Rows that do not match the filter are kept here and hidden when the list is drawn. */
function withTold(state: ExecutionListState, told: readonly Told[]): ExecutionListState {
  const rows = new Map(state.rows);
  // Executions older than the rows that were read come with their page.
  const oldest = state.nextCursor === undefined && !state.isCut
    ? ""
    : state.rows.get(state.ids.at(-1) ?? "")?.scheduled_time ?? "";
  for (const { execution_id, execution } of told) {
    if (execution === null) rows.delete(execution_id);
    else if (rows.has(execution_id) || execution.scheduled_time >= oldest) put(rows, execution);
  }
  return withinLimit({ ...state, rows });
}

function put(rows: Map<string, Execution>, execution: Execution): void {
  const before = rows.get(execution.execution_id);
  // A page may arrive after an event that is newer.
  if (before !== undefined && before.updated_time > execution.updated_time) return;
  rows.set(execution.execution_id, execution);
}

function withinLimit(state: ExecutionListState): ExecutionListState {
  const rows = state.rows as Map<string, Execution>;
  const ids = [...rows.values()].sort(newestFirst).map(({ execution_id }) => execution_id);
  if (ids.length <= mostListed) return { ...state, ids };
  for (const id of ids.splice(mostListed)) rows.delete(id);
  const { nextCursor: _, ...rest } = state;
  return { ...rest, ids, isCut: true };
}

function withoutFirstSeen(state: ExecutionListState): ExecutionListState {
  const { firstSeen: _, ...rest } = state;
  return state.firstSeen === undefined ? state : rest;
}
