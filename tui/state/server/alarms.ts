import type { Alarm } from "../../../routes/contract/alarms/alarms.ts";
import { failedPages, loadingPages, type Page, type Pages } from "../pages.ts";
import type { Problem } from "../problem.ts";
import type { ChangesEvent, ServerEvent } from "./server_event.ts";

/** All open alarms, and those closed ones that were read or told. The server's events keep them right. */
export interface AlarmsState {
  readonly byId: ReadonlyMap<string, Alarm>;
  /** All open ones were read once. Before that, those that events told are only some of them. */
  readonly isRead?: true;
  /** Of the open ones. `missing`: this server has no alarms. */
  readonly phase: "none" | "loading" | "ready" | "failed" | "missing";
  /** Alarms that events changed while the list was read. The events may be newer than the list. */
  readonly touched: ReadonlySet<string>;
  /** Ids in the pages of open alarms that were read so far. */
  readonly listed: ReadonlySet<string>;
  /** How far the closed ones were read. */
  readonly closed: Pages;
}

interface ClosedPage extends Page {
  readonly type: "closed_alarms_page";
  readonly alarms: readonly Alarm[];
}

export type AlarmsEvent =
  | { readonly type: "alarms_loading" }
  | { readonly type: "alarms_page"; readonly alarms: readonly Alarm[]; readonly isLast: boolean }
  | { readonly type: "alarms_failed"; readonly isMissing: boolean }
  /** The answer to an act on an alarm, or one alarm that was read alone. */
  | { readonly type: "alarm_read"; readonly alarm: Alarm }
  | { readonly type: "closed_alarms_loading"; readonly question: string }
  | ClosedPage
  | {
    readonly type: "closed_alarms_failed";
    readonly question: string;
    readonly problem: Problem;
  };

export const mostClosed = 2000;

const noPages: Pages = { question: "", phase: "none" };
export const initialAlarms: AlarmsState = {
  byId: new Map(),
  phase: "none",
  touched: new Set(),
  listed: new Set(),
  closed: noPages,
};

export function reduceAlarms(
  state: AlarmsState,
  event: AlarmsEvent | ChangesEvent,
): AlarmsState {
  switch (event.type) {
    case "alarms_loading":
      return { ...state, phase: "loading", touched: new Set(), listed: new Set() };
    case "alarms_page":
      return withPage(state, event.alarms, event.isLast);
    case "alarms_failed":
      if (event.isMissing) return { ...state, phase: "missing" };
      return { ...state, phase: state.isRead ? "ready" : "failed" };
    case "alarm_read":
      return withAlarms(state, [[event.alarm.alarm_id, event.alarm]]);
    case "closed_alarms_loading":
      return { ...state, closed: loadingPages(state.closed, noPages, event.question) };
    case "closed_alarms_page":
      return withClosed(state, event);
    case "closed_alarms_failed": {
      const { question, problem } = event;
      return { ...state, closed: failedPages(state.closed, question, problem, true) };
    }
    case "changes":
      return withChanges(state, event.events);
    default:
      return state;
  }
}

function withPage(state: AlarmsState, alarms: readonly Alarm[], isLast: boolean): AlarmsState {
  const byId = new Map(state.byId);
  const listed = new Set(state.listed);
  for (const alarm of alarms) {
    listed.add(alarm.alarm_id);
    if (!state.touched.has(alarm.alarm_id)) byId.set(alarm.alarm_id, alarm);
  }
  if (!isLast) return { ...state, byId, listed };
  // An alarm that was open, and that the server does not list any more, is closed or removed.
  for (const [id, { state: was }] of byId) {
    if (was === "open" && !listed.has(id) && !state.touched.has(id)) byId.delete(id);
  }
  const none = new Set<string>();
  return { ...state, byId, phase: "ready", isRead: true, touched: none, listed: none };
}

function withClosed(state: AlarmsState, page: ClosedPage): AlarmsState {
  if (page.question !== state.closed.question) return state;
  const byId = new Map(state.byId);
  for (const alarm of page.alarms) {
    // An event may have told of it since.
    if (!byId.has(alarm.alarm_id)) byId.set(alarm.alarm_id, alarm);
  }
  const { problem: _, nextCursor: __, ...pages } = state.closed;
  const isFull = byId.size >= mostClosed;
  const closed: Pages = {
    ...pages,
    phase: "ready",
    ...(page.nextCursor === undefined || isFull ? {} : { nextCursor: page.nextCursor }),
  };
  return { ...state, byId: bounded(byId), closed };
}

function withChanges(state: AlarmsState, events: readonly ServerEvent[]): AlarmsState {
  const told = events.filter((event) => event.type === "alarm");
  if (told.length === 0) return state;
  return withAlarms(state, told.map(({ alarm_id, alarm }) => [alarm_id, alarm] as const));
}

function withAlarms(
  state: AlarmsState,
  told: readonly (readonly [string, Alarm | null])[],
): AlarmsState {
  const byId = new Map(state.byId);
  const isLoading = state.phase === "loading";
  const touched = isLoading ? new Set(state.touched) : state.touched as Set<string>;
  for (const [id, alarm] of told) {
    if (alarm === null) byId.delete(id);
    else byId.set(id, alarm);
    if (isLoading) touched.add(id);
  }
  return { ...state, byId: bounded(byId), touched };
}

/** Drops the closed alarms that were opened first, when there are too many. Open ones all stay. */
function bounded(byId: Map<string, Alarm>): ReadonlyMap<string, Alarm> {
  if (byId.size <= mostClosed) return byId;
  const closed = [...byId.values()].filter(({ state }) => state === "closed")
    .sort((a, b) => a.opened_time < b.opened_time ? 1 : -1);
  for (const { alarm_id } of closed.slice(mostClosed)) byId.delete(alarm_id);
  return byId;
}
