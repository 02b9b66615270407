import { unreadText } from "../../components/unread_text.ts";
import type { Execution } from "../../../routes/contract/history/executions.ts";
import type { App, Screen } from "../../app.ts";
import { openView } from "../../commands/navigation.ts";
import { chosenIds } from "../../commands/subject.ts";
import { toast, toastNothing } from "../../commands/toasts.ts";
import { type Canvas, within } from "../../components/canvas.ts";
import { wordsOf } from "../../components/filter.ts";
import { byId, listPane, markedText, roomFor } from "../../components/list_pane.ts";
import { beside, ruleLine, toHeight } from "../../terminal/lines.ts";
import { bindingFor, type CommandId } from "../../keys/key_table.ts";
import { columnNames } from "../../state/columns.ts";
import { followExecution, Resting, wideColumns } from "./execution_reading.ts";
import { executionsReading } from "./reading.ts";
import { readFiguresOf } from "../../server/job_figures.ts";
import {
  askRunWithOthers,
  askStop,
  openJobOf,
  runAgain,
  showExecutionsOf,
  subjectOfExecutions,
} from "./acts.ts";
import { currentAsk, executionListName, executionsInOrder, newAbove } from "./list.ts";
import { executionFields } from "./filter_fields.ts";
import { failureWords, type TimeRange, withField } from "./query.ts";
import { categoryName, executionOf } from "../../state/selectors.ts";
import { placeOf } from "../../components/list.ts";
import { listOf } from "../../state/lists.ts";
import { localZone, zoneOf } from "../../texts/format.ts";
import { mostListed } from "./state.ts";
import { listSettingsCommands } from "../../commands/settings.ts";
import { type Line, type Span, span } from "../../terminal/theme.ts";
import { executionPane } from "./execution_pane.ts";
import { axisOf, executionColumns, executionHeads, executionRow } from "./rows.ts";
import { readCount } from "../../components/count_text.ts";

/** The pane beside the list reads only the execution on which the cursor rests. */
const resting = new Resting((app, id) => {
  followExecution(app, id);
  void readFiguresOf(app, id);
});

export const executionsScreen: Screen = {
  id: "runs",
  zooms: true,
  view,
  subject: (app) => subjectOfExecutions(chosen(app)),
  entered: (app) => executionsReading.read(app),
  attended: (app) => executionsReading.keepUp(app),
  drawn: (app) => resting.look(app),
  commands: {
    ...listSettingsCommands("runs"),
    stop_run: askStop,
    open: (app) => {
      const id = app.layout.focusedList()?.cursor;
      if (id !== undefined) openView(app, "run", id);
    },
    run_again: (app) => runAgain(app, chosen(app)),
    run_job_with: (app) => askRunWithOthers(app, chosen(app)[0]),
    open_job: (app) => openJobOf(app, chosen(app)[0]),
    run_filters: filtersMenu,
    runs_all: (app) => narrow(app, "state"),
    runs_failed: (app) => narrow(app, "state", failureWords),
    runs_active: (app) => narrow(app, "state", "running,stopping"),
    runs_waiting: (app) => narrow(app, "state", "waiting"),
    runs_succeeded: (app) => narrow(app, "state", "ok"),
    runs_manual: (app) => narrow(app, "trigger", "manual"),
    runs_of_job: (app) => showExecutionsOf(app, chosen(app)[0]?.job.job_id),
    runs_of_category: (app) => {
      const [execution] = chosen(app);
      if (execution === undefined) return toastNothing(app);
      narrow(app, "category", categoryName(app.state, execution.job.category_id).toLowerCase());
    },
    runs_hour: (app) => narrow(app, "since", "1h"),
    runs_day: (app) => narrow(app, "since", "24h"),
    runs_week: (app) => narrow(app, "since", "7d"),
    runs_ever: (app) => narrow(app, "since", "ever"),
    runs_older: (app) => {
      const { executionList } = app.state;
      const last = executionList.rows.get(executionList.ids.at(-1) ?? "");
      if (last === undefined || (!executionList.isCut && executionList.nextCursor === undefined)) {
        return toast(app, "warn", app.t.executions.noneOlder);
      }
      narrow(app, "until", last.scheduled_time.toLowerCase());
    },
    runs_newest: (app) => narrow(app, "until"),
  },
};

/** The marked rows, or the one under the cursor. */
function chosen(app: App): Execution[] {
  return chosenIds(app, executionListName).flatMap((id) => executionOf(app.state, id) ?? []);
}

/** Changes one field of the filter. The list always shows exactly what the filter line says. */
function narrow(app: App, field: string, value?: string): void {
  const { filter } = listOf(app.state.lists, executionListName);
  const next = withField(filter, field, value);
  app.dispatch({ type: "list_filtered", list: executionListName, filter: next });
  app.dispatch({ type: "list_top", list: executionListName });
}

const filterItems: readonly (readonly [string, CommandId])[] = [
  ["a", "runs_all"],
  ["f", "runs_failed"],
  ["r", "runs_active"],
  ["w", "runs_waiting"],
  ["o", "runs_succeeded"],
  ["m", "runs_manual"],
  ["t", "runs_of_job"],
  ["c", "runs_of_category"],
  ["1", "runs_hour"],
  ["2", "runs_day"],
  ["7", "runs_week"],
  ["e", "runs_ever"],
  [">", "runs_older"],
  ["<", "runs_newest"],
];

