import type { ApiKeysEvent, ApiKeysState } from "./screens/keys/state.ts";
import { initialApiKeys, reduceApiKeys } from "./screens/keys/state.ts";
import {
  type AuditEvent,
  type AuditState,
  initialAudit,
  reduceAudit,
} from "./screens/audit/state.ts";
import { type CategoriesEvent, initialCategories, reduceCategories } from "./state/categories.ts";
import type { CategoriesState } from "./state/categories.ts";
import { type ConnectionEvent, initialConnection, reduceConnection } from "./state/connection.ts";
import type { ConnectionState } from "./state/connection.ts";
import { type ExecutionsEvent, initialExecutions, reduceExecutions } from "./state/executions.ts";
import type { ExecutionsState } from "./state/executions.ts";
import { type FeedEvent, type FeedState, initialFeed, reduceFeed } from "./screens/home/feed.ts";
import { type FormsEvent, type FormsState, initialForms, reduceForms } from "./forms/state.ts";
import type { ImportingEvent, ImportingState } from "./screens/import/state.ts";
import { initialImporting, reduceImporting } from "./screens/import/state.ts";
import { initialJobClasses, type JobClassesEvent } from "./state/job_classes.ts";
import { type JobClassesState, reduceJobClasses } from "./state/job_classes.ts";
import type { FactsEvent, FactsState } from "./screens/job/state.ts";
import { initialFacts, reduceFacts } from "./screens/job/state.ts";
import { initialJobs, type JobsEvent, type JobsState, reduceJobs } from "./state/jobs.ts";
import { type ListsEvent, type ListsState, reduceLists } from "./state/lists.ts";
import { initialNotices, type NoticesEvent, reduceNotices } from "./state/notices.ts";
import type { NoticesState } from "./state/notices.ts";
import { initialOverlay, type OverlayEvent, reduceOverlay } from "./state/overlay.ts";
import type { OverlayState } from "./state/overlay.ts";
import { initialPrefs, type PrefsEvent, type PrefsState, reducePrefs } from "./state/prefs.ts";
import {
  initialRun,
  reduceRun,
  type RunEvent,
  type RunState,
} from "./screens/executions/execution_state.ts";
import {
  initialRuns,
  reduceRuns,
  type RunsEvent,
  type RunsState,
} from "./screens/executions/state.ts";
import { initialServer, reduceServer, type ServerState } from "./state/server.ts";
import type { ServerEvent } from "./state/server_event.ts";
import { initialSettings, reduceSettings } from "./state/settings.ts";
import type { SettingsEvent, SettingsState } from "./state/settings.ts";
import { initialSession, reduceSession, type SessionEvent } from "./state/session.ts";
import type { SessionState } from "./state/session.ts";
import {
  initialStats,
  reduceStats,
  type StatsEvent,
  type StatsState,
} from "./screens/home/stats.ts";
import {
  initialUsers,
  reduceUsers,
  type UsersEvent,
  type UsersState,
} from "./screens/users/state.ts";
import { initialView, reduceView, viewAnew } from "./state/view.ts";
import type { ViewEvent, ViewState } from "./state/view.ts";

/** All that the screen is made of. A slice a file in state/; what a screen adds of its own is one more. */
export interface State {
  /** The server's time, as far as it is known: all countdowns are against it. */
  readonly now: number;
  readonly session: SessionState;
  readonly connection: ConnectionState;
  readonly server: ServerState;
  readonly jobs: JobsState;
  readonly executions: ExecutionsState;
  readonly runs: RunsState;
  readonly run: RunState;
  readonly facts: FactsState;
  readonly audit: AuditState;
  readonly categories: CategoriesState;
  readonly users: UsersState;
  readonly apiKeys: ApiKeysState;
  readonly jobClasses: JobClassesState;
  readonly forms: FormsState;
  readonly importing: ImportingState;
  readonly stats: StatsState;
  readonly feed: FeedState;
  readonly lists: ListsState;
  readonly view: ViewState;
  readonly overlay: OverlayState;
  readonly notices: NoticesState;
  readonly prefs: PrefsState;
  readonly settings: SettingsState;
}

/** What the server told, gathered for some 200 ms: each slice copies its maps once. */
export interface ChangesEvent {
  readonly type: "changes";
  readonly events: readonly ServerEvent[];
}

export type StateEvent =
  | ChangesEvent
  | { readonly type: "clock_ticked"; readonly now: number }
  | SessionEvent
  | ConnectionEvent
  | JobsEvent
  | ExecutionsEvent
  | RunsEvent
  | RunEvent
  | FactsEvent
  | AuditEvent
  | CategoriesEvent
  | UsersEvent
  | ApiKeysEvent
  | JobClassesEvent
  | FormsEvent
  | ImportingEvent
  | StatsEvent
  | FeedEvent
  | ListsEvent
  | ViewEvent
  | OverlayEvent
  | NoticesEvent
  | PrefsEvent
  | SettingsEvent;

export const initialState: State = {
  now: 0,
  session: initialSession,
  connection: initialConnection,
  server: initialServer,
  jobs: initialJobs,
  executions: initialExecutions,
  runs: initialRuns,
  run: initialRun,
  facts: initialFacts,
  audit: initialAudit,
  categories: initialCategories,
  users: initialUsers,
  apiKeys: initialApiKeys,
  jobClasses: initialJobClasses,
  forms: initialForms,
  importing: initialImporting,
  stats: initialStats,
  feed: initialFeed,
  lists: {},
  view: initialView,
  overlay: initialOverlay,
  notices: initialNotices,
  prefs: initialPrefs,
  settings: initialSettings,
};

/** The one place where the screen's state changes. */
export function reduce(state: State, event: StateEvent): State {
  const isLeft = event.type === "logged_out" || event.type === "session_replaced";
  const before = isLeft ? withoutData(state) : state;
  const next: State = {
    now: event.type === "clock_ticked" ? event.now : before.now,
    session: reduceSession(before.session, event),
    connection: reduceConnection(before.connection, event),
    server: reduceServer(before.server, event),
    jobs: reduceJobs(before.jobs, event),
    executions: reduceExecutions(before.executions, event),
    runs: reduceRuns(before.runs, event),
    run: reduceRun(before.run, event),
    facts: reduceFacts(before.facts, event),
    audit: reduceAudit(before.audit, event),
    categories: reduceCategories(before.categories, event),
    users: reduceUsers(before.users, event),
    apiKeys: reduceApiKeys(before.apiKeys, event),
    jobClasses: reduceJobClasses(before.jobClasses, event),
    forms: reduceForms(before.forms, event),
    importing: reduceImporting(before.importing, event),
    stats: reduceStats(before.stats, event),
    feed: reduceFeed(before.feed, event),
    lists: reduceLists(before.lists, event),
    view: reduceView(before.view, event),
    overlay: reduceOverlay(before.overlay, event),
    notices: reduceNotices(before.notices, event),
    prefs: reducePrefs(before.prefs, event),
    settings: reduceSettings(before.settings, event),
  };
  return isSame(before, next) ? before : next;
}

/** Someone else may log in next, or elsewhere: nothing that this one saw stays, but the tab one is at. */
function withoutData(state: State): State {
  const { now, session, prefs, settings, view } = state;
  return { ...initialState, now, session, prefs, settings, view: viewAnew(view) };
}

function isSame(a: State, b: State): boolean {
  return (Object.keys(a) as (keyof State)[]).every((name) => a[name] === b[name]);
}
