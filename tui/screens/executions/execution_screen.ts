import { executionOf } from "../../state/selectors.ts";
import type { Execution } from "../../../routes/contract/history/executions.ts";
import type { App, Screen } from "../../app.ts";
import { nothing } from "../../commands/subject.ts";
import { openView } from "../../commands/navigation.ts";
import type { Canvas } from "../../components/canvas.ts";
import { ruleLine, toHeight } from "../../terminal/lines.ts";
import { stateLooks } from "../../components/state_mark.ts";
import { matchText, type TextRow, textRows } from "../../components/text_rows.ts";
import { copy, showCopyMenu } from "../../commands/copying.ts";
import { duration, momentOf, wallOf, zoneOf } from "../../texts/format.ts";
import { followExecution } from "./execution_reading.ts";
import {
  askRunWithOthers,
  askStop,
  isPing,
  openJobOf,
  runAgainOnPage,
  subjectOfExecutions,
} from "./acts.ts";
import { shortId, tookMs } from "./list.ts";
import { keepUpSearch, textCommands, withheldFromTexts } from "../../commands/searching.ts";
import type { State } from "../../state.ts";
import { listOf, outputList, theLast } from "../../state/lists.ts";
import { currentView } from "../../state/view.ts";
import { wrap } from "../../terminal/text.ts";
import { type Line, lineWidth, type Span, span } from "../../terminal/theme.ts";

import { outputMood, outputRows, silence } from "./execution_output.ts";
import { differenceRows } from "./run/difference.ts";
import { flowRows, runOfFlowRow } from "./run/flow.ts";
import {
  askSaveOutput,
  goSideways,
  goToAttempt,
  goToError,
  grep,
  openInEditor,
  openInPager,
  wholeOutput,
} from "./run/output_acts.ts";
import { keepUpRunFacts } from "./run/reading.ts";
import { recordRows, recordText } from "./run/record.ts";
import { requestRows, snapshotRows, timelineRows } from "./execution_texts.ts";

const tabs = ["output", "timeline", "request", "job", "record", "flow", "diff"] as const;
const [, , , , record, flow, diff] = [0, 1, 2, 3, 4, 5, 6];
const commandsOfTabs = [
  ...["run_output", "run_timeline", "run_request", "run_snapshot"] as const,
  ...["run_record", "run_flow", "run_diff"] as const,
] as const;
const lists = [
  outputList,
  ...["run.timeline", "run.request", "run.job", "run.record", "run.flow", "run.diff"] as const,
] as const;

const notForPings = ["run_again", "run_job_with", "stop_run"] as const;

export const executionScreen: Screen = {
  id: "run",
  panes: () => tabs.length,
  view,
  subject: (app) => {
    const execution = shownExecution(app.state);
    return execution === undefined ? nothing : subjectOfExecutions([execution]);
  },
  entered: (app, { id = "" }) => followExecution(app, id),
  attended: keepUpSearch,
  drawn: (app) => {
    const { view } = app.state;
    if (view.pane >= flow) keepUpRunFacts(app, currentView(view).id ?? "");
  },
  withholds: [...withheldFromTexts, "open", "copy_name"],
  withheld(state) {
    const execution = shownExecution(state);
    return execution !== undefined && isPing(execution) ? notForPings : [];
  },
  commands: {
    ...textCommands,
    stop_run: askStop,
    run_again: (app) => runAgainOnPage(app, shownExecution(app.state)),
    run_job_with: (app) => askRunWithOthers(app, shownExecution(app.state)),
    open_job: (app) => openJobOf(app, shownExecution(app.state)),
    next_tab: (app) => turn(app, 1),
    previous_tab: (app) => turn(app, -1),
    run_output: (app) => show(app, 0),
    run_timeline: (app) => show(app, 1),
    run_request: (app) => show(app, 2),
    run_snapshot: (app) => show(app, 3),
    run_record: showRecord,
    run_flow: (app) => show(app, flow),
    run_diff: (app) => show(app, diff),
    open_linked: openLinked,
    go_bottom: (app) => app.dispatch({ type: "list_end", list: app.layout.focused ?? outputList }),
    follow,
    wrap_lines: (app) =>
      app.dispatch({ type: "output_shown", isWrapped: !app.state.openExecution.isWrapped }),
    stamps: (app) =>
      app.dispatch({ type: "output_shown", hasStamps: !app.state.openExecution.hasStamps }),
    grep,
    error_after: (app) => goToError(app, 1),
    error_before: (app) => goToError(app, -1),
    attempt_after: (app) => goToAttempt(app, 1),
    attempt_before: (app) => goToAttempt(app, -1),
    sideways_right: (app) => goSideways(app, 1),
    sideways_left: (app) => goSideways(app, -1),
    pager: openInPager,
    output_editor: openInEditor,
    save_output: askSaveOutput,
    copy_output: async (app) => copy(app, await wholeOutput(app), app.t.execution.outputName),
    copy_menu: (app) => showCopyMenu(app, ["copy_line", "copy_output", "copy_id", "copy_json"]),
    copy_id: (app) => copy(app, currentView(app.state.view).id ?? "", app.t.execution.id),
    copy_json: (app) => {
      const execution = shownExecution(app.state);
      if (execution !== undefined) copy(app, recordText(execution, "json"), "JSON");
    },
  },
};

