import type { App, Screen } from "../../app.ts";
import { toast } from "../../commands/toasts.ts";
import { type Canvas, within } from "../../components/canvas.ts";
import { byId, listPane } from "../../components/list_pane.ts";
import { ruleLine, toHeight } from "../../terminal/lines.ts";
import { clean } from "../../terminal/clean.ts";
import { openForm } from "../../forms/opening.ts";
import { jobForm } from "../job_form/form.ts";
import {
  chosenRows,
  editRow,
  makeJobs,
  programClass,
  readCrontabFile,
  takeCrontab,
} from "./acts.ts";
import { fieldsOfRows } from "../../components/filter_fields.ts";
import { matches, parseFilter } from "../../components/filter.ts";
import { listOf } from "../../state/lists.ts";
import type { KeyPress } from "../../terminal/input.ts";
import { columnsFor, heads, importLine, rowDetail } from "./rows.ts";
import { canBeMade, type ImportRow } from "./state.ts";
import { pad, widthOf, wrap } from "../../terminal/text.ts";
import { fieldSpans, typeKey } from "../../terminal/text_field.ts";
import { type Line, span } from "../../terminal/theme.ts";
import { cronText } from "../../texts/format.ts";

const list = "import";

/** Makes jobs of a crontab: the user gives the text, reviews its lines and then makes the jobs. */
export const importScreen: Screen = {
  id: "import",
  view,
  onKey,
  onPaste: (app, text) => {
    if (app.state.importing.rows.size === 0) void takeCrontab(app, text);
  },
  isTypedIn: (state) => state.importing.rows.size === 0,
  isDirty: ({ importing }) =>
    [...importing.rows.values()].some((row) => row.isChosen && canBeMade(row)),
  entered: async (app) => await jobForm.prepare?.(app, await app.client()),
  commands: {
    open: editChosen,
    mark: (app) => {
      toggle(app);
      moveDown(app);
    },
    mark_all: (app) => chooseAll(app, true),
    clear_marks: (app) => chooseAll(app, false),
    import_edit: editChosen,
    import_toggle: toggle,
    import_create: askMake,
    import_make: makeJobs,
    back: leave,
  },
};

function view(canvas: Canvas): readonly Line[] {
  return canvas.state.importing.rows.size === 0 ? sourceView(canvas) : rowsView(canvas);
}

/** Asks for the text or its file. */
function sourceView(canvas: Canvas): Line[] {
  const { state, t, sym, width } = canvas;
  const texts = t.importing;
  const { path, error, isAsking } = state.importing;
  const label = widthOf(texts.path) + 2;
  const paragraph = (text: string, tone?: "bad" | "warn"): Line[] =>
    wrap(text, Math.max(1, width - 2)).map((row) => [span(` ${row}`, tone)]);
  return [
    ruleLine(canvas, texts.title, "", true),
    ...paragraph(texts.intro),
    [
      span(`${sym.pointer} `, "accent"),
      span(pad(texts.path, label), "title"),
      ...fieldSpans({ ...path, text: clean(path.text) }, Math.max(1, width - label - 3), {
        isFocused: true,
      }),
    ],
    ...(isAsking ? paragraph(texts.asking) : []),
    ...(error === "" ? [] : paragraph(`${sym.late} ${error}`, "bad")),
    ...classWarning(canvas).flatMap((text) => paragraph(text, "warn")),
  ];
}

/** Why the server could not run any command. */
function classWarning({ state, t, sym }: Canvas): string[] {
  const known = state.jobClasses.byName.get(programClass);
  if (known === undefined || known.available) return [];
  return [`${sym.late} ${t.importing.noShell(known.unavailable_reason ?? "")}`];
}

