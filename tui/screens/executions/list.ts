import type { Execution } from "../../../routes/contract/executions.ts";
import { momentOf } from "../../texts/format.ts";
import { Cached } from "../../state/memo.ts";
import { askOf, isAsked, type RunAsk } from "./query.ts";
import { categoryName } from "../../state/selectors.ts";
import type { State } from "../../state.ts";
import { cursorIndex, listOf, type ListState } from "../../state/lists.ts";
import { mostRuns } from "./state.ts";

export const runList = "runs";
export const runSorts = ["started", "duration", "job", "state"] as const;
export type RunSort = typeof runSorts[number];

/** Failures first, then what goes on. */
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

export function currentAsk(state: State): RunAsk {
  return askOf(listOf(state.lists, runList).filter, state.jobs.byId, state.categories.byId);
}

/** The rows of the list: those that fit what is asked for, in its order. */
export function runsInOrder(state: State): readonly Execution[] {
  const { runs, now } = state;
  const list = listOf(state.lists, runList);
  const ask = currentAsk(state);
  // A row that grows older than the range may stay for a minute.
  const time = ask.range.kind === "since" ? Math.floor(now / 60_000) : 0;
  const deps = [runs.ids, runs.rows, ask, list.sort, list.isReversed, time, state.categories.byId];
  return cached.get(deps, () => {
    const found = runs.ids.flatMap((id): readonly Execution[] => {
      const run = runs.rows.get(id);
      if (run === undefined) return [];
      return isAsked(ask, run, now, categoryName(state, run.job.category_id)) ? [run] : [];
    });
    return inOrder(found, list, now);
  });
}

const cached = new Cached<readonly Execution[]>();

function inOrder(runs: Execution[], { sort, isReversed }: ListState, now: number): Execution[] {
  const sign = isReversed ? -1 : 1;
  // In place of a comparison the order of the rows: newest first.
  if (sort === "" || sort === "started") return isReversed ? runs.toReversed() : runs;
  const keys = new Map(runs.map((run) => [run, keyOf(run, sort as RunSort, now)]));
  return runs.sort((a, b) => {
    const [left, right] = [keys.get(a) ?? 0, keys.get(b) ?? 0];
    return left === right ? 0 : left < right ? -sign : sign;
  });
}

function keyOf(run: Execution, sort: RunSort, now: number): number | string {
  switch (sort) {
    case "started":
      return run.scheduled_time;
    case "job":
      return run.job.name.toLowerCase();
    case "state":
      return order[run.state];
    case "duration":
      return -(tookMs(run, now) ?? -1);
  }
}

/** How long it took, or takes already. */
export function tookMs(run: Execution, now: number): number | undefined {
  if (run.duration_ms !== null) return run.duration_ms;
  const started = momentOf(run.started_time);
  return started === undefined || run.ended_time !== "" ? undefined : Math.max(0, now - started);
}

/** How many came above what is seen, since the cursor left the first row. */
export function newAbove(state: State, ids: readonly string[], top: number): number {
  const { firstSeen } = state.runs;
  const { sort, isReversed } = listOf(state.lists, runList);
  if (firstSeen === undefined || isReversed || (sort !== "" && sort !== "started")) return 0;
  return Math.max(0, Math.min(ids.indexOf(firstSeen), top));
}

/** Whether the cursor comes near the end of what was read, and there is more. */
export function needsMore(state: State, height: number): boolean {
  const { runs } = state;
  if (runs.nextCursor === undefined || runs.phase !== "ready" || runs.rows.size >= mostRuns) {
    return false;
  }
  const ids = runsInOrder(state).map(({ execution_id }) => execution_id);
  const cursor = cursorIndex(listOf(state.lists, runList), ids);
  return ids.length - Math.max(0, cursor) < height * 3;
}

/** An execution, from wherever it is known best. */
export function executionOf(state: State, id: string): Execution | undefined {
  const { run, runs, executions } = state;
  const known = [
    executions.byId.get(id),
    runs.rows.get(id),
    run.execution?.execution_id === id ? run.execution : undefined,
  ].filter((it) => it !== undefined);
  return known.toSorted((a, b) => a.updated_time < b.updated_time ? 1 : -1)[0];
}

/** Enough of an id to tell a job's executions apart: it begins with their time, its end may be the job's. */
export function shortId(id: string): string {
  return id.slice(4, 12);
}