function shownExecution(state: State): Execution | undefined {
  return executionOf(state, currentView(state.view).id ?? "");
}

function turn(app: App, by: number): void {
  show(app, (app.state.view.pane + by + tabs.length) % tabs.length);
}

function show(app: App, pane: number): void {
  app.dispatch({ type: "pane_focused", pane });
}

function view(canvas: Canvas): readonly Line[] {
  const { state, t, sym, height } = canvas;
  const pane = Math.min(state.view.pane, tabs.length - 1);
  const name = lists[pane] ?? outputList;
  const execution = shownExecution(state);
  const rows = rowsOf(canvas, execution, pane);
  const room = Math.max(1, height - 2);
  const body = rows.length > 0
    ? textRows(canvas, { name, rows, height: room, isFocused: true, pane })
    : silentBody(canvas, execution, name, pane);
  const mood = [
    matchText(canvas, name, rows),
    ...(pane === 0 ? outputMood(canvas) : []),
    ...(pane === record ? [state.openExecution.format.toUpperCase()] : []),
  ].filter((it) => it !== "");
  const title = `${execution?.job.name ?? t.tabs.run} ${sym.crumb} ${
    t.execution.name(shortId(currentView(state.view).id ?? ""))
  }`;
  return [
    ruleLine(canvas, title, execution === undefined ? "" : stateText(canvas, execution), true),
    tabsLine(canvas, execution, pane, mood),
    ...toHeight(body, room),
  ];
}

/** A text without lines has the keys too. An ended execution without output shows its outcome here. */
function silentBody(
  canvas: Canvas,
  execution: Execution | undefined,
  name: string,
  pane: number,
): Line[] {
  const { t, width } = canvas;
  textRows(canvas, { name, rows: [], height: 1, isFocused: true, pane });
  const silent: Line = [span(`  ${silence(canvas)}`, "dim")];
  const { count, isGrepped } = canvas.state.openExecution;
  const isHidden = pane === 0 && isGrepped && count > 0;
  if (execution === undefined || execution.ended_time === "" || isHidden) return [silent];
  const told = (label: string, text: string): Line[] =>
    text === "" ? [] : [
      [],
      [span(`  ${label}`, "title")],
      ...wrap(text, Math.max(1, width - 4)).map((part): Line => [span(`  ${part}`)]),
    ];
  return [
    silent,
    ...told(t.execution.description, execution.description),
    ...told(t.execution.result, execution.result),
  ];
}

function rowsOf(
  canvas: Canvas,
  execution: Execution | undefined,
  pane: number,
): readonly TextRow[] {
  if (pane === 0) return outputRows(canvas);
  if (execution === undefined) return [];
  const { openExecution } = canvas.state;
  const inner = { ...canvas, width: Math.max(10, canvas.width - 2) };
  if (pane === 1) return timelineRows(inner, execution);
  if (pane === 2) return requestRows(inner, execution);
  if (pane === record) return recordRows(execution, openExecution.format, inner.width);
  if (pane === flow) return flowRows(inner, execution, openExecution.facts);
  if (pane === diff) return differenceRows(inner, execution, openExecution.facts);
  return snapshotRows(inner, execution, canvas.state.jobs.byId.get(execution.job.job_id));
}

