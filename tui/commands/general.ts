import type { App } from "../app.ts";
import { copyId, copyJson, copyMenu, copyName } from "./copying.ts";
import {
  askDeleteJobs,
  askRunWith,
  askStopRuns,
  pauseOrResume,
  runJobs,
} from "../screens/jobs/acts.ts";
import { duplicateJob, editJob, editJobAsText, newJob } from "../screens/job_form/acts.ts";
import { bindingFor, bindingsOn, type CommandBinding, type CommandId } from "./key_table.ts";
import { listHandlers, oneAfter } from "./list_commands.ts";
import { startFilter } from "../overlays/filter_line.ts";
import { setPrefs } from "../settings/prefs.ts";
import { askProfileName, pickProfile } from "../settings/profiles.ts";
import { askFilterName, pickFilter } from "../settings/saved.ts";
import { hasScreen, isAnyDirty, screenOf, tabsOf } from "../screens/list.ts";
import { refusalOf } from "../state/selectors.ts";
import type { State } from "../state.ts";
import { listOf } from "../state/lists.ts";
import { currentView, type ScreenId } from "../state/view.ts";
import { emptyField, fieldOf } from "../terminal/text_field.ts";
import { languages } from "../texts/mod.ts";
import { pickTheme } from "../settings/theming.ts";
import { timeModes } from "../texts/format.ts";

type Handler = (app: App) => void | Promise<void>;

/** What a command does where the screen has no way of its own. */
const handlers: { readonly [C in CommandId]?: Handler } = {
  ...listHandlers,
  run_job: runJobs,
  run_job_with: askRunWith,
  stop_run: askStopRuns,
  pause_job: pauseOrResume,
  delete_job: askDeleteJobs,
  import_crontab: (app) => openView(app, "import"),
  new_job: newJob,
  edit_job: editJob,
  edit_as_text: editJobAsText,
  duplicate_job: duplicateJob,
  undo: (app) => app.actions.undo(),
  bulk_menu: bulkMenu,
  columns: pickColumns,
  named_filters: pickFilter,
  name_filter: askFilterName,
  profiles: pickProfile,
  name_profile: askProfileName,
  filter: startFilter,
  palette: (app) => shown(app, { kind: "palette", field: emptyField, selected: 0 }),
  help: (app) => shown(app, { kind: "help", field: emptyField, top: 0 }),
  back,
  last_view: (app) => app.dispatch({ type: "view_last" }),
  next_pane: (app) => focusPane(app, 1),
  previous_pane: (app) => focusPane(app, -1),
  next_tab: (app) => switchTab(app, 1),
  previous_tab: (app) => switchTab(app, -1),
  zoom_in: (app) => app.dispatch({ type: "zoomed", isZoomed: true }),
  zoom_out: (app) => app.dispatch({ type: "zoomed", isZoomed: false }),
  tab_1: (app) => toTab(app, 1),
  tab_2: (app) => toTab(app, 2),
  tab_3: (app) => toTab(app, 3),
  tab_4: (app) => toTab(app, 4),
  tab_5: (app) => toTab(app, 5),
  tab_6: (app) => toTab(app, 6),
  tab_7: (app) => toTab(app, 7),
  freeze: (app) => app.dispatch({ type: app.state.feed.frozen ? "feed_thawed" : "feed_frozen" }),
  time_mode: (app) => {
    const timeMode = oneAfter(timeModes, app.state.prefs.timeMode);
    setPrefs(app, { timeMode }, app.t.notices.times(app.t.timeModes[timeMode]));
  },
  theme: pickTheme,
  language: (app) => {
    const language = oneAfter(languages, app.state.prefs.language);
    setPrefs(app, { language });
    app.actions.toast("ok", app.t.notices.language);
  },
  ascii: (app) => {
    const isAscii = !app.state.prefs.isAscii;
    setPrefs(app, { isAscii }, app.t.notices.ascii(isAscii));
  },
  mouse: (app) => {
    const isMouseOn = !app.state.prefs.isMouseOn;
    app.terminal.setMouse(isMouseOn);
    setPrefs(app, { isMouseOn }, app.t.notices.mouse(isMouseOn));
  },
  copy_id: copyId,
  copy_menu: copyMenu,
  copy_name: copyName,
  copy_json: copyJson,
  reload: (app) => {
    app.actions.reloadAll();
    void enterView(app);
    app.actions.toast("ok", app.t.notices.reloading);
  },
  log_in: (app) => askLogIn(app, "asked"),
  log_out: (app) => app.actions.logOut(),
  suspend: (app) => app.terminal.suspended(() => Deno.kill(Deno.pid, "SIGTSTP")),
  quit,
  quit_anyway: (app) => app.terminal.quit(),
};

/** The bindings that do something on the screen one is on, its own first. */
export function offeredBindings(state: State, hasList: boolean): CommandBinding[] {
  const { screen: id } = currentView(state.view);
  const screen = screenOf(id);
  const offered = bindingsOn(id, hasList, state.settings.keys).filter(({ command }) =>
    (screen.commands?.[command] ?? handlers[command]) !== undefined &&
    !screen.withholds?.includes(command) &&
    isTabThere(state, command)
  );
  // A key that a screen has taken for itself is not told as another's.
  const taken = new Set<string>();
  return offered.map((binding) => {
    const keys = binding.keys.filter((key) => !taken.has(key));
    for (const key of keys) taken.add(key);
    return keys.length === binding.keys.length ? binding : { ...binding, keys };
  });
}

