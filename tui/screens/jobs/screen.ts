import type { Screen } from "../../app.ts";
import { openView } from "../../commands/navigation.ts";
import { subjectOfList } from "../../commands/subject.ts";
import { type Canvas, within } from "../../components/canvas.ts";
import { beside, ruleLine, toHeight } from "../../terminal/lines.ts";
import { listRows, scrollText } from "../../components/list.ts";
import { jobsInOrder, jobSorts } from "./list.ts";
import { showRunsOf } from "../executions/acts.ts";
import { listOf } from "../../state/lists.ts";
import { jobCommands } from "./acts.ts";
import { listSettingsCommands } from "../../settings/commands.ts";
import { type Line, span } from "../../terminal/theme.ts";
import { jobColumns, jobHeads, jobRow } from "./rows.ts";
import { jobDetail } from "./detail_strip.ts";

/** Below this the detail lies under the list, from here on beside it. */
const wide = 120;
const detailRows = 4;

export const jobsScreen: Screen = {
  id: "jobs",
  tab: 2,
  view,
  subject: (app) => subjectOfList(app, "jobs"),
  commands: {
    ...jobCommands,
    ...listSettingsCommands("jobs"),
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
  const columns = jobColumns(width, state.prefs.columns);
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
    columns: columns.others.map(({ column }) => column),
    row: (id) => {
      const job = state.jobs.byId.get(id);
      return job === undefined ? [] : jobRow(canvas, job, columns);
    },
  });
  const lines = ids.length > 0 ? body : [[span(`  ${emptyText(canvas, all)}`, "dim")]];
  return columns.isPlain ? [head, ...lines] : [head, jobHeads(canvas, columns), ...lines];
}

function emptyText({ state, t }: Canvas, all: number): string {
  if (all > 0) return t.list.noneMatch(all, listOf(state.lists, "jobs").filter);
  if (state.jobs.phase === "ready") return t.jobs.empty;
  return state.jobs.phase === "failed" ? t.list.failed : t.list.loading;
}

function detailPane(canvas: Canvas): Line[] {
  const id = canvas.layout.lists.get("jobs")?.cursor;
  const job = id === undefined ? undefined : canvas.state.jobs.byId.get(id);
  if (job === undefined) return [ruleLine(canvas, "")];
  return jobDetail(canvas, job).slice(0, canvas.height);
}
