import { jobCommands } from "../jobs/acts.ts";
import { openFiltered } from "../../commands/navigation.ts";
import type { App, Screen, Subject } from "../../app.ts";
import { openView } from "../../commands/navigation.ts";
import { chosenIds, subjectOfJobs } from "../../commands/subject.ts";
import { type Canvas, within } from "../../components/canvas.ts";
import { beside, toHeight } from "../../terminal/lines.ts";
import type { Line } from "../../terminal/theme.ts";
import { attentionPane, nextPane, perMinutePane, runningPane, sparkPane } from "./panes.ts";
import { feedPane } from "./feed_pane.ts";
import { homeCopyCommands } from "./copying.ts";
import { shownEntries } from "./feed.ts";
import { heatPane } from "./heat_pane.ts";
import { subjectOfExecutions } from "../executions/acts.ts";
import { failureWords } from "../executions/query.ts";
import { readStats } from "./reading.ts";
import { inboxRows, jobsOfRow } from "./attention.ts";
import { alarmCommands, openGroup, withheldOnHome } from "../alarms/acts.ts";
import { isGroupId } from "../../state/inbox.ts";
import { runningOf } from "../../state/selectors.ts";
import { rowsFor, shareRows } from "./sharing.ts";
import { upcomingMinutes } from "./upcoming.ts";

/** The panes in the order of the tab key. */
const lists = ["home.attention", "home.running", "home.next", "home.heat", "home.feed"] as const;
const [attention, running, next, heat, feed] = [0, 1, 2, 3, 4];
const panes = [attentionPane, runningPane, nextPane, heatPane, feedPane] as const;

export const homeScreen: Screen = {
  id: "home",
  panes: () => lists.length,
  view,
  subject,
  entered: readStats,
  refreshed: readStats,
  withheld: (_, layout) => withheldOnHome(layout),
  commands: {
    ...jobCommands,
    ...alarmCommands,
    ...homeCopyCommands,
    open,
    put_aside: (app) => app.dispatch({ type: "inbox_turned", isAside: !app.state.inbox.isAside }),
    freeze: (app) => app.dispatch({ type: app.state.feed.frozen ? "feed_thawed" : "feed_frozen" }),
  },
};

function view(canvas: Canvas): readonly Line[] {
  const { width, height } = canvas;
  return width >= 100 && height >= 18 && !canvas.state.view.isZoomed
    ? wide(canvas)
    : narrow(canvas);
}

/** Two columns. The heat map and the chart have a fixed height; the lists take the rest. */
function wide(canvas: Canvas): Line[] {
  const { width, height } = canvas;
  const left = Math.floor((width - 1) * 0.55);
  const right = width - left - 1;
  const heatRows = Math.min(9, Math.floor(height / 3));
  const chartRows = Math.min(6, Math.floor(height / 4));
  const runningRows = Math.max(4, Math.floor(height / 4));
  const nextRows = Math.max(4, Math.min(11, Math.floor(height / 4)));
  const stack = (
    columns: number,
    panes: readonly [number, (canvas: Canvas) => readonly Line[]][],
  ) => panes.flatMap(([rows, pane]) => toHeight(pane(within(canvas, columns, rows)), rows));
  const leftRows = stack(left, [
    [height - heatRows - chartRows, attentionPane(attention)],
    [chartRows, perMinutePane],
    [heatRows, heatPane(heat)],
  ]);
  const rightRows = stack(right, [
    [runningRows, runningPane(running)],
    [nextRows, nextPane(next)],
    [height - runningRows - nextRows, feedPane(feed)],
  ]);
  return beside(canvas, leftRows, left, rightRows, right);
}

/** Room for three panes and the chart. */
const leastToShare = 13;
const [heatRows, chartRows] = [9, 6];

function narrow(canvas: Canvas): Line[] {
  const { height, state } = canvas;
  const { pane, isZoomed } = state.view;
  if (isZoomed || height < 8) return [...(panes[pane]?.(pane)(canvas) ?? [])];
  return height < leastToShare ? low(canvas) : shared(canvas);
}

