import type { App, Handlers } from "../app.ts";
import { byTabCommand, isNumbered, type ScreenId, tabCommand, type TabId } from "../keys/tabs.ts";
import { listOf, markedAmong } from "../state/lists.ts";
import { tabsOf } from "../state/rights.ts";
import { currentView } from "../state/view.ts";
import { screenOf } from "./running.ts";

/** The commands that lead to another screen, tab or pane. */
export const navigationCommands: Handlers = {
  back,
  last_view: (app) => app.dispatch({ type: "view_last" }),
  next_pane: (app) => focusPane(app, 1),
  previous_pane: (app) => focusPane(app, -1),
  next_tab: (app) => switchTab(app, 1),
  previous_tab: (app) => switchTab(app, -1),
  zoom_in: (app) => app.dispatch({ type: "zoomed", isZoomed: true }),
  zoom_out: (app) => app.dispatch({ type: "zoomed", isZoomed: false }),
  more_tabs: showMoreTabs,
  ...byTabCommand(({ screen }) => (app) => toTab(app, screen)),
};

/** Opens a view, which then reads what it shows. */
export function openView(app: App, screen: ScreenId, id?: string): void {
  app.dispatch({ type: "view_opened", view: { screen, ...(id === undefined ? {} : { id }) } });
}

/** Opens a list with only those rows that match the filter. */
export function openFiltered(app: App, screen: ScreenId, filter: string): void {
  openView(app, screen);
  app.dispatch({ type: "list_filtered", list: screen, filter });
}

/** Lets the present screen read what it shows. */
export async function enterView(app: App): Promise<void> {
  await screenOf(app).entered?.(app, currentView(app.state.view));
}

/** Clears the filter; without a filter the marks; without marks it goes one view back. It never quits. */
function back(app: App): void {
  const { name: list, ids = [] } = app.layout.focusedList() ?? {};
  const state = listOf(app.state.lists, list ?? "");
  if (list !== undefined && state.filter !== "") {
    app.dispatch({ type: "list_filtered", list, filter: "" });
  } else if (list !== undefined && markedAmong(state, ids).length > 0) {
    app.dispatch({ type: "list_marks_set", list, ids: [] });
  } else app.dispatch({ type: "view_back" });
}

function focusPane(app: App, by: number): void {
  const { columns: width, rows: height } = app.layout;
  const { pane } = app.state.view;
  const count = screenOf(app).panes?.({ width, height }) ?? 1;
  app.dispatch({ type: "pane_focused", pane: (pane + by + count) % count });
}

function switchTab(app: App, by: number): void {
  const tabs = tabsOf(app.state);
  const base = app.state.view.stack[0]?.screen;
  const at = tabs.findIndex(({ screen }) => screen === base);
  const next = tabs[(at + by + tabs.length) % tabs.length];
  if (next !== undefined) app.dispatch({ type: "view_switched", screen: next.screen });
}

/** The menu of the tabs that have no number. */
function showMoreTabs(app: App): void {
  const items = tabsOf(app.state).filter((tab) => !isNumbered(tab)).map((tab) => ({
    key: tab.key,
    label: app.t.tabs[tab.screen],
    command: tabCommand(tab),
  }));
  if (items.length === 0) return;
  const { title } = app.t.tabMenu;
  app.dispatch({ type: "overlay_shown", overlay: { kind: "menu", title, selected: 0, items } });
}

function toTab(app: App, screen: TabId): void {
  const isThere = tabsOf(app.state).some((tab) => tab.screen === screen);
  if (isThere) app.dispatch({ type: "view_switched", screen });
}
