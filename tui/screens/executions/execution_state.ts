import type { LogLine } from "../../../routes/contract/history/execution_logs.ts";
import type { Execution } from "../../../routes/contract/history/executions.ts";
import type { ExecutionOpened } from "../../state/lists.ts";
import { type OutputLine, withLogLines } from "./output_lines.ts";
import type { RecordFormat, RunFacts } from "./run/facts.ts";
import type { Problem } from "../../state/problem.ts";

/** The execution that is shown, and its output. */
export interface OpenExecutionState {
  readonly id: string;
  /** The execution as it was read. Lists and events may have a newer copy. */
  readonly execution?: Execution;
  /** The newest lines, at most `mostLines`. */
  readonly lines: readonly OutputLine[];
  /** The number of lines that arrived. The first of them may be dropped. */
  readonly count: number;
  readonly phase: "none" | "loading" | "live" | "ended" | "failed";
  readonly problem?: Problem;
  readonly isWrapped: boolean;
  readonly hasStamps: boolean;
  /** Only the lines that match the search are shown. */
  readonly isGrepped: boolean;
  /** How many columns of the lines are hidden at the left, where they are not wrapped. */
  readonly shift: number;
  /** How the record is written. */
  readonly format: RecordFormat;
  /** What is around the execution. Absent until it is read. */
  readonly facts?: RunFacts;
}

export type OpenExecutionEvent =
  | ExecutionOpened
  | { readonly type: "execution_read"; readonly execution: Execution }
  | {
    readonly type: "output_read";
    readonly id: string;
    readonly lines: readonly LogLine[];
    /** The stream began anew and sends the older lines again. */
    readonly isFresh: boolean;
  }
  | { readonly type: "output_ended"; readonly id: string }
  | { readonly type: "execution_read_failed"; readonly id: string; readonly problem: Problem }
  | {
    readonly type: "output_shown";
    readonly isWrapped?: boolean;
    readonly hasStamps?: boolean;
    readonly isGrepped?: boolean;
    readonly shift?: number;
    readonly format?: RecordFormat;
  }
  | { readonly type: "run_facts_read"; readonly id: string; readonly facts: RunFacts };

/** The server keeps at most 256 KiB of an attempt, which is some ten thousand lines. */
export const mostLines = 100_000;

export const initialOpenExecution: OpenExecutionState = {
  id: "",
  lines: [],
  count: 0,
  phase: "none",
  isWrapped: false,
  hasStamps: true,
  isGrepped: false,
  shift: 0,
  format: "json",
};

export function reduceOpenExecution(
  state: OpenExecutionState,
  event: OpenExecutionEvent,
): OpenExecutionState {
  switch (event.type) {
    case "execution_opened": {
      if (event.id === state.id) return state;
      const { isWrapped, hasStamps, format } = state;
      const kept = { isWrapped, hasStamps, format };
      return { ...initialOpenExecution, id: event.id, phase: "loading", ...kept };
    }
    case "execution_read":
      return event.execution.execution_id === state.id
        ? { ...state, execution: event.execution }
        : state;
    case "output_read":
      return event.id === state.id ? withLines(state, event.lines, event.isFresh) : state;
    case "output_ended":
      return event.id === state.id ? { ...state, phase: "ended" } : state;
    case "execution_read_failed":
      if (event.id !== state.id) return state;
      return { ...state, phase: "failed", problem: event.problem };
    case "run_facts_read":
      return event.id === state.id ? { ...state, facts: event.facts } : state;
    case "output_shown": {
      const { type: _, ...set } = event;
      return { ...state, ...set };
    }
    default:
      return state;
  }
}

function withLines(
  state: OpenExecutionState,
  lines: readonly LogLine[],
  isFresh: boolean,
): OpenExecutionState {
  const { problem: _, ...rest } = state;
  const [before, from] = isFresh ? [[], 0] as const : [state.lines, state.count];
  const read = withLogLines(before, from, lines);
  return {
    ...rest,
    phase: "live",
    lines: read.lines.slice(-mostLines),
    count: read.count,
  };
}
