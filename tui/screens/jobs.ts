import type { Job } from "../../routes/contract/jobs.ts";
import { beside, type Canvas, cells, ruleLine, toHeight, within } from "../canvas.ts";
import { openView } from "../commands.ts";
import { gutter, listRows, scrollText } from "../components/list.ts";
import { conditionLooks, historyStrip, stateLooks } from "../components/state_mark.ts";
import { subjectOfList } from "../job_acts.ts";
import { approach, clockTime, countdown, cronText, duration, momentOf, zoneOf } from "../format.ts";
import { jobsInOrder, jobSorts } from "../job_list.ts";
import { showRunsOf } from "../run_acts.ts";
import { conditionOf, lastEnded, lateness, runningByJob } from "../selectors.ts";
import type { State } from "../state.ts";
import { listOf } from "../state/lists.ts";
import { pad } from "../text.ts";
import { type Click, type Line, span } from "../theme.ts";
import { jobDetail } from "./job_detail_strip.ts";
import type { Screen } from "./screen.ts";

/** Below this the detail lies under the list, from here on beside it. */
const wide = 120;
const detailRows = 4;

export const jobsScreen: Screen = {
  id: "jobs",
  tab: 2,
  view,
  subject: (app) => subjectOfList(app, "jobs"),
  commands: {
    show_runs: (app) => showRunsOf(app, app.layout.focusedList()?.cursor),
    open: (app) => {
      const id = app.layout.focusedList()?.cursor;
      if (id !== undefined) openView(app, "job", id);
    },
  },
};

function view(canvas: Canvas): readonly Line[] {
  const { width, height, state } = canvas;
  const isZoomed = state.view.isZoomed;
  if (isZoomed || height < 9 || width < 60) return listPane(canvas, height);
  if (width < wide) {
    return [
      ...toHeight(listPane(canvas, height - detailRows), height - detailRows),
      ...detailPane(within(canvas, width, detailRows)),
    ];
  }
  const left = Math.floor(width * 0.62);
  const right = width - left - 1;
  const list = toHeight(listPane(within(canvas, left, height), height), height);
  return beside(canvas, list, left, detailPane(within(canvas, right, height)), right);
}

function listPane(canvas: Canvas, height: number): Line[] {
  const { state, t, width } = canvas;
  const jobs = jobsInOrder(state);
  const ids = jobs.map(({ job_id }) => job_id);
  const list = listOf(state.lists, "jobs");
  const columns = columnsFor(width);
  const rows = Math.max(1, height - (columns.isPlain ? 1 : 2));
  const all = state.jobs.byId.size;
  const count = list.filter === "" ? String(all) : t.list.filtered(ids.length, all);
  const marked = list.marks.size > 0 ? ` · ${t.list.marked(list.marks.size)}` : "";
  const filter = list.filter === "" ? "" : ` /${list.filter}`;
  const sort = t.jobs.sorts[(list.sort || "next") as keyof typeof t.jobs.sorts];
  const arrow = list.isReversed ? canvas.sym.down : canvas.sym.up;
  const right = [scrollText(canvas, "jobs", ids, rows), `${t.list.sort(sort)} ${arrow}`]
    .filter((it) => it !== "").join("  ");
  const head = ruleLine(canvas, `${t.tabs.jobs} ${count}${marked}${filter}`, right, true);
  const body = listRows(canvas, {
    name: "jobs",
    ids,
    height: rows,
    isFocused: true,
    sorts: jobSorts,
    row: (id) => {
      const job = state.jobs.byId.get(id);
      return job === undefined ? [] : jobRow(canvas, job, columns);
    },
  });
  const lines = ids.length > 0 ? body : [[span(`  ${emptyText(canvas, all)}`, "dim")]];
  return columns.isPlain ? [head, ...lines] : [head, columnHeads(canvas, columns), ...lines];
}

function emptyText({ state, t }: Canvas, all: number): string {
  if (all > 0) return t.list.noneMatch(all, listOf(state.lists, "jobs").filter);
  if (state.jobs.phase === "ready") return t.jobs.empty;
  return state.jobs.phase === "failed" ? t.list.failed : t.list.loading;
}

interface Columns {
  readonly isPlain: boolean;
  readonly name: number;
  readonly schedule: number;
  readonly history: number;
  readonly last: number;
  readonly next: number;
  readonly category: number;
}

