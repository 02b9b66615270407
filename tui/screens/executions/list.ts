import type { Execution } from "../../../routes/contract/history/executions.ts";
import { localZone, momentOf, zoneOf } from "../../texts/format.ts";
import { calendarOf } from "./days.ts";
import type { sortKeys } from "../../keys/sort_keys.ts";
import { Cached } from "../../cache/memo.ts";
import { askOf, type ExecutionAsk, isAsked } from "./query.ts";
import { categoryName } from "../../state/selectors.ts";
import type { State } from "../../state.ts";
import { cursorIndex, listOf, type ListState } from "../../state/lists.ts";
import { mostListed } from "./state.ts";

export const executionListName = "runs";
export type ExecutionSort = keyof typeof sortKeys.runs;

/** Failures first, then what did not start, then what is active. */
const order: Readonly<Record<Execution["state"], number>> = {
  failed: 0,
  timeout: 1,
  "scheduled error": 2,
  stopping: 3,
  running: 4,
  scheduled: 5,
  stopped: 6,
  succeeded: 7,
};

export function currentAsk(state: State): ExecutionAsk {
  const { today, zone } = calendarOf(state.now, zoneOf(state.prefs.timeMode, localZone));
  return askOf(
    listOf(state.lists, executionListName).filter,
    state.jobs.byId,
    state.categories.byId,
    today,
    zone,
  );
}

/** The rows of the list that match the filter, sorted. */
export function executionsInOrder(state: State): readonly Execution[] {
  const { executionList, now } = state;
  const list = listOf(state.lists, executionListName);
  const ask = currentAsk(state);
  // A row that grows older than the range may stay for a minute.
  const time = ask.range.kind === "since" ? Math.floor(now / 60_000) : 0;
  const deps = [
    executionList.ids,
    executionList.rows,
    ask,
    list.sort,
    list.isReversed,
    time,
    state.categories.byId,
  ];
  return cached.get(deps, () => {
    const found = executionList.ids.flatMap((id): readonly Execution[] => {
      const execution = executionList.rows.get(id);
      if (execution === undefined) return [];
      return isAsked(ask, execution, now, categoryName(state, execution.job.category_id))
        ? [execution]
        : [];
    });
    return inOrder(state, found, list);
  });
}

const cached = new Cached<readonly Execution[]>();

function inOrder(
  state: State,
  executions: Execution[],
  { sort, isReversed }: ListState,
): Execution[] {
  const sign = isReversed ? -1 : 1;
  // The rows are sorted by time already, newest first.
  if (sort === "" || sort === "started") return isReversed ? executions.toReversed() : executions;
  const keys = new Map(
    executions.map((execution) => [execution, keyOf(state, execution, sort as ExecutionSort)]),
  );
  return executions.sort((a, b) => {
    const [left, right] = [keys.get(a) ?? 0, keys.get(b) ?? 0];
    return left === right ? 0 : left < right ? -sign : sign;
  });
}

function keyOf(state: State, execution: Execution, sort: ExecutionSort): number | string {
  switch (sort) {
    case "started":
      return execution.scheduled_time;
    case "job":
      return execution.job.name.toLowerCase();
    case "state":
      return order[execution.state];
    case "duration":
      return -(tookMs(execution, state.now) ?? -1);
    case "category":
      return categoryName(state, execution.job.category_id).toLowerCase();
    case "by":
      return execution.trigger;
    case "exit":
      return execution.description.toLowerCase();
    case "host":
      return execution.hostname.toLowerCase();
    case "attempts":
      return -execution.attempt;
  }
}

/** The duration in milliseconds, so far for a running execution; `undefined`: it has not started. */
export function tookMs(execution: Execution, now: number): number | undefined {
  if (execution.duration_ms !== null) return execution.duration_ms;
  const started = momentOf(execution.started_time);
  return started === undefined || execution.ended_time !== ""
    ? undefined
    : Math.max(0, now - started);
}

/** The number of new rows above the visible part since the cursor left the first row. */
export function newAbove(state: State, ids: readonly string[], top: number): number {
  const { firstSeen } = state.executionList;
  const { sort, isReversed } = listOf(state.lists, executionListName);
  if (firstSeen === undefined || isReversed || (sort !== "" && sort !== "started")) return 0;
  return Math.max(0, Math.min(ids.indexOf(firstSeen), top));
}

/** Whether the cursor is near the end of the rows that were read, and the server has more. */
export function needsMore(state: State, height: number): boolean {
  const { executionList } = state;
  if (
    executionList.nextCursor === undefined || executionList.phase !== "ready" ||
    executionList.rows.size >= mostListed
  ) {
    return false;
  }
  const ids = executionsInOrder(state).map(({ execution_id }) => execution_id);
  const cursor = cursorIndex(listOf(state.lists, executionListName), ids);
  return ids.length - Math.max(0, cursor) < height * 3;
}

/** Executions that were fired together have ids of UUID version 8: all but the last four digits are the same. */
const together = "8";

/**
 * A part of an id that differs among the executions of a job: the start of the id is their time, the end may be the job's. Those
 * that were fired together have one time, and differ in their places at the end.
 */
export function shortId(id: string): string {
  const time = id.slice(4, 12);
  return id[12] === together ? `${time}-${id.slice(-4)}` : time;
}
