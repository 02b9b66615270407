import { loadingText, unreadText } from "../../components/unread_text.ts";
import type { Execution } from "../../../routes/contract/history/executions.ts";
import { isActive, isFailure } from "../../../routes/contract/facts.ts";
import type { Job } from "../../../routes/contract/jobs/jobs.ts";
import type { App, Screen } from "../../app.ts";
import { openView } from "../../commands/navigation.ts";
import { toastNothing } from "../../commands/toasts.ts";
import { auditRow } from "../audit/list.ts";
import { type Canvas, within } from "../../components/canvas.ts";
import { beside, ruleLine, toHeight } from "../../terminal/lines.ts";
import { successText } from "../../components/success_text.ts";
import { keepUpFigures } from "../../server/keeping_figures.ts";
import { columnChart, joined } from "../../terminal/charts.ts";
import { conditionLooks, historyStrip } from "../../components/state_mark.ts";
import { copy } from "../../commands/copying.ts";
import { clockTime, countdown, cronText, duration, momentOf, zoneOf } from "../../texts/format.ts";
import { keepUpPreview, readJobFacts } from "./reading.ts";
import { showExecutionsOf } from "../executions/acts.ts";
import { tookMs } from "../executions/list.ts";
import { keepUpSearch, textCommands, withheldFromTexts } from "../../commands/searching.ts";
import { categoryName, conditionOf, lateness, runningByJob } from "../../state/selectors.ts";
import { pastOf } from "../../state/server/executions.ts";
import { pauseOf } from "../../state/server/pauses.ts";
import { currentView } from "../../state/view.ts";
import { type Line, lineWidth, type Span, span } from "../../terminal/theme.ts";
import { jobCommands } from "../jobs/acts.ts";
import { calendarsText, managedLine, pauseText, policyText } from "../jobs/detail_strip.ts";
import { executionsOfJob, headed, jobLists, jobPane } from "./panes.ts";

const panes = ["executions", "next", "audit", "config"] as const;
const [executions, next, audit, config] = [0, 1, 2, 3];
/** The fires, a head and a note. */
const nextRows = 12;

export const jobScreen: Screen = {
  id: "job",
  panes: () => panes.length,
  view,
  subject: (app) => {
    const id = idOf(app);
    const cursor = app.layout.focused === jobLists[executions] && app.layout.focusedList()?.cursor;
    const all = executionsOfJob(app, id).filter(({ state }) => isActive(state));
    // The execution under the cursor, if it is active; otherwise all that are.
    const one = all.filter(({ execution_id }) => execution_id === cursor);
    const chosen = one.length > 0 ? one : all;
    return { jobIds: [id], executionIds: chosen.map(({ execution_id }) => execution_id) };
  },
  entered: (app, { id = "" }) => readJobFacts(app, id),
  refreshed: (app) => readJobFacts(app, idOf(app)),
  attended: keepUpSearch,
  drawn: (app) => {
    keepUpPreview(app, idOf(app));
    keepUpFigures(app, app.state.facts.get(idOf(app))?.isStatsOld ? idOf(app) : undefined);
  },
  withholds: withheldFromTexts,
  commands: {
    ...jobCommands,
    open,
    show_runs: (app) => showExecutionsOf(app, idOf(app)),
    copy_id: copyRow,
    copy_name: (app) => {
      const { name } = app.state.jobs.byId.get(idOf(app)) ?? {};
      if (name !== undefined) copy(app, name, name);
    },
    copy_json: (app) => {
      const job = app.state.jobs.byId.get(idOf(app));
      if (job !== undefined) copy(app, JSON.stringify(job, null, 2), "JSON");
    },
    search_next: textCommands.search_next,
    search_previous: textCommands.search_previous,
    next_tab: (app) => turn(app, 1),
    previous_tab: (app) => turn(app, -1),
  },
};

function idOf({ state }: Pick<App, "state">): string {
  return currentView(state.view).id ?? "";
}

function turn(app: App, by: number): void {
  const pane = (app.state.view.pane + by + panes.length) % panes.length;
  app.dispatch({ type: "pane_focused", pane });
}

/**
 * Copies what identifies the row: the id of the execution, the time of the fire, the job of the entry, the line of the
 * record.
 */
