import type { App, Screen } from "../../app.ts";
import { openView } from "../../commands/navigation.ts";
import { auditRow } from "./list.ts";
import type { Canvas } from "../../components/canvas.ts";
import { ruleLine } from "../../terminal/lines.ts";
import { matchText, textRows } from "../../components/text_rows.ts";
import { showCopyMenu } from "../../commands/copying.ts";
import { keepUpSearch, textCommands, withheldFromTexts } from "../../commands/searching.ts";
import type { State } from "../../state.ts";
import type { AuditRow } from "./state.ts";
import { currentView } from "../../state/view.ts";
import { type Line, span } from "../../terminal/theme.ts";
import { copyAbout, copyEntry, openJobOfRow } from "./screen.ts";
import { actionText, objectText } from "./rows.ts";
import { entryRows, executionIn } from "./entry_rows.ts";

const list = "entry";

/** One entry of the audit log. */
export const entryScreen: Screen = {
  id: "entry",
  view,
  attended: keepUpSearch,
  withholds: [...withheldFromTexts, "copy_name"],
  commands: {
    ...textCommands,
    open,
    open_job: (app) => openJobOfRow(app, rowOf(app.state)),
    copy_id: (app) => copyAbout(app, rowOf(app.state)),
    copy_json: (app) => copyEntry(app, rowOf(app.state)),
    copy_menu: (app) => showCopyMenu(app, ["copy_line", "copy_id", "copy_json"]),
  },
};

function rowOf(state: State): AuditRow | undefined {
  return auditRow(state, currentView(state.view).id ?? "");
}

/** Opens the execution of the entry, or its job. */
function open(app: App): void {
  const row = rowOf(app.state);
  const execution = row === undefined ? undefined : executionIn(row);
  if (execution !== undefined) openView(app, "run", execution);
  else openJobOfRow(app, row);
}

function view(canvas: Canvas): readonly Line[] {
  const { state, t, sym, height, width } = canvas;
  const row = rowOf(state);
  if (row === undefined) {
    return [ruleLine(canvas, t.tabs.entry), [span(`  ${t.audit.gone}`, "dim")]];
  }
  const rows = entryRows({ ...canvas, width: Math.max(10, width - 2) }, row);
  const title = `${objectText(canvas, row)} ${sym.crumb} ${actionText(canvas, row)}`;
  const room = Math.max(1, height - 1);
  return [
    ruleLine(canvas, title, matchText(canvas, list, rows), true),
    ...textRows(canvas, { name: list, rows, height: room, isFocused: true }),
  ];
}
