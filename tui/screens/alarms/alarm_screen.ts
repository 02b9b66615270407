import { goneText } from "../../components/unread_text.ts";
import type { App, Screen } from "../../app.ts";
import { copy, showCopyMenu } from "../../commands/copying.ts";
import { openView } from "../../commands/navigation.ts";
import { keepUpSearch, textCommands, withheldFromTexts } from "../../commands/searching.ts";
import { toastNothing } from "../../commands/toasts.ts";
import type { Canvas } from "../../components/canvas.ts";
import { matchText, textRows } from "../../components/text_rows.ts";
import { currentView } from "../../state/view.ts";
import { ruleLine } from "../../terminal/lines.ts";
import { type Line, span } from "../../terminal/theme.ts";
import { alarmScreenCommands, chosenAlarms } from "./acts.ts";
import { alarmTextRows } from "./alarm_rows.ts";
import { readAlarm } from "./reading.ts";

const list = "alarm";

/** One alarm with its history. */
export const alarmScreen: Screen = {
  id: "alarm",
  view,
  entered: readAlarm,
  attended: keepUpSearch,
  withholds: [...withheldFromTexts, "copy_name"],
  commands: {
    ...textCommands,
    ...alarmScreenCommands,
    open: openExecution,
    copy_id: (app) => {
      const [alarm] = chosenAlarms(app);
      if (alarm !== undefined) copy(app, alarm.alarm_id, alarm.alarm_id);
    },
    copy_json: (app) => {
      const [alarm] = chosenAlarms(app);
      if (alarm !== undefined) copy(app, JSON.stringify(alarm, null, 2), "JSON");
    },
    copy_menu: (app) => showCopyMenu(app, ["copy_line", "copy_id", "copy_json"]),
  },
};

/** Opens the execution that raised it last. */
function openExecution(app: App): void {
  const [alarm] = chosenAlarms(app);
  const id = alarm?.last_execution_id ?? "";
  if (id === "") toastNothing(app);
  else openView(app, "run", id);
}

function view(canvas: Canvas): readonly Line[] {
  const { state, t, sym, height, width } = canvas;
  const alarm = state.alarms.byId.get(currentView(state.view).id ?? "");
  if (alarm === undefined) {
    return [ruleLine(canvas, t.tabs.alarm), [span(`  ${goneText(canvas, t.alarms.gone)}`, "dim")]];
  }
  const rows = alarmTextRows({ ...canvas, width: Math.max(10, width - 2) }, alarm);
  const title = `${alarm.subject.name} ${sym.crumb} ${t.alarms.kinds[alarm.kind]}`;
  return [
    ruleLine(canvas, title, matchText(canvas, list, rows), true),
    ...textRows(canvas, { name: list, rows, height: Math.max(1, height - 1), isFocused: true }),
  ];
}
