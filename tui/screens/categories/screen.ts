import { unreadText } from "../../components/unread_text.ts";
import type { Category } from "../../../routes/contract/access/categories.ts";
import type { Job } from "../../../routes/contract/jobs/jobs.ts";
import type { App, Screen } from "../../app.ts";
import { askMaintenance } from "../../commands/maintenance.ts";
import { openFiltered, openView } from "../../commands/navigation.ts";
import { chosenIds } from "../../commands/subject.ts";
import { toast } from "../../commands/toasts.ts";
import type { Canvas } from "../../components/canvas.ts";
import { type Column, inOrder, table } from "../../components/table.ts";
import { fieldsOfRows } from "../../components/filter_fields.ts";
import { matches, parseFilter } from "../../components/filter.ts";
import { byHandLines } from "../../forms/by_hand.ts";
import { showConfirm } from "../../overlays/confirm.ts";
import { memo } from "../../cache/memo.ts";
import { readCategories } from "../../server/reading.ts";
import { dateText } from "../../components/date_text.ts";
import { everything, pauseOfCategory } from "../../state/server/pauses.ts";
import { isFailingJob, runningByJob } from "../../state/selectors.ts";
import type { State } from "../../state.ts";
import { listOf } from "../../state/lists.ts";
import { widthOf } from "../../terminal/text.ts";
import type { Line } from "../../terminal/theme.ts";

const list = "categories";
/** `all` and `default`: the server refuses to delete them. */
const fixedIds = [0, 1];

export const categoriesScreen: Screen = {
  id: "categories",
  view,
  entered: readCategories,
  refreshed: readCategories,
  subject: (app) => ({
    jobIds: chosenIds(app, list).flatMap((id) =>
      jobsOf(app.state, Number(id)).map((it) => it.job_id)
    ),
    executionIds: [],
  }),
  commands: {
    open: openJobs,
    new_category: (app) => openView(app, "category_form"),
    edit_category: (app) => {
      const id = app.layout.lists.get(list)?.cursor;
      if (id === "0") return toast(app, "warn", app.t.categories.fixed);
      if (id !== undefined) openView(app, "category_form", id);
    },
    delete_category: askDelete,
    pause_category: askPause,
    pause_category_with: (app) => {
      const id = app.layout.lists.get(list)?.cursor;
      if (id !== undefined) askMaintenance(app, Number(id));
    },
  },
};

interface Counted {
  readonly jobs: readonly Job[];
  readonly paused: number;
}

const byCategory = memo((byId: State["jobs"]["byId"]): ReadonlyMap<number, Counted> => {
  const all = new Map<number, { jobs: Job[]; paused: number }>();
  for (const job of byId.values()) {
    const one = all.get(job.category_id) ?? { jobs: [], paused: 0 };
    one.jobs.push(job);
    if (job.paused) one.paused++;
    all.set(job.category_id, one);
  }
  return all;
});

const none: Counted = { jobs: [], paused: 0 };

function jobsOf(state: State, id: number): readonly Job[] {
  // 0 stands for all categories.
  return id === 0 ? [...state.jobs.byId.values()] : countedOf(state, id).jobs;
}

function countedOf(state: State, id: number): Counted {
  const counted = byCategory(state.jobs.byId);
  if (id !== 0) return counted.get(id) ?? none;
  const paused = [...counted.values()].reduce((sum, one) => sum + one.paused, 0);
  return { jobs: [...state.jobs.byId.values()], paused };
}

const failedByCategory = memo((
  byId: State["jobs"]["byId"],
  history: State["executions"]["history"],
): ReadonlyMap<number, number> => {
  const failed = new Map<number, number>();
  for (const job of byId.values()) {
    if (!isFailingJob(history.get(job.job_id))) continue;
    // Jobs of category 0 are in no other one.
    for (const id of new Set([0, job.category_id])) failed.set(id, (failed.get(id) ?? 0) + 1);
  }
  return failed;
});

function runningOf(state: State, id: number): number {
  let running = 0;
  for (const [jobId, executions] of runningByJob(state.executions.byId)) {
    if (id === 0 || state.jobs.byId.get(jobId)?.category_id === id) running += executions.length;
  }
  return running;
}

function view(canvas: Canvas): readonly Line[] {
  const { state, t } = canvas;
  const texts = t.categories;
  const { filter, sort, isReversed } = listOf(state.lists, list);
  const terms = parseFilter(filter);
  const all = [...state.categories.byId.values()];
  const fieldsOf = ({ id, name, description }: Category) => ({
    id: String(id),
    name: name.toLowerCase(),
    description: description.toLowerCase(),
  });
  const shown = all.filter((category) => matches(terms, fieldsOf(category)));
  const rows = inOrder(
    shown.map((it) => [String(it.id), it] as const),
    isReversed,
    (it) => sortKey(state, it, sort),
  );
  const { phase } = state.categories;
  return table(canvas, {
    name: list,
    title: t.tabs.categories,
    rows,
    all: all.length,
    sorts: texts.sorts,
    fields: fieldsOfRows(all, ["name", "description", "id"], fieldsOf),
    empty: phase === "ready" ? texts.empty : unreadText(canvas) ??
      (phase === "failed" ? t.list.failed : t.list.loading),
    columns: columnsOf(canvas),
  });
}

