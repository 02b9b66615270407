import type { ExecutionsEvent } from "../../state/server/executions.ts";
import type { Execution } from "../../../routes/contract/history/executions.ts";
import { rowOfLog } from "../audit/state.ts";
import type { FeedEntry } from "./feed_entry.ts";
import { withFolded } from "./feed_folds.ts";
import type { ChangesEvent, ServerEvent } from "../../state/server/server_event.ts";

export interface FeedState {
  /** Newest first. */
  readonly entries: readonly FeedEntry[];
  /** While the feed is frozen: the entries that are shown, and the number of new ones. */
  readonly frozen?: { readonly entries: readonly FeedEntry[]; readonly held: number };
}

export type FeedEvent = { readonly type: "feed_frozen" } | { readonly type: "feed_thawed" };

export const initialFeed: FeedState = { entries: [] };
const mostEntries = 300;

/** While the feed is frozen, those of that moment: the newer ones may have pushed them out of the others. */
export function shownEntries({ feed }: { readonly feed: FeedState }): readonly FeedEntry[] {
  return feed.frozen?.entries ?? feed.entries;
}

export function reduceFeed(
  state: FeedState,
  event: FeedEvent | ExecutionsEvent | ChangesEvent,
): FeedState {
  switch (event.type) {
    case "feed_frozen":
      return { entries: state.entries, frozen: { entries: state.entries, held: 0 } };
    case "feed_thawed":
      return { entries: state.entries };
    case "executions_page":
      // The history before the dashboard started.
      return state.entries.length > 0 ? state : withEntries(state, entriesOf(event.executions));
    case "changes":
      return withEntries(state, event.events.flatMap((told) => entryOf(told) ?? []));
    default:
      return state;
  }
}

function withEntries(state: FeedState, told: readonly FeedEntry[]): FeedState {
  const known = new Set(state.entries.map(({ key }) => key));
  let entries = state.entries;
  let held = 0;
  for (const one of told) {
    if (known.has(one.key)) continue;
    const next = withFolded(entries, one);
    if (next === entries) continue;
    known.add(one.key);
    entries = next.length > mostEntries ? next.slice(0, mostEntries) : next;
    held++;
  }
  if (held === 0) return state;
  const { frozen } = state;
  if (frozen === undefined) return { entries };
  return { entries, frozen: { ...frozen, held: frozen.held + held } };
}

function entriesOf(executions: readonly Execution[]): FeedEntry[] {
  const newest = executions.toSorted((a, b) => a.updated_time < b.updated_time ? -1 : 1)
    .slice(-mostEntries);
  return newest.flatMap((execution) => {
    const { execution_id, state } = execution;
    return entryOf({ type: "execution", execution_id, state, execution }) ?? [];
  });
}

function entryOf(event: ServerEvent): FeedEntry | undefined {
  if (event.type === "execution" && event.execution !== null) {
    const { execution } = event;
    const { job_id: jobId, name: jobName } = execution.job;
    const key = `${execution.execution_id} ${execution.state} ${execution.attempt}`;
    return {
      kind: "execution",
      key,
      told: key,
      at: execution.updated_time,
      jobId,
      jobName,
      execution,
    };
  }
  if (event.type === "log") {
    const { log } = event;
    const { job_id: jobId, job_name: jobName, created_time: at } = log;
    // As in the audit log: two runs may start in the same millisecond.
    const { key } = rowOfLog(log);
    return { kind: "log", key, told: key, at, jobId, jobName, log };
  }
  return undefined;
}
