import type { Monitor } from "../../../routes/contract/monitors/monitors.ts";
import type { App, Handlers } from "../../app.ts";
import { openView } from "../../commands/navigation.ts";
import { perform } from "../../commands/performing.ts";
import { chosenIds } from "../../commands/subject.ts";
import { toastNothing } from "../../commands/toasts.ts";
import { byHandLines } from "../../forms/by_hand.ts";
import { showConfirm } from "../../overlays/confirm.ts";
import { currentView } from "../../state/view.ts";
import { showExecutionsOf } from "../executions/acts.ts";
import { readMonitors } from "./reading.ts";

export const monitorList = "monitors";

/** The commands on monitors, for the list and for the page of one. */
export const monitorCommands: Handlers = {
  new_monitor: (app) => openView(app, "monitor_form"),
  edit_monitor: (app) => {
    const monitor = chosenMonitor(app);
    if (monitor === undefined) toastNothing(app);
    else openView(app, "monitor_form", monitor.monitor_id);
  },
  pause_monitor: pauseOrResume,
  new_ping_key: (app) => {
    const monitor = chosenMonitor(app);
    if (monitor === undefined) return toastNothing(app);
    const texts = app.t.monitors;
    const act = { kind: "renew_ping_keys", ids: [monitor.monitor_id] } as const;
    const lines = [texts.renewEffect, ...byHandLines(app.t, [monitor])];
    showConfirm(app, texts.renew(monitor.name), lines, act);
  },
  delete_monitor: askDelete,
  show_runs: (app) => showExecutionsOf(app, chosenMonitor(app)?.monitor_id),
};

/** The monitor of the page, or the one under the cursor. */
export function chosenMonitor({ state, layout }: App): Monitor | undefined {
  const { screen, id } = currentView(state.view);
  const chosen = screen === "monitor" ? id : layout.lists.get(monitorList)?.cursor;
  return state.monitors.byId.get(chosen ?? "");
}

async function pauseOrResume(app: App): Promise<void> {
  const monitor = chosenMonitor(app);
  if (monitor === undefined) return toastNothing(app);
  const kind = monitor.paused ? "resume_monitors" : "pause_monitors";
  const act = { kind, ids: [monitor.monitor_id] } as const;
  if (monitor.managed_by !== undefined) {
    const title = app.t.dialogs.confirm.byHand(monitor.name);
    return showConfirm(app, title, byHandLines(app.t, [monitor]), act);
  }
  await perform(app, act);
  await readMonitors(app);
}

function askDelete(app: App): void {
  const texts = app.t.monitors;
  const onPage = currentView(app.state.view).screen === "monitor" ? chosenMonitor(app) : undefined;
  const ids = onPage === undefined ? chosenIds(app, monitorList) : [onPage.monitor_id];
  const monitor = app.state.monitors.byId.get(ids[0] ?? "");
  if (monitor === undefined) return toastNothing(app);
  const act = { kind: "delete_monitors", ids } as const;
  const told = byHandLines(app.t, ids.flatMap((id) => app.state.monitors.byId.get(id) ?? []));
  if (ids.length > 1) {
    const title = app.t.admin.deleteMany(ids.length);
    return showConfirm(app, title, [texts.deleteEffect, ...told], act, String(ids.length));
  }
  showConfirm(app, texts.delete(monitor.name), [texts.deleteEffect, ...told], act);
}