function columnsOf(canvas: Canvas): Column<Category>[] {
  const { state, t, sym } = canvas;
  const texts = t.categories;
  const failed = failedByCategory(state.jobs.byId, state.executions.history);
  const number = (
    sort: string,
    head: string,
    count: (it: Category) => number,
    tone?: "bad" | "running" | "paused",
  ) =>
    ({
      head,
      sort,
      width: Math.max(7, widthOf(head)),
      align: "right",
      from: 60,
      text: (it: Category) => String(count(it)),
      tone: (it: Category) => count(it) === 0 ? "dim" as const : tone,
    }) as const;
  const pauseOf = ({ id }: Category) => pauseOfCategory(state, id);
  return [
    {
      head: "",
      width: 1,
      from: 40,
      tone: () => "paused",
      text: (it) => pauseOf(it) === undefined ? "" : sym.paused,
    },
    { head: t.admin.id, width: 6, align: "right", sort: "id", text: (it) => String(it.id) },
    {
      head: t.admin.name,
      width: canvas.width < 60 ? 0 : canvas.width < 100 ? 18 : 24,
      sort: "name",
      text: (it) => it.name,
    },
    {
      head: texts.jobs,
      width: 6,
      align: "right",
      sort: "jobs",
      text: (it) => String(countedOf(state, it.id).jobs.length),
    },
    number("paused", texts.paused, (it) => countedOf(state, it.id).paused, "paused"),
    number("running", texts.running, (it) => runningOf(state, it.id), "running"),
    number("failing", texts.failed, (it) => failed.get(it.id) ?? 0, "bad"),
    {
      head: texts.description,
      width: 0,
      sort: "description",
      from: 60,
      text: (it) => aboutText(canvas, it),
      tone: (it) => pauseOf(it) === undefined ? "dim" : "paused",
    },
  ];
}

/** Its own pause, or else that of everything; without one who manages it, and what it is for. */
function aboutText({ state, t, sym }: Canvas, { id, managed_by, description }: Category): string {
  const pause = pauseOfCategory(state, id);
  if (pause !== undefined) {
    const isWide = pause.category_id === everything && id !== everything;
    const until = pause.until === "" ? "" : t.pauses.until(dateText(state, pause.until, t));
    return [isWide ? t.pauses.maintenance : t.pauses.paused(pause.reason), until, pause.username]
      .filter((part) => part !== "").join(` ${sym.separator} `);
  }
  return managed_by === undefined
    ? description
    : `${t.jobs.detail.managed(managed_by)} ${description}`;
}

function sortKey(state: State, it: Category, sort: string): string | number {
  switch (sort) {
    case "name":
      return it.name.toLowerCase();
    case "description":
      return it.description.toLowerCase();
    // The largest number comes first.
    case "jobs":
      return -countedOf(state, it.id).jobs.length;
    case "paused":
      return -countedOf(state, it.id).paused;
    case "running":
      return -runningOf(state, it.id);
    case "failing":
      return -(failedByCategory(state.jobs.byId, state.executions.history).get(it.id) ?? 0);
    default:
      return it.id;
  }
}

/** Opens the list of jobs, filtered by the category. */
function openJobs(app: App): void {
  const id = app.layout.focusedList()?.cursor;
  const category = app.state.categories.byId.get(Number(id ?? -1));
  if (category === undefined) return;
  const name = category.name.toLowerCase().replaceAll('"', "");
  openFiltered(app, "jobs", category.id === 0 ? "" : `category:"${name}"`);
}

function askDelete(app: App): void {
  const texts = app.t.categories;
  const ids = chosenIds(app, list).filter((id) => !fixedIds.includes(Number(id)));
  if (ids.length > 1) {
    const title = app.t.admin.deleteMany(ids.length);
    return showConfirm(
      app,
      title,
      [texts.deleteEffect],
      { kind: "delete_categories", ids },
      String(ids.length),
    );
  }
  const id = ids[0] ?? chosenIds(app, list)[0];
  const category = app.state.categories.byId.get(Number(id ?? -1));
  if (id === undefined || category === undefined) return;
  if (fixedIds.includes(category.id)) return toast(app, "warn", texts.fixed);
  const act = { kind: "delete_categories", ids: [id] } as const;
  const told = byHandLines(app.t, [category]);
  showConfirm(app, texts.delete(category.name), [texts.deleteEffect, ...told], act);
}

/** Pauses the active jobs. Resumes all when none is active. */
function askPause(app: App): void {
  const texts = app.t.categories;
  const ids = chosenIds(app, list);
  const names = ids.flatMap((id) => app.state.categories.byId.get(Number(id))?.name ?? []);
  const jobs = [...new Set(ids.flatMap((id) => jobsOf(app.state, Number(id))))];
  if (jobs.length === 0) return toast(app, "warn", texts.noJobs);
  const going = jobs.filter(({ paused }) => !paused);
  const name = names.join(", ");
  const [kind, about] = going.length > 0
    ? ["pause_jobs", going] as const
    : ["resume_jobs", jobs] as const;
  const act = { kind, jobIds: about.map(({ job_id }) => job_id) };
  const isPause = kind === "pause_jobs";
  const title = (isPause ? texts.pause : texts.resume)(about.length, name);
  const effect = isPause ? texts.pauseEffect : texts.resumeEffect;
  showConfirm(app, title, [effect, ...byHandLines(app.t, about)], act);
}