/** `✗ failed · 3.1s · attempt 2/3`. */
export function stateText({ state, t, sym }: Canvas, execution: Execution): string {
  const looks = stateLooks(execution.state, sym, t);
  const took = tookMs(execution, state.now);
  return [
    `${looks.glyph} ${looks.text}`,
    ...(took === undefined ? [] : [duration(took)]),
    ...(execution.max_attempts > 1
      ? [t.execution.attempt(execution.attempt, execution.max_attempts)]
      : []),
  ].join(` ${sym.separator} `);
}

function tabsLine(
  canvas: Canvas,
  execution: Execution | undefined,
  pane: number,
  mood: readonly string[],
): Line {
  const { t, sym, width } = canvas;
  const left = tabs.map((tab, i): Span => {
    const click = { kind: "command", command: commandsOfTabs[i] ?? "run_output" } as const;
    return i === pane
      ? { text: `[${t.execution.tabs[tab]}]`, tone: "accent", strong: true, click }
      : { text: ` ${t.execution.tabs[tab]} `, tone: "dim", click };
  });
  // In a narrow terminal the first tabs go, so that the present one is seen.
  for (let i = 0; i < pane && lineWidth(left) > width; i++) left.shift();
  const used = lineWidth(left);
  // What fits: first the switches, then the times.
  const fits = (text: string) => used + lineWidth([span(text)]) + 3 <= width;
  const joined = (text: string, part: string, gap: string) => {
    const longer = text === "" ? part : `${text}${gap}${part}`;
    return fits(longer) ? longer : text;
  };
  const moods = mood.reduce((text, part) => joined(text, part, ` ${sym.separator} `), "");
  const right = execution === undefined
    ? moods
    : joined(moods, timesText(canvas, execution), "   ");
  const gap = width - used - lineWidth([span(right)]) - 1;
  return gap < 1 ? left : [...left, span(" ".repeat(gap)), span(right, "dim")];
}

/** `14:00:00 → 14:00:03`. */
function timesText({ state, sym, t }: Canvas, execution: Execution): string {
  const zone = zoneOf(state.prefs.timeMode, execution.job.timezone);
  const time = (iso: string) => {
    const at = momentOf(iso);
    return at === undefined ? "" : wallOf(at, zone).time;
  };
  const [started, ended] = [time(execution.started_time), time(execution.ended_time)];
  const by = t.jobs.detail.by[execution.trigger];
  if (started === "") {
    return `${t.execution.due} ${time(execution.scheduled_time)} ${sym.separator} ${by}`;
  }
  return `${started} ${sym.right} ${ended} ${sym.separator} ${by}`;
}

/** Shows the record; where it is shown already, in the other format. */
function showRecord(app: App): void {
  if (app.state.view.pane === record) {
    const format = app.state.openExecution.format === "json" ? "yaml" : "json";
    app.dispatch({ type: "output_shown", format });
  }
  show(app, record);
}

/** A row of the flow leads to the execution that it names. */
function openLinked(app: App): void {
  const drawn = app.layout.focusedList();
  const id = drawn?.name === lists[flow] ? runOfFlowRow(drawn?.cursor ?? "") : undefined;
  if (id !== undefined) openView(app, "run", id);
}

function follow(app: App): void {
  show(app, 0);
  const { lists } = app.state;
  const drawn = app.layout.lists.get(outputList);
  const isFollowing = listOf(lists, outputList).selected === theLast;
  const cursor = drawn?.cursor;
  if (!isFollowing) app.dispatch({ type: "list_end", list: outputList });
  else if (drawn !== undefined && cursor !== undefined) {
    const { ids, height } = drawn;
    const row = height - 1;
    app.dispatch({ type: "list_selected", list: outputList, ids, id: cursor, row });
  }
}