function rowsView(canvas: Canvas): Line[] {
  const { state, t, width, height } = canvas;
  const texts = t.importing;
  const all = [...state.importing.rows.values()];
  const { filter } = listOf(state.lists, list);
  const terms = parseFilter(filter);
  const fieldsOf = ({ text, job }: ImportRow) => ({
    name: (job?.job.name ?? "").toLowerCase(),
    cron: job === undefined ? "" : cronText(job.job),
    command: text.toLowerCase(),
  });
  const found = all.filter((row) => matches(terms, fieldsOf(row)));
  const jobs = all.filter(({ job }) => job !== undefined).length;
  const chosen = all.filter(({ isChosen }) => isChosen).length;
  const warning = classWarning(canvas).flatMap((text) => wrap(text, Math.max(1, width - 2)));
  const detailRows = height >= 12 ? 4 : 0;
  const columns = columnsFor(width);
  const searched = filter === "" ? "" : ` /${filter}`;
  const lines = listPane(within(canvas, width, height - detailRows), {
    name: list,
    rows: byId(found, ({ id }) => id),
    title: `${texts.title} ${canvas.sym.crumb} ${texts.found(chosen, jobs)}${searched}`,
    above: warning.map((text): Line => [span(` ${text}`, "warn")]),
    heads: width >= 60 && height >= 6 ? heads(canvas, columns) : undefined,
    empty: t.list.noneMatch(all.length, filter),
    fields: fieldsOfRows(all, ["name", "cron", "command"], fieldsOf),
    row: (row) => importLine(canvas, row, columns),
  });
  if (detailRows === 0) return lines;
  const id = canvas.layout.lists.get(list)?.cursor;
  const row = id === undefined ? undefined : state.importing.rows.get(id);
  const below = row === undefined ? [] : rowDetail(canvas, row);
  return [...toHeight(lines, height - detailRows), ...below.slice(0, detailRows)];
}

function cursorRow(app: App): ImportRow | undefined {
  const id = app.layout.lists.get(list)?.cursor;
  return id === undefined ? undefined : app.state.importing.rows.get(id);
}

function toggle(app: App): void {
  const row = cursorRow(app);
  if (row === undefined || !canBeMade(row)) return;
  app.dispatch({ type: "import_chosen", id: row.id, isChosen: !row.isChosen });
}

function chooseAll(app: App, isChosen: boolean): void {
  for (const row of app.state.importing.rows.values()) {
    if (canBeMade(row)) app.dispatch({ type: "import_chosen", id: row.id, isChosen });
  }
}

function moveDown(app: App): void {
  const drawn = app.layout.lists.get(list);
  if (drawn === undefined) return;
  const { ids, height } = drawn;
  app.dispatch({ type: "list_moved", list, ids, height, by: 1 });
}

async function editChosen(app: App): Promise<void> {
  const row = cursorRow(app);
  if (row?.job === undefined || !canBeMade(row)) return;
  editRow(app, row, row.job);
  await openForm(app, { screen: "job_form", id: "+" }, jobForm);
}

function askMake(app: App): void {
  const { t } = app;
  const count = chosenRows(app).length;
  if (count === 0) return toast(app, "warn", t.importing.nothingChosen);
  app.dispatch({
    type: "overlay_shown",
    overlay: {
      kind: "menu",
      title: t.importing.review(count),
      selected: 0,
      items: [
        { key: "n", label: t.dialogs.cancel, command: "" },
        { key: "y", label: t.importing.reviewText, command: "import_make" },
      ],
    },
  });
}

/** Clears the filter, then the rows, then leaves the screen. */
function leave(app: App): void {
  if (listOf(app.state.lists, list).filter !== "") {
    return app.dispatch({ type: "list_filtered", list, filter: "" });
  }
  if (app.state.importing.rows.size > 0) return app.dispatch({ type: "import_closed" });
  app.dispatch({ type: "import_closed" });
  app.dispatch({ type: "view_back" });
}

function onKey(app: App, key: KeyPress): boolean {
  const { rows, path } = app.state.importing;
  if (rows.size > 0) return false;
  if (key.name === "enter") {
    if (path.text.trim() !== "") void readCrontabFile(app, path.text);
    return true;
  }
  const typed = typeKey(path, key);
  if (typed === undefined) return false;
  app.dispatch({ type: "import_typed", path: typed });
  return true;
}
