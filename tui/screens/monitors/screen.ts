import { loadingText, unreadText } from "../../components/unread_text.ts";
import type { Monitor } from "../../../routes/contract/monitors/monitors.ts";
import type { App, Screen } from "../../app.ts";
import { openView } from "../../commands/navigation.ts";
import type { Canvas } from "../../components/canvas.ts";
import { dateText } from "../../components/date_text.ts";
import { fieldsOfRows } from "../../components/filter_fields.ts";
import { matches, parseFilter } from "../../components/filter.ts";
import { type Column, inOrder, table } from "../../components/table.ts";
import type { State } from "../../state.ts";
import { listOf } from "../../state/lists.ts";
import { categoryName } from "../../state/selectors.ts";
import type { Line } from "../../terminal/theme.ts";
import { chosenMonitor, monitorCommands, monitorList } from "./acts.ts";
import { cronOf, lengthText, monitorLooks } from "./looks.ts";
import { readMonitors } from "./reading.ts";
import { stateNow } from "./state.ts";
import { readCount } from "../../components/count_text.ts";

/** The states from the most pressing on. */
const order: readonly Monitor["state"][] = ["down", "late", "new", "up", "paused"];

export const monitorsScreen: Screen = {
  id: "monitors",
  view,
  entered: readMonitors,
  refreshed: readMonitors,
  commands: { ...monitorCommands, open },
};

function open(app: App): void {
  const monitor = chosenMonitor(app);
  if (monitor !== undefined) openView(app, "monitor", monitor.monitor_id);
}

function view(canvas: Canvas): readonly Line[] {
  const { state, t } = canvas;
  const texts = t.monitors;
  const { filter, sort, isReversed } = listOf(state.lists, monitorList);
  const terms = parseFilter(filter);
  const { byId, phase, error } = state.monitors;
  const all = [...byId.values()];
  const fieldsOf = (monitor: Monitor) => ({
    name: monitor.name.toLowerCase(),
    state: stateNow(monitor, state.now),
    category: categoryName(state, monitor.category_id).toLowerCase(),
  });
  const shown = all.filter((monitor) => matches(terms, fieldsOf(monitor)));
  const rows = inOrder(
    shown.map((it) => [it.monitor_id, it] as const),
    isReversed,
    (it) => sortKey(state, it, sort),
  );
  const said = {
    ready: texts.empty,
    failed: unreadText(canvas) ?? t.admin.cannotRead(error),
    missing: t.admin.notThere,
    none: loadingText(canvas),
  };
  return table(canvas, {
    name: monitorList,
    title: t.tabs.monitors,
    rows,
    all: readCount(canvas, phase, byId.size),
    sorts: texts.sorts,
    fields: fieldsOfRows(all, ["name", "state", "category"], fieldsOf),
    empty: said[phase],
    columns: columnsOf(canvas),
  });
}

function columnsOf(canvas: Canvas): Column<Monitor>[] {
  const { state, t, sym } = canvas;
  const texts = t.monitors;
  const stateOf = (it: Monitor) => stateNow(it, state.now);
  const tone = (it: Monitor) => monitorLooks(stateOf(it), sym).tone;
  const time = (iso: string) => iso === "" ? "" : dateText(state, iso, t);
  return [
    { head: "", width: 1, tone, text: (it) => monitorLooks(stateOf(it), sym).glyph },
    { head: t.admin.name, width: 0, sort: "name", text: (it) => it.name },
    {
      head: texts.condition,
      width: 8,
      from: 40,
      sort: "state",
      tone,
      text: (it) => it.started ? texts.started : texts.states[stateOf(it)],
    },
    {
      head: texts.last,
      width: 11,
      from: 60,
      sort: "pinged",
      text: (it) => it.last_ping_time === "" ? t.admin.never : time(it.last_ping_time),
    },
    {
      head: texts.next,
      width: 11,
      from: 70,
      sort: "next",
      text: (it) => time(it.next_ping_time),
    },
    {
      head: texts.expected,
      width: 16,
      from: 100,
      sort: "expected",
      text: (it) => expectedText(it, texts.every),
    },
    {
      head: t.admin.category,
      width: 14,
      sort: "category",
      from: 120,
      tone: () => "dim",
      text: (it) => categoryName(state, it.category_id),
    },
  ];
}

/** When pings are expected: `every 1d`, or cron fields. */
export function expectedText(monitor: Monitor, every: (length: string) => string): string {
  const { period_seconds: period } = monitor;
  return period === null ? cronOf(monitor) : every(lengthText(period));
}

function sortKey(state: State, monitor: Monitor, sort: string): string {
  const name = monitor.name.toLowerCase();
  if (sort === "name") return name;
  // "~" sorts after every time.
  if (sort === "pinged") return monitor.last_ping_time || "~";
  if (sort === "category") {
    return `${categoryName(state, monitor.category_id).toLowerCase()} ${name}`;
  }
  if (sort === "expected") return `${expectedText(monitor, (length) => length)} ${name}`;
  if (sort === "next") return monitor.next_ping_time || "~";
  return `${order.indexOf(stateNow(monitor, state.now))} ${name}`;
}