/** The jobs that need attention, then the running executions or the focused pane, then a one-row chart. */
function low(canvas: Canvas): Line[] {
  const { width, height, state } = canvas;
  const { pane } = state.view;
  const second = pane === attention ? running : pane;
  const spark = width >= 30 ? 1 : 0;
  const room = height - spark;
  const below = second === heat ? Math.min(room - 3, heatRows) : Math.floor(room / 2);
  return [
    ...part(canvas, attention, room - below),
    ...part(canvas, second, below),
    ...(spark === 1 ? sparkPane(canvas) : []),
  ];
}

/** All panes that have something to say, each as high as it needs. The chart and the heat map fill the rest. */
function shared(canvas: Canvas): Line[] {
  const { width, height, state } = canvas;
  const { pane } = state.view;
  const counts = [
    [attention, rowsFor(inboxRows(state).length)],
    [running, rowsFor(runningOf(state.executions.byId).length)],
    [next, rowsFor(upcomingMinutes(state).length)],
    ...(pane === heat ? [[heat, heatRows] as const] : []),
    [feed, rowsFor(shownEntries(state).length)],
  ] as const;
  const spark = width >= 30 ? 1 : 0;
  const wishes = counts.map(([index, rows]) => ({ rows, isFocused: index === pane }));
  const { rows, left } = shareRows(height - spark, wishes);
  const isHeat = pane !== heat && left >= heatRows;
  const rest = left - (isHeat ? heatRows : 0);
  const chart = rest + spark >= chartRows ? rest + spark : 0;
  // Rows that are too few for another pane go to the feed, which is the last.
  const extra = chart > 0 ? 0 : rest;
  return [
    ...counts.flatMap(([index], i) =>
      part(canvas, index, (rows[i] ?? 0) + (index === feed ? extra : 0))
    ),
    ...(isHeat ? part(canvas, heat, heatRows) : []),
    ...(chart > 0
      ? toHeight(perMinutePane(within(canvas, width, chart)), chart)
      : spark === 1
      ? sparkPane(canvas)
      : []),
  ];
}

function part(canvas: Canvas, index: number, rows: number): Line[] {
  if (rows <= 0) return [];
  const room = within(canvas, canvas.width, rows);
  return toHeight(panes[index]?.(index)(room) ?? [], rows);
}

function subject(app: App): Subject {
  const list = app.layout.focused;
  if (list === "home.attention") {
    const ids = chosenIds(app, list).flatMap((id) => jobsOfRow(app.state, id));
    return subjectOfJobs(app, [...new Set(ids)]);
  }
  const { byId } = app.state.executions;
  const entries = shownEntries(app.state);
  const ids = list === "home.running" || list === "home.feed" ? chosenIds(app, list) : [];
  const executions = list === "home.feed"
    ? ids.flatMap((key) => entries.find((entry) => entry.key === key) ?? [])
      .flatMap((entry) => entry.kind === "execution" ? entry.execution : [])
      .map((execution) => byId.get(execution.execution_id) ?? execution)
    : ids.flatMap((id) => byId.get(id) ?? []);
  return subjectOfExecutions(executions);
}

function open(app: App): void {
  const drawn = app.layout.focusedList();
  const id = drawn?.cursor;
  if (drawn === undefined || id === undefined) return;
  switch (drawn.name) {
    case "home.attention":
      return isGroupId(id) ? openGroup(app, id) : openView(app, "job", id);
    case "home.running":
      return openView(app, "run", id);
    case "home.next":
      return openFiltered(app, "jobs", `next:${id.toLowerCase()}`);
    case "home.heat":
      return openFiltered(app, "runs", `state:${failureWords} at:${id.toLowerCase()}`);
    case "home.feed": {
      const entry = shownEntries(app.state).find(({ key }) => key === id);
      if (entry?.kind === "execution") openView(app, "run", entry.execution.execution_id);
      else if (entry !== undefined) openView(app, "job", entry.jobId);
    }
  }
}
