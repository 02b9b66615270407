import type { Execution } from "../../../routes/contract/executions.ts";
import { newestFirst } from "../../state/executions.ts";
import type { ListsEvent } from "../../state/lists.ts";
import type { ChangesEvent } from "../../state/server_event.ts";
import type { Problem } from "../../state/problem.ts";

/** The list of executions: what was read page by page, and what happened since. */
export interface RunsState {
  /** What was asked for: rows of another question are none of these. */
  readonly question: string;
  readonly rows: ReadonlyMap<string, Execution>;
  /** Newest first. */
  readonly ids: readonly string[];
  /** Where the next page begins; not there when all are read. */
  readonly nextCursor?: string;
  /** Older ones were dropped to stay below the limit. */
  readonly isCut: boolean;
  readonly phase: "none" | "loading" | "ready" | "failed";
  readonly problem?: Problem;
  /** The row that was the first when the cursor left it: what is above came since. */
  readonly firstSeen?: string;
}

export type RunsEvent =
  | { readonly type: "runs_loading"; readonly question: string }
  | {
    readonly type: "runs_page";
    readonly question: string;
    readonly executions: readonly Execution[];
    readonly nextCursor: string | undefined;
    /** The newest ones: it may be read again over what is there. */
    readonly isFirst: boolean;
  }
  | { readonly type: "runs_failed"; readonly question: string; readonly problem: Problem };

export const mostRuns = 2000;

export const initialRuns: RunsState = {
  question: "",
  rows: new Map(),
  ids: [],
  isCut: false,
  phase: "none",
};

export function reduceRuns(
  state: RunsState,
  event: RunsEvent | ListsEvent | ChangesEvent,
): RunsState {
  switch (event.type) {
    case "runs_loading":
      if (event.question === state.question) return { ...state, phase: "loading" };
      return { ...initialRuns, question: event.question, phase: "loading" };
    case "runs_page":
      return event.question === state.question ? withPage(state, event) : state;
    case "runs_failed": {
      if (event.question !== state.question) return state;
      const phase = state.rows.size > 0 ? "ready" : "failed";
      return { ...state, phase, problem: event.problem };
    }
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
  state: RunsState,
  { executions, nextCursor, isFirst }: Extract<RunsEvent, { type: "runs_page" }>,
): RunsState {
  const { problem: _, nextCursor: before, ...rest } = state;
  const meets = !isFirst || executions.some(({ execution_id: id }) => state.rows.has(id));
  // A first page that does not reach what is there would leave a gap: then that goes.
  const goesOn = isFirst && meets && state.rows.size > executions.length;
  const newest = executions[0]?.scheduled_time ?? "";
  const kept = meets ? state.rows : [...state.rows].filter(([, it]) => it.scheduled_time >= newest);
  const rows = new Map(kept);
  for (const execution of executions) put(rows, execution);
  const cursor = goesOn ? before : nextCursor;
  const isCut = goesOn ? state.isCut : !isFirst && state.isCut;
  return withinLimit({
    ...rest,
    rows,
    isCut,
    phase: "ready",
    ...(cursor === undefined ? {} : { nextCursor: cursor }),
  });
}

type Told = { readonly execution_id: string; readonly execution: Execution | null };

/** What the list's question does not ask for is left out when it is shown, not here. */
function withTold(state: RunsState, told: readonly Told[]): RunsState {
  const rows = new Map(state.rows);
  // Of those that are older than what was read, the pages tell.
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
  // A page that was read before an event came may arrive after it.
  if (before !== undefined && before.updated_time > execution.updated_time) return;
  rows.set(execution.execution_id, execution);
}

function withinLimit(state: RunsState): RunsState {
  const rows = state.rows as Map<string, Execution>;
  const ids = [...rows.values()].sort(newestFirst).map(({ execution_id }) => execution_id);
  if (ids.length <= mostRuns) return { ...state, ids };
  for (const id of ids.splice(mostRuns)) rows.delete(id);
  const { nextCursor: _, ...rest } = state;
  return { ...rest, ids, isCut: true };
}

function withoutFirstSeen(state: RunsState): RunsState {
  const { firstSeen: _, ...rest } = state;
  return state.firstSeen === undefined ? state : rest;
}
