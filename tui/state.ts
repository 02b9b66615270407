import { initialForms, reduceForms } from "./forms/state.ts";
import { initialAgenda, reduceAgenda } from "./screens/agenda/state.ts";
import { initialCalendars, reduceCalendars } from "./screens/calendars/state.ts";
import { initialAudit, reduceAudit } from "./screens/audit/state.ts";
import { initialOpenExecution, reduceOpenExecution } from "./screens/executions/execution_state.ts";
import { initialExecutionList, reduceExecutionList } from "./screens/executions/state.ts";
import { initialFeed, reduceFeed } from "./screens/home/feed.ts";
import { initialStats, reduceStats } from "./screens/home/stats.ts";
import { initialImporting, reduceImporting } from "./screens/import/state.ts";
import { initialFacts, reduceFacts } from "./state/server/facts.ts";
import { initialApiKeys, reduceApiKeys } from "./screens/keys/state.ts";
import { initialMonitors, reduceMonitors } from "./screens/monitors/state.ts";
import { initialUsers, reduceUsers } from "./screens/users/state.ts";
import { initialAlarms, reduceAlarms } from "./state/server/alarms.ts";
import { initialChannels, reduceChannels } from "./screens/channels/state.ts";
import { initialInbox, reduceInbox } from "./screens/home/inbox_state.ts";
import { initialCategories, reduceCategories } from "./state/server/categories.ts";
import { initialCounting, reduceCounting } from "./state/server/counting.ts";
import { initialConnection, reduceConnection } from "./state/server/connection.ts";
import { initialExecutions, reduceExecutions } from "./state/server/executions.ts";
import { initialJobClasses, reduceJobClasses } from "./state/server/job_classes.ts";
import { initialJobs, reduceJobs } from "./state/server/jobs.ts";
import { initialLists, reduceLists } from "./state/lists.ts";
import { initialNotices, reduceNotices } from "./state/notices.ts";
import { reduceNow } from "./state/now.ts";
import { initialOverlay, reduceOverlay } from "./state/overlay.ts";
import { initialPrefs, reducePrefs } from "./state/prefs.ts";
import { initialPauses, reducePauses } from "./state/server/pauses.ts";
import { initialReads, reduceReads } from "./state/server/reads.ts";
import { initialServer, reduceServer } from "./state/server/server.ts";
import { initialSession, reduceSession } from "./state/server/session.ts";
import { initialSettings, reduceSettings } from "./state/settings.ts";
import { type Slice, slice } from "./state/slice.ts";
import { initialView, reduceView, viewAnew } from "./state/view.ts";

/** The state of the dashboard: one line for each slice. The file of a slice has its type, events and reducer. */
const slices = {
  now: slice(0, reduceNow),
  session: slice(initialSession, reduceSession),
  connection: slice(initialConnection, reduceConnection),
  reads: slice(initialReads, reduceReads),
  counting: slice(initialCounting, reduceCounting),
  server: slice(initialServer, reduceServer),
  jobs: slice(initialJobs, reduceJobs),
  executions: slice(initialExecutions, reduceExecutions),
  executionList: slice(initialExecutionList, reduceExecutionList),
  openExecution: slice(initialOpenExecution, reduceOpenExecution),
  facts: slice(initialFacts, reduceFacts),
  agenda: slice(initialAgenda, reduceAgenda),
  alarms: slice(initialAlarms, reduceAlarms),
  pauses: slice(initialPauses, reducePauses),
  inbox: slice(initialInbox, reduceInbox),
  monitors: slice(initialMonitors, reduceMonitors),
  channels: slice(initialChannels, reduceChannels),
  calendars: slice(initialCalendars, reduceCalendars),
  audit: slice(initialAudit, reduceAudit),
  categories: slice(initialCategories, reduceCategories),
  users: slice(initialUsers, reduceUsers),
  apiKeys: slice(initialApiKeys, reduceApiKeys),
  jobClasses: slice(initialJobClasses, reduceJobClasses),
  forms: slice(initialForms, reduceForms),
  importing: slice(initialImporting, reduceImporting),
  stats: slice(initialStats, reduceStats),
  feed: slice(initialFeed, reduceFeed),
  lists: slice(initialLists, reduceLists),
  view: slice(initialView, reduceView),
  overlay: slice(initialOverlay, reduceOverlay),
  notices: slice(initialNotices, reduceNotices),
  prefs: slice(initialPrefs, reducePrefs),
  settings: slice(initialSettings, reduceSettings),
} as const;

type Slices = typeof slices;
type StateOf<S> = { readonly [N in keyof S]: S[N] extends Slice<infer T, infer _> ? T : never };
type EventOf<S> = S extends Slice<infer _, infer E> ? E : never;

export interface State extends StateOf<Slices> {}

export type StateEvent = EventOf<Slices[keyof Slices]>;

const names = Object.keys(slices) as (keyof Slices)[];

export const initialState = Object.fromEntries(
  names.map((name) => [name, slices[name].initial]),
) as unknown as State;

/** The one place where the state of the screen changes. Returns `state` itself when nothing did. */
export function reduce(state: State, event: StateEvent): State {
  const isLeft = event.type === "logged_out" || event.type === "session_replaced";
  const before = isLeft ? withoutData(state) : state;
  const next: Record<string, unknown> = {};
  let isSame = true;
  for (const name of names) {
    const { reduce } = slices[name] as Slice<unknown, StateEvent>;
    next[name] = reduce(before[name], event);
    isSame &&= next[name] === before[name];
  }
  return isSame ? before : next as unknown as State;
}

/** The state without the data of the server, because another user or server may follow. The tab stays. */
function withoutData(state: State): State {
  const { now, session, prefs, settings, view } = state;
  return { ...initialState, now, session, prefs, settings, view: viewAnew(view) };
}