function isTabThere(state: State, command: CommandId): boolean {
  const number = /^tab_(\d)$/.exec(command)?.[1];
  return number === undefined || tabsOf(state).some(({ tab }) => tab === Number(number));
}

/** Does what a key or the palette asks for, if it may be done. */
export async function runCommand(app: App, command: string): Promise<void> {
  const hasList = app.layout.focused !== undefined;
  const offered = offeredBindings(app.state, hasList).find((it) => it.command === command);
  const binding = offered ?? bindingFor(command);
  if (binding === undefined) return;
  const refusal = refusalOf(app.state, binding.needs);
  if (refusal !== undefined) {
    return app.actions.toast("warn", app.t.refusals[refusal]);
  }
  const { screen } = currentView(app.state.view);
  await (screenOf(screen).commands?.[binding.command] ?? handlers[binding.command])?.(app);
}

/** To a view, which then reads what it shows. */
export function openView(app: App, screen: ScreenId, id?: string): void {
  if (!hasScreen(screen)) return;
  app.dispatch({ type: "view_opened", view: { screen, ...(id === undefined ? {} : { id }) } });
}

/** Lets the screen one is on read what it shows. */
export async function enterView(app: App): Promise<void> {
  const view = currentView(app.state.view);
  await screenOf(view.screen).entered?.(app, view);
}

export function askLogIn(app: App, reason: "first" | "lapsed" | "asked"): void {
  const { server, username } = app.state.session;
  shown(app, {
    kind: "login",
    server: fieldOf(server),
    username: fieldOf(username),
    password: emptyField,
    focus: username === "" ? "username" : "password",
    isBusy: false,
    error: "",
    reason,
  });
}

type Shown = Extract<Parameters<App["dispatch"]>[0], { type: "overlay_shown" }>["overlay"];

function shown(app: App, overlay: Shown): void {
  app.dispatch({ type: "overlay_shown", overlay });
}

/** A filter goes first, then marks, then the view; it never quits. */
function back(app: App): void {
  const list = app.layout.focused;
  const { filter, marks } = listOf(app.state.lists, list ?? "");
  if (list !== undefined && filter !== "") {
    app.dispatch({ type: "list_filtered", list, filter: "" });
  } else if (list !== undefined && marks.size > 0) {
    app.dispatch({ type: "list_marks_set", list, ids: [] });
  } else app.dispatch({ type: "view_back" });
}

function focusPane(app: App, by: number): void {
  const { columns: width, rows: height } = app.layout;
  const { view } = app.state;
  const count = screenOf(currentView(view).screen).panes?.({ width, height }) ?? 1;
  app.dispatch({ type: "pane_focused", pane: (view.pane + by + count) % count });
}

function switchTab(app: App, by: number): void {
  const tabs = tabsOf(app.state);
  const base = app.state.view.stack[0]?.screen;
  const at = tabs.findIndex(({ id }) => id === base);
  const next = tabs[(at + by + tabs.length) % tabs.length];
  if (next !== undefined) app.dispatch({ type: "view_switched", screen: next.id });
}

function toTab(app: App, number: number): void {
  const screen = tabsOf(app.state).find(({ tab }) => tab === number);
  if (screen !== undefined) app.dispatch({ type: "view_switched", screen: screen.id });
}

/** Asks only when something typed would be lost, and only once; the cursor is on staying. */
export function quit(app: App): void {
  const { overlay: behind } = app.state.overlay;
  const isAsked = behind?.kind === "menu" &&
    behind.items.some(({ command }) => command === "quit_anyway");
  if (isAsked || !isAnyDirty(app.state)) return app.terminal.quit();
  const { discard, cancel } = app.t.dialogs;
  shown(app, {
    kind: "menu",
    title: discard.title,
    selected: 1,
    items: [
      { key: "y", label: discard.quit, command: "quit_anyway" },
      { key: "n", label: cancel, command: "" },
    ],
    ...(behind === undefined ? {} : { behind }),
  });
}

/** What acts on marked rows, wherever it is offered. */
const bulkCommands: readonly CommandId[] = [
  ...["run_job", "run_again", "pause_job", "pause_category", "stop_run"] as const,
  ...["delete_job", "delete_category", "delete_user", "revoke_key"] as const,
  ...["copy_id", "clear_marks"] as const,
];

function bulkMenu(app: App): void {
  const { t, state, layout } = app;
  const marks = state.lists[layout.focused ?? ""]?.marks.size ?? 0;
  const offered = offeredBindings(state, layout.focused !== undefined);
  shown(app, {
    kind: "menu",
    title: t.dialogs.bulk.title(marks),
    selected: 0,
    items: bulkCommands.flatMap((command) => {
      const binding = offered.find((it) => it.command === command);
      if (binding === undefined) return [];
      return [{ key: binding.keys[0] ?? "", label: t.commands[command][1], command }];
    }),
  });
}

function pickColumns(app: App): void {
  const { screen } = currentView(app.state.view);
  shown(app, { kind: "columns", list: screen === "runs" ? "runs" : "jobs", selected: 0 });
}
