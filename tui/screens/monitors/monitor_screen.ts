import { goneText } from "../../components/unread_text.ts";
import type { Monitor, Ping } from "../../../routes/contract/monitors/monitors.ts";
import type { Screen } from "../../app.ts";
import { copy, showCopyMenu } from "../../commands/copying.ts";
import { keepUpSearch, textCommands, withheldFromTexts } from "../../commands/searching.ts";
import type { Canvas } from "../../components/canvas.ts";
import { dateText } from "../../components/date_text.ts";
import {
  fieldRows,
  headRow,
  matchText,
  type TextRow,
  textRows,
  widestOf,
} from "../../components/text_rows.ts";
import { managedRows } from "../../forms/by_hand.ts";
import { categoryName } from "../../state/selectors.ts";
import { everything, pauseOfCategory } from "../../state/server/pauses.ts";
import { currentView } from "../../state/view.ts";
import { oneLine } from "../../terminal/text.ts";
import { ruleLine } from "../../terminal/lines.ts";
import { type Line, span, type Tone } from "../../terminal/theme.ts";
import { duration } from "../../texts/format.ts";
import { chosenMonitor, monitorCommands } from "./acts.ts";
import { lengthText, monitorLooks } from "./looks.ts";
import { keepUpPings, readMonitorPage } from "./reading.ts";
import { expectedText } from "./screen.ts";
import { stateNow } from "./state.ts";

const list = "monitor";
/** The time of a ping stands where the labels are. */
const timeWidth = 11;

/** One monitor with its last pings. */
export const monitorScreen: Screen = {
  id: "monitor",
  view,
  entered: readMonitorPage,
  refreshed: (app) => readMonitorPage(app),
  attended: keepUpSearch,
  drawn: keepUpPings,
  withholds: [...withheldFromTexts, "copy_name"],
  commands: {
    ...textCommands,
    ...monitorCommands,
    copy_id: (app) => {
      const monitor = chosenMonitor(app);
      if (monitor !== undefined) copy(app, monitor.monitor_id, monitor.monitor_id);
    },
    copy_json: (app) => {
      const monitor = chosenMonitor(app);
      if (monitor !== undefined) copy(app, JSON.stringify(monitor, null, 2), "JSON");
    },
    copy_menu: (app) => showCopyMenu(app, ["copy_line", "copy_id", "copy_json"]),
  },
};

function view(canvas: Canvas): readonly Line[] {
  const { state, t, height, width } = canvas;
  const monitor = state.monitors.byId.get(currentView(state.view).id ?? "");
  if (monitor === undefined) {
    return [ruleLine(canvas, t.tabs.monitor), [
      span(`  ${goneText(canvas, t.monitors.gone)}`, "dim"),
    ]];
  }
  const rows = monitorRows({ ...canvas, width: Math.max(10, width - 2) }, monitor);
  return [
    ruleLine(canvas, monitor.name, matchText(canvas, list, rows), true),
    ...textRows(canvas, { name: list, rows, height: Math.max(1, height - 1), isFocused: true }),
  ];
}

function monitorRows(canvas: Canvas, monitor: Monitor): TextRow[] {
  const { state, t, width, sym } = canvas;
  const { labels, states, every, started, history } = t.monitors;
  const look = {
    width,
    labelWidth: Math.max(timeWidth, widestOf([...Object.values(labels), t.admin.managed])),
  };
  const row = (name: keyof typeof labels, value: string, tone?: Tone) =>
    value === "" ? [] : fieldRows(name, labels[name], value, { ...look, tone });
  const time = (iso: string) => dateText(state, iso, t);
  const present = stateNow(monitor, state.now);
  const { glyph, tone } = monitorLooks(present, sym);
  const running = monitor.started ? ` ${sym.separator} ${started}` : "";
  const pings = state.monitors.pings.get(monitor.monitor_id) ?? [];
  return [
    ...row("condition", `${glyph} ${states[present]}${running}`, tone),
    ...row("pause", pauseText(canvas, monitor), "paused"),
    ...row("down", time(monitor.down_since)),
    ...row("last", time(monitor.last_ping_time)),
    ...row("success", time(monitor.last_success_time)),
    ...row("next", time(monitor.next_ping_time)),
    ...row("expected", `${expectedText(monitor, every)} (${monitor.timezone})`),
    ...row("grace", lengthText(monitor.grace_seconds)),
    ...row("took", monitor.last_duration_ms === null ? "" : duration(monitor.last_duration_ms)),
    ...row("category", categoryName(state, monitor.category_id)),
    ...managedRows(t, monitor, look),
    ...row("id", monitor.monitor_id),
    headRow("pings", history(monitor.pings)),
    ...pings.flatMap((ping) =>
      fieldRows(ping.ping_id, time(ping.time), pingText(canvas, ping), {
        ...look,
        tone: ping.kind === "fail" ? "bad" : undefined,
      })
    ),
  ];
}

/** While its category is paused, or everything, no ping is missed. */
function pauseText({ state, t, sym }: Canvas, { category_id }: Monitor): string {
  const pause = pauseOfCategory(state, category_id);
  if (pause === undefined) return "";
  const what = pause.category_id === everything
    ? t.pauses.maintenance
    : t.pauses.category(categoryName(state, category_id));
  const until = pause.until === "" ? "" : t.pauses.until(dateText(state, pause.until, t));
  return [what, until, pause.reason].filter((part) => part !== "").join(` ${sym.separator} `);
}

function pingText({ t, sym }: Canvas, ping: Ping): string {
  return [
    t.monitors.pings[ping.kind],
    ping.exit_status === null ? "" : t.monitors.exit(ping.exit_status),
    ping.duration_ms === null ? "" : duration(ping.duration_ms),
    ping.remote_address,
    oneLine(ping.body),
  ].filter((part) => part !== "").join(` ${sym.separator} `);
}
