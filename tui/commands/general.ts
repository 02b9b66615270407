import type { App, Handlers } from "../app.ts";
import { startFilter } from "./searching.ts";
import { askLogIn, logOutAndTell } from "./logging_in.ts";
import { show } from "./overlay.ts";
import { settingsCommands } from "./settings.ts";
import { listOf, markedAmong } from "../state/lists.ts";
import { everything } from "../state/server/pauses.ts";
import { emptyField } from "../terminal/text_field.ts";
import { copyCommands } from "./copying.ts";
import type { CommandId } from "../keys/key_table.ts";
import { listCommands } from "./list_commands.ts";
import { enterView, navigationCommands } from "./navigation.ts";
import { askEndOfPause, askMaintenance } from "./maintenance.ts";
import { undo } from "./performing.ts";
import { quit } from "./quitting.ts";
import { offeredHere } from "./running.ts";
import { toast } from "./toasts.ts";

/** What a command does on a screen that does not define it. */
export const generalCommands: Handlers = {
  ...listCommands,
  ...navigationCommands,
  ...copyCommands,
  ...settingsCommands,
  undo,
  begin_maintenance: (app) => askMaintenance(app, everything),
  end_maintenance: (app) => askEndOfPause(app, everything),
  bulk_menu: bulkMenu,
  filter: startFilter,
  palette: (app) => show(app, { kind: "palette", field: emptyField, selected: 0 }),
  help: (app) => show(app, { kind: "help", field: emptyField, top: 0 }),
  reload: (app) => {
    app.live.readAll();
    void enterView(app);
    toast(app, "ok", app.t.notices.reloading);
  },
  log_in: (app) => askLogIn(app, "asked"),
  log_out: logOutAndTell,
  redraw: (app) => app.terminal.repaint(),
  suspend: async (app) => {
    if (!await app.terminal.stop()) toast(app, "warn", app.t.notices.noShell);
  },
  quit,
  quit_anyway: (app) => app.terminal.quit(),
};

/** The commands that act on marked rows. The menu shows those that the screen offers. */
const bulkCommands: readonly CommandId[] = [
  ...["run_job", "run_again", "pause_job", "edit_job", "pause_category", "stop_run"] as const,
  ...["delete_job", "delete_category", "delete_user", "revoke_key"] as const,
  ...["delete_channel", "delete_monitor", "delete_calendar"] as const,
  ...["acknowledge", "snooze", "close_alarm"] as const,
  ...["copy_id", "clear_marks"] as const,
];

function bulkMenu(app: App): void {
  const { t, state, layout } = app;
  const drawn = layout.focusedList();
  const marks = markedAmong(listOf(state.lists, drawn?.name ?? ""), drawn?.ids ?? []);
  const offered = offeredHere(app);
  show(app, {
    kind: "menu",
    title: t.dialogs.bulk.title(marks.length),
    selected: 0,
    items: bulkCommands.flatMap((command) => {
      const binding = offered.find((it) => it.command === command);
      if (binding === undefined) return [];
      return [{ key: binding.keys[0] ?? "", label: t.commands[command][1], command }];
    }),
  });
}