function copyRow(app: App): void {
  const drawn = app.layout.focusedList();
  const id = drawn?.cursor;
  if (id === undefined || drawn?.name === jobLists[audit]) return copy(app, idOf(app), idOf(app));
  if (drawn?.name === jobLists[config]) return textCommands.copy_line(app);
  copy(app, id, id);
}

function open(app: App): void {
  const drawn = app.layout.focusedList();
  const id = drawn?.cursor;
  if (drawn?.name === jobLists[executions] && id !== undefined) return openView(app, "run", id);
  if (drawn?.name === jobLists[audit] && id !== undefined && auditRow(app.state, id)) {
    return openView(app, "entry", id);
  }
  toastNothing(app);
}

function view(canvas: Canvas): readonly Line[] {
  const { state, t, width, height } = canvas;
  const id = idOf(canvas);
  const job = state.jobs.byId.get(id);
  const problem = state.facts.get(id)?.problem;
  const last = executionsOfJob(canvas, id);
  if (job === undefined && last.length === 0) {
    const isRead = problem !== undefined;
    const text = isRead && problem.status === 404
      ? t.job.gone
      : unreadText(canvas) ?? problem?.error ?? t.job.loading;
    return [ruleLine(canvas, t.tabs.job), [span(`  ${text}`, isRead ? "bad" : "dim")]];
  }
  if (width < 120 || height < 20 || state.view.isZoomed) return narrow(canvas, id, job, last);
  const left = Math.floor((width - 1) * 0.55);
  const right = width - left - 1;
  const part = (columns: number, rows: number, pane: number) => {
    const room = within(canvas, columns, rows - 1);
    return toHeight(headed(room, jobPane(room, id, job, pane), pane), rows);
  };
  const facts = factLines(within(canvas, left, height), id, job, last, true);
  // The record takes the place of the audit pane while it is focused.
  const below = state.view.pane === config ? config : audit;
  return beside(
    canvas,
    [...facts, ...part(left, height - facts.length, executions)],
    left,
    [...part(right, nextRows, next), ...part(right, height - nextRows, below)],
    right,
  );
}

function narrow(
  canvas: Canvas,
  id: string,
  job: Job | undefined,
  last: readonly Execution[],
): Line[] {
  const { state, width, height } = canvas;
  const { pane, isZoomed } = state.view;
  const facts = factLines(canvas, id, job, last, false);
  const shown = isZoomed || height < 8
    ? facts.slice(0, 1)
    : facts.slice(0, Math.max(2, height - 7));
  const rows = Math.max(1, height - shown.length - 1);
  const { right, lines } = jobPane(within(canvas, width, rows), id, job, pane);
  return [...shown, tabsLine(canvas, right), ...lines];
}

function tabsLine({ state, t, width }: Canvas, right: string): Line {
  const left = panes.map((pane, i): Span =>
    i === state.view.pane
      ? { text: `[${t.job.panes[pane]}]`, tone: "accent", strong: true }
      : span(` ${t.job.panes[pane]} `, "dim")
  );
  const gap = width - lineWidth(left) - lineWidth([span(right)]) - 1;
  return gap < 1 ? left : [...left, span(" ".repeat(gap)), span(right, "dim")];
}

/** The facts of the job, its figures, and its last executions as blocks. */
function factLines(
  canvas: Canvas,
  id: string,
  job: Job | undefined,
  last: readonly Execution[],
  isTall: boolean,
): Line[] {
  const { state, t, sym } = canvas;
  if (job === undefined) {
    const name = last[0]?.job.name ?? t.tabs.job;
    return [
      ruleLine(canvas, name),
      [span(` ${t.job.gone}`, "bad")],
      ...blockLines(canvas, id, last, isTall),
    ];
  }
  const condition = conditionOf(state, job);
  const looks = conditionLooks(condition, sym, t);
  // Whether it has run is not known before its executions are read.
  const isUnread = condition === "never" && state.facts.get(id)?.executions === undefined;
  const words = state.facts.get(id)?.preview?.descriptions[state.prefs.language];
  const join = (...parts: string[]) => parts.filter((it) => it !== "").join(` ${sym.separator} `);
  return [
    ruleLine(canvas, job.name, `${t.job.version} ${job.version}`),
    [
      isUnread
        ? span(` ${sym.ellipsis}`, "dim")
        : span(` ${looks.glyph} ${looks.text}${runningText(canvas, id)}`, looks.tone),
      span(`  ${comingText(canvas, job)}`),
      span(
        ` ${sym.separator} ${t.jobs.detail.category(categoryName(state, job.category_id))}`,
        "dim",
      ),
    ],
    ...(pauseOf(state, job) === undefined
      ? []
      : [[span(` ${sym.paused} ${pauseText(canvas, job)}`, "paused")]]),
    [
      span(` ${cronText(job)}`, "accent"),
      span(`  ${join(words ?? "", job.timezone)}`),
      span(calendarsText(canvas, job), "paused"),
    ],
    [span(` ${figuresText(canvas, id)}`)],
    ...blockLines(canvas, id, last, isTall),
    ...managedLine(canvas, job),
    [span(` ${join(job.job_class_string, policyText(canvas, job))}`, "dim")],
  ];
}