/** What fits, the name taking what is left; narrow terminals lose the least telling columns first. */
function columnsFor(width: number): Columns {
  const isPlain = width < 60;
  const schedule = isPlain ? 0 : width >= 100 ? 18 : 14;
  const history = isPlain ? 0 : 12;
  const last = isPlain ? 0 : 11;
  const next = width < 40 ? 8 : 12;
  const category = width >= 110 ? 14 : 0;
  const others = [schedule, history, last, next, category].filter((it) => it > 0);
  const taken = gutter + 2 + others.reduce((sum, it) => sum + it + 1, 0);
  const name = Math.max(6, width - taken);
  return { isPlain, name, schedule, history, last, next, category };
}

function columnHeads({ t, sym }: Canvas, columns: Columns): Line {
  const head = (column: string, text: string, width: number): Line => {
    const click: Click = { kind: "sort", list: "jobs", column };
    return [{ text: pad(text, width, sym.ellipsis), tone: "dim", click }];
  };
  return [
    span("  "),
    ...cells([
      head("state", "S", 1),
      head("name", t.jobs.name, columns.name),
      ...(columns.category > 0 ? [head("category", t.jobs.category, columns.category)] : []),
      { text: t.jobs.schedule, width: columns.schedule, tone: "dim" },
      { text: t.jobs.history, width: columns.history, tone: "dim" },
      head("last", t.jobs.last, columns.last),
      head("next", t.jobs.next, columns.next),
    ], sym),
  ];
}

function jobRow(canvas: Canvas, job: Job, columns: Columns): Line {
  const { state, sym, t } = canvas;
  const condition = conditionOf(state, job);
  const looks = conditionLooks(condition, sym, t);
  const past = state.executions.history.get(job.job_id) ?? [];
  const next = nextText(canvas, job);
  const nameTone = condition === "failed" || condition === "late" ? looks.tone : undefined;
  const name = { text: job.name, width: columns.name, tone: nameTone };
  if (columns.isPlain) {
    return cells([
      [span(looks.glyph, looks.tone)],
      name,
      { text: next, width: columns.next, tone: looks.tone },
    ], sym);
  }
  const last = lastEnded(past);
  const lastLooks = last === undefined ? undefined : stateLooks(last.state, sym, t);
  const ms = last?.duration_ms ?? undefined;
  const took = ms === undefined ? "" : ` ${duration(ms)}`;
  const category = state.categories.byId.get(job.category_id)?.name ?? String(job.category_id);
  return cells([
    [span(looks.glyph, looks.tone)],
    name,
    ...(columns.category > 0 ? [{ text: category, width: columns.category }] : []),
    { text: cronText(job), width: columns.schedule, tone: job.paused ? "dim" : undefined },
    historyStrip(past, columns.history, sym),
    {
      text: lastLooks === undefined ? "" : `${lastLooks.text}${took}`,
      width: columns.last,
      tone: lastLooks?.tone,
    },
    { text: next, width: columns.next, tone: nextTone(state, job) },
  ], sym);
}

function nextTone(state: State, job: Job) {
  if (runningByJob(state.executions.byId).has(job.job_id)) return "running";
  if (lateness(job, state.now) > 0) return "warn";
  return job.paused ? "dim" : undefined;
}

/** What comes: how long it runs already, how late it is, or when it fires. */
export function nextText({ state, t }: Canvas, job: Job): string {
  const { now, prefs } = state;
  const [run] = runningByJob(state.executions.byId).get(job.job_id) ?? [];
  if (run !== undefined) {
    return t.jobs.runningFor(countdown(now - (momentOf(run.started_time) ?? now)));
  }
  const late = lateness(job, now);
  if (late > 0) return t.jobs.late(countdown(late));
  if (job.paused) return t.jobs.paused;
  const next = momentOf(job.next_run_time);
  if (next === undefined) return t.jobs.noNext;
  if (prefs.timeMode === "relative") return t.jobs.nextIn(approach(next - now));
  return clockTime(next, now, zoneOf(prefs.timeMode, job.timezone), t.weekdays);
}

function detailPane(canvas: Canvas): Line[] {
  const id = canvas.layout.lists.get("jobs")?.cursor;
  const job = id === undefined ? undefined : canvas.state.jobs.byId.get(id);
  if (job === undefined) return [ruleLine(canvas, "")];
  return jobDetail(canvas, job).slice(0, canvas.height);
}