function filtersMenu(app: App): void {
  const { t } = app;
  const items = filterItems.flatMap(([key, command]) =>
    bindingFor(command) === undefined ? [] : [{ key, label: t.commands[command][1], command }]
  );
  const menu = { kind: "menu", title: t.executions.filtersTitle, selected: 0, items } as const;
  app.dispatch({ type: "overlay_shown", overlay: menu });
}

function view(canvas: Canvas): readonly Line[] {
  const { width, height, state } = canvas;
  if (width < wideColumns || state.view.isZoomed || height < 8) return executionsPane(canvas);
  const left = Math.floor(width * 0.57);
  const right = width - left - 1;
  const list = toHeight(executionsPane(within(canvas, left, height)), height);
  const id = canvas.layout.lists.get(executionListName)?.cursor;
  const execution = id === undefined ? undefined : executionOf(state, id);
  const pane = execution === undefined
    ? [ruleLine(within(canvas, right, height), "")]
    : executionPane(
      within(canvas, right, height),
      execution,
    );
  return beside(canvas, list, left, toHeight(pane, height), right);
}

function executionsPane(canvas: Canvas): Line[] {
  const { state, t, sym, width } = canvas;
  const rows = byId(executionsInOrder(state), ({ execution_id }) => execution_id);
  const ids = [...rows.keys()];
  const columns = executionColumns(width, state.prefs.columns);
  const note = noteLine(canvas, ids.length);
  const room = roomFor(canvas, (columns.isPlain ? 1 : 2) + (note === undefined ? 0 : 1));
  const { top } = placeOf(canvas, executionListName, ids, room);
  const seen = ids.slice(top, top + room).flatMap((id) => rows.get(id) ?? []);
  const axis = axisOf(seen, state.now);
  const fresh = newAbove(state, ids, top);
  return listPane(canvas, {
    name: executionListName,
    rows,
    title: titleLine(canvas, ids),
    ...(fresh > 0 ? { scroll: `${sym.up} ${t.executions.newAbove(fresh)}` } : {}),
    heads: columns.isPlain ? undefined : executionHeads(canvas, columns, axis),
    note,
    empty: emptyText(canvas),
    sorts: t.executions.sorts,
    fields: executionFields(
      state.executionList,
      state.categories,
      state.jobs,
      Math.floor(state.now / 60_000),
      zoneOf(state.prefs.timeMode, localZone),
    ),
    columns: columnNames("runs").filter((column) => columns.widths[column] > 0),
    row: (execution) => executionRow(canvas, execution, columns, axis),
  });
}

/** `Runs 37 › failed,timeout › billing-export › last 24 h`: each part of the filter a chip. */
function titleLine(canvas: Canvas, ids: readonly string[]): Line {
  const { state, t, sym } = canvas;
  const { executionList } = state;
  const list = listOf(state.lists, executionListName);
  const ask = currentAsk(state);
  const told = readCount(canvas, executionList.phase, ids.length);
  const hasMore = executionList.nextCursor !== undefined || executionList.isCut;
  const open = hasMore && typeof told === "number" ? "+" : "";
  const marked = markedText(canvas, executionListName, ids);
  const words = wordsOf(list.filter).filter((word) => !/^(since|at|on|until):/i.test(word));
  const chips = [
    ...words,
    rangeText(canvas, ask.range),
    ...(ask.until === undefined
      ? []
      : [t.executions.until(ask.until.slice(0, 16).replace("t", " "))]),
  ];
  const click = { kind: "command", command: "run_filters" } as const;
  return [
    {
      text: `${t.tabs.runs} ${told}${open}${marked}`,
      tone: "accent",
      strong: true,
    },
    ...chips.flatMap((chip): Span[] => [
      span(` ${sym.crumb} `, "rule"),
      { text: chip, tone: "warn", click },
    ]),
  ];
}

function rangeText({ t }: Canvas, range: TimeRange): string {
  if (range.kind === "ever") return t.executions.ever;
  if (range.kind === "since") return t.executions.last(range.text);
  if (range.kind === "on") return t.executions.on(range.text);
  return `${t.executions.at(range.text.replace("t", " "))}${
    range.text.length === 13 ? "h" : ""
  } UTC`;
}

function emptyText(canvas: Canvas): string {
  const { state, t } = canvas;
  const { executionList } = state;
  const { filter } = listOf(state.lists, executionListName);
  if (executionList.phase === "failed") {
    return t.executions.failed(executionList.problem?.error ?? "");
  }
  if (executionList.phase !== "ready") {
    return unreadText(canvas) ??
      (executionList.rows.size > 0 ? t.executions.searching : t.list.loading);
  }
  return filter === "" ? t.executions.empty : t.executions.noneMatch(filter);
}

/** A note under the list: there is more, or the next page could not be read. */
function noteLine({ state, t, sym }: Canvas, count: number): Line | undefined {
  const { executionList } = state;
  if (count === 0) return undefined;
  if (executionList.problem !== undefined) {
    return [span(`  ${sym.failed} ${t.executions.failed(executionList.problem.error)}`, "bad")];
  }
  if (executionList.isCut || executionList.rows.size >= mostListed) {
    return [span(`  ${sym.ellipsis} ${t.executions.isCut(mostListed)}`, "dim")];
  }
  return undefined;
}