function runningText({ state }: Canvas, id: string): string {
  const [execution] = runningByJob(state.executions.byId).get(id) ?? [];
  const took = execution === undefined ? undefined : tookMs(execution, state.now);
  return took === undefined ? "" : ` ${countdown(took)}`;
}

/** The next fire, whatever the job does now. */
function comingText({ state, t }: Canvas, job: Job): string {
  const at = momentOf(job.next_run_time);
  if (at === undefined) return job.paused ? "" : `${t.job.next} ${t.jobs.noNext}`;
  const { now, prefs } = state;
  const late = lateness(state, job);
  if (late > 0) return t.jobs.late(countdown(late));
  if (prefs.timeMode === "relative") return `${t.job.next} ${t.jobs.nextIn(countdown(at - now))}`;
  return `${t.job.next} ${clockTime(at, now, zoneOf(prefs.timeMode, job.timezone), t.weekdays)}`;
}

/** `30 days  ok 97.2 % of 214 · p50 41s · p95 58s`. */
function figuresText({ state, t, sym }: Canvas, id: string): string {
  const { stats, isStatsOld = false } = state.facts.get(id) ?? {};
  if (stats === undefined) return `${t.job.figures}  ${sym.ellipsis}`;
  const { success_rate: share, duration_ms: took } = stats.total;
  if (share === null) return `${t.job.figures}  ${t.job.noFigures}`;
  return `${t.job.figures}  ` + [
    successText(t, stats.total, isStatsOld),
    ...(took === null ? [] : [t.job.p50(duration(took.p50)), t.job.p95(duration(took.p95))]),
  ].join(` ${sym.separator} `);
}

/** `12…`: only those that events told are known yet. */
function lastCount({ state, sym }: Canvas, last: readonly Execution[]): string {
  const id = last[0]?.job.job_id ?? "";
  const isRead = state.facts.get(id)?.executions !== undefined;
  return `${last.length}${isRead ? "" : sym.ellipsis}`;
}

/** The last executions, oldest first: the height is the duration; a failure is red and has a cross. */
function blockLines(
  canvas: Canvas,
  id: string,
  last: readonly Execution[],
  isTall: boolean,
): Line[] {
  const { state, t, sym, width } = canvas;
  if (last.length === 0) {
    const isRead = state.facts.get(id)?.executions !== undefined;
    return [[span(` ${isRead ? t.job.noExecutions : loadingText(canvas)}`, "dim")]];
  }
  const label = ` ${t.job.lastExecutions(lastCount(canvas, last))}  `;
  const room = Math.min(last.length, Math.max(1, width - lineWidth([span(label)]) - 1));
  const past = last.map(pastOf);
  const strip: Line = [span(label, "dim"), ...historyStrip(past, room, sym)];
  if (!isTall) return [strip];
  const columns = last.slice(0, room).toReversed().map((execution) => {
    const value = tookMs(execution, state.now) ?? 0;
    return { value, bad: isFailure(execution.state) ? value : 0 };
  });
  const most = Math.max(...columns.map(({ value }) => value));
  const blank = " ".repeat(lineWidth([span(label)]));
  return [
    ...columnChart(columns, 3, sym).map((line, i): Line => [
      span(blank),
      ...joined(line),
      ...(i === 0 ? [span(` ${duration(most)}`, "dim")] : []),
    ]),
    strip,
  ];
}
