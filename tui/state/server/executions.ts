import { isEnd } from "../../../routes/contract/facts.ts";
import { type MapDraft, SharedMap } from "../../cache/shared_map.ts";
import type { ChangesEvent } from "./server_event.ts";
import type { Execution } from "../../../routes/contract/history/executions.ts";

/** One execution in the history of a job. It stays when the execution itself is dropped. */
export interface Past {
  readonly execution_id: string;
  readonly state: Execution["state"];
  /** When it was due, as ISO 8601. */
  readonly at: string;
  /** When it ended, as ISO 8601; "" while it has not. */
  readonly ended: string;
  readonly duration_ms: number | null;
  readonly description: string;
}

export interface ExecutionsState {
  /** The newest executions, and all that run. */
  readonly byId: SharedMap<Execution>;
  /** By job, newest first. */
  readonly history: SharedMap<readonly Past[]>;
  readonly phase: "none" | "loading" | "ready" | "failed";
}

export type ExecutionsEvent =
  | { readonly type: "executions_loading" }
  | { readonly type: "executions_page"; readonly executions: readonly Execution[] }
  /** Executions that run. They may be older than all others that were read. */
  | { readonly type: "executions_running"; readonly executions: readonly Execution[] }
  | { readonly type: "executions_failed" }
  /** The last executions of jobs, as the list of jobs gives them. */
  | {
    readonly type: "history_known";
    readonly histories: readonly { readonly jobId: string; readonly past: readonly Past[] }[];
  };

export const mostExecutions = 2000;
/** How many executions a history keeps: as many as the server looks at to say whether a job fails. */
export const mostPast = 20;

export const initialExecutions: ExecutionsState = {
  byId: SharedMap.empty(),
  history: SharedMap.empty(),
  phase: "none",
};

export function reduceExecutions(
  state: ExecutionsState,
  event: ExecutionsEvent | ChangesEvent,
): ExecutionsState {
  switch (event.type) {
    case "executions_loading":
      return { ...state, phase: "loading" };
    case "executions_failed":
      return { ...state, phase: state.byId.size > 0 ? "ready" : "failed" };
    case "executions_page":
      return { ...withExecutions(state, event.executions, []), phase: "ready" };
    case "executions_running":
      return withExecutions(state, event.executions, []);
    case "history_known": {
      const history = state.history.changed((draft) => {
        for (const { jobId, past } of event.histories) {
          draft.set(jobId, past.reduce(withPast, draft.get(jobId) ?? []));
        }
      });
      return { ...state, history };
    }
    case "changes": {
      const told = event.events.filter((told) => told.type === "execution");
      if (told.length === 0) return state;
      const there = told.flatMap(({ execution }) => execution ?? []);
      const gone = told.flatMap((it) => it.execution === null ? it.execution_id : []);
      return withExecutions(state, there, gone);
    }
    default:
      return state;
  }
}

function withExecutions(
  state: ExecutionsState,
  executions: readonly Execution[],
  gone: readonly string[],
): ExecutionsState {
  const told: Execution[] = [];
  const byId = state.byId.changed((draft) => {
    for (const id of gone) draft.delete(id);
    for (const execution of executions) {
      const before = draft.get(execution.execution_id);
      // A page that was read before an event may arrive after it.
      if (before !== undefined && before.updated_time > execution.updated_time) continue;
      draft.set(execution.execution_id, execution);
      told.push(execution);
    }
  });
  const history = state.history.changed((draft) => told.forEach((one) => addPast(draft, one)));
  return { ...state, byId: withinLimit(byId), history };
}

function addPast(draft: MapDraft<readonly Past[]>, execution: Execution): void {
  const { job_id } = execution.job;
  draft.set(job_id, withPast(draft.get(job_id) ?? [], pastOf(execution)));
}

export function pastOf(execution: Execution): Past {
  const { execution_id, state, scheduled_time: at, ended_time: ended } = execution;
  const { duration_ms, description } = execution;
  return { execution_id, state, at, ended, duration_ms, description };
}

function withPast(history: readonly Past[], told: Past): readonly Past[] {
  const known = history.find(({ execution_id }) => execution_id === told.execution_id);
  // An end is final: what says otherwise was read before it.
  if (known !== undefined && isEnd(known.state) && !isEnd(told.state)) return history;
  // An older server tells no reason in a list. The reason that an event told stays.
  const isSilent = told.description === "" && known?.state === told.state;
  const past = isSilent ? { ...told, description: known?.description ?? "" } : told;
  const others = history.filter(({ execution_id }) => execution_id !== past.execution_id);
  const at = others.findIndex((other) => isOlder(other, past));
  const index = at < 0 ? others.length : at;
  return [...others.slice(0, index), past, ...others.slice(index)].slice(0, mostPast);
}

function isOlder(one: Past, other: Past): boolean {
  return one.at < other.at || (one.at === other.at && one.execution_id < other.execution_id);
}

/** For `sort()`: the one that is due later comes first. */
export function newestFirst(a: Execution, b: Execution): number {
  if (a.scheduled_time !== b.scheduled_time) return a.scheduled_time < b.scheduled_time ? 1 : -1;
  return a.execution_id < b.execution_id ? 1 : -1;
}

/** Drops the oldest ended executions when there are too many: a tenth at once, so that it rarely sorts. */
function withinLimit(byId: SharedMap<Execution>): SharedMap<Execution> {
  if (byId.size <= mostExecutions) return byId;
  const ended = byId.list().filter(({ ended_time }) => ended_time !== "");
  ended.sort((a, b) => a.scheduled_time < b.scheduled_time ? -1 : 1);
  const surplus = byId.size - mostExecutions + mostExecutions / 10;
  return byId.changed((draft) => {
    for (const { execution_id } of ended.slice(0, surplus)) draft.delete(execution_id);
  });
}
