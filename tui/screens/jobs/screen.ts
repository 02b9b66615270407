import { unreadText } from "../../components/unread_text.ts";
import type { Job } from "../../../routes/contract/jobs/jobs.ts";
import type { Screen } from "../../app.ts";
import type { State } from "../../state.ts";
import { openView } from "../../commands/navigation.ts";
import { subjectOfList } from "../../commands/subject.ts";
import { type Canvas, within } from "../../components/canvas.ts";
import { countText } from "../../components/count_text.ts";
import { listPane, listTitle } from "../../components/list_pane.ts";
import { beside, ruleLine, toHeight } from "../../terminal/lines.ts";
import { jobFields } from "./filter_fields.ts";
import { idsOf, jobsInOrder } from "./list.ts";
import { showExecutionsOf } from "../executions/acts.ts";
import { keepUpFigures } from "../../server/keeping_figures.ts";
import { listOf } from "../../state/lists.ts";
import { jobCommands } from "./acts.ts";
import { listSettingsCommands } from "../../commands/settings.ts";
import type { Line } from "../../terminal/theme.ts";
import { jobColumns, jobHeads, jobRow } from "./rows.ts";
import { jobDetail } from "./detail_strip.ts";

/** From this width on, the detail lies beside the list; below it, under the list. */
const wide = 120;
const detailRows = 4;

export const jobsScreen: Screen = {
  id: "jobs",
  zooms: true,
  view,
  drawn: (app) => keepUpFigures(app, app.layout.lists.get("jobs")?.cursor),
  subject: (app) => subjectOfList(app, "jobs"),
  // The key T changes the theme where no head says otherwise.
  withheld: (_, layout) =>
    layout.lists.get("jobs")?.columns?.includes("trend") === true ? [] : ["sort_by_trend"],
  commands: {
    ...jobCommands,
    ...listSettingsCommands("jobs"),
    show_runs: (app) => showExecutionsOf(app, app.layout.focusedList()?.cursor),
    open: (app) => {
      const id = app.layout.focusedList()?.cursor;
      if (id !== undefined) openView(app, "job", id);
    },
  },
};

function view(canvas: Canvas): readonly Line[] {
  const { width, height, state } = canvas;
  const isZoomed = state.view.isZoomed;
  if (isZoomed || height < 9 || width < 60) return jobsPane(canvas);
  if (width < wide) {
    return [
      ...toHeight(jobsPane(within(canvas, width, height - detailRows)), height - detailRows),
      ...detailPane(within(canvas, width, detailRows)),
    ];
  }
  const left = Math.floor(width * 0.62);
  const right = width - left - 1;
  const list = toHeight(jobsPane(within(canvas, left, height)), height);
  return beside(canvas, list, left, detailPane(within(canvas, right, height)), right);
}

function jobsPane(canvas: Canvas): Line[] {
  const { state, t, width } = canvas;
  const jobs = isUnread(state) ? unread : jobsInOrder(state);
  const columns = jobColumns(width, state.prefs.columns);
  const all = state.jobs.byId.size;
  return listPane(canvas, {
    name: "jobs",
    rows: state.jobs.byId,
    ids: idsOf(jobs),
    title: listTitle(canvas, "jobs", t.tabs.jobs, idsOf(jobs), countText(canvas, all, "jobs")),
    heads: columns.isPlain ? undefined : jobHeads(canvas, columns),
    empty: emptyText(canvas, all),
    sorts: t.jobs.sorts,
    fields: jobFields(state),
    columns: columns.others.map(({ column }) => column),
    row: (job) => jobRow(canvas, job, columns),
  });
}

const unread: readonly Job[] = [];

/**
 * Events may tell of jobs before the first page of the list comes. The cursor would be pinned to one of these, which is
 * somewhere in the middle of the list.
 */
function isUnread({ jobs, counting }: State): boolean {
  return jobs.phase === "loading" && jobs.listed.size === 0 && !counting.has("jobs");
}

function emptyText(canvas: Canvas, all: number): string {
  const { state, t } = canvas;
  if (all > 0 && !isUnread(state)) return t.list.noneMatch(all, listOf(state.lists, "jobs").filter);
  if (state.jobs.phase === "ready") return t.jobs.empty;
  return unreadText(canvas) ??
    (state.jobs.phase === "failed" ? t.list.failed : t.list.loading);
}

function detailPane(canvas: Canvas): Line[] {
  const id = canvas.layout.lists.get("jobs")?.cursor;
  const job = id === undefined ? undefined : canvas.state.jobs.byId.get(id);
  if (job === undefined) return [ruleLine(canvas, "")];
  return jobDetail(canvas, job).slice(0, canvas.height);
}
