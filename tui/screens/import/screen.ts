import type { App, Screen } from "../../app.ts";
import { toast } from "../../commands/toasts.ts";
import { type Canvas, within } from "../../components/canvas.ts";
import { byId, listPane } from "../../components/list_pane.ts";
import { cells, ruleLine, toHeight } from "../../terminal/lines.ts";
import { clean } from "../../terminal/clean.ts";
import { openForm } from "../../forms/opening.ts";
import { jobForm } from "../job_form/form.ts";
import {
  chosenLines,
  editLine,
  makeJobs,
  readCrontabFile,
  shellClass,
  takeCrontab,
} from "./acts.ts";
import { matches, parseFilter } from "../../components/filter.ts";
import { listOf } from "../../state/lists.ts";
import type { KeyPress } from "../../terminal/input.ts";
import type { ImportLine } from "./state.ts";
import { pad, widthOf, wrap } from "../../terminal/text.ts";
import { fieldSpans, typeKey } from "../../terminal/text_field.ts";
import { type Line, type Span, span, type Tone } from "../../terminal/theme.ts";

const list = "import";

/** A crontab becomes jobs: first it is given, then looked at line by line, and only then made. */
export const importScreen: Screen = {
  id: "import",
  view,
  onKey,
  onPaste: (app, text) => {
    if (app.state.importing.lines.size === 0) void takeCrontab(app, text);
  },
  isTypedIn: (state) => state.importing.lines.size === 0,
  isDirty: ({ importing }) =>
    [...importing.lines.values()].some(({ isChosen, fate }) => isChosen && fate.kind === "ready"),
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
  return canvas.state.importing.lines.size === 0 ? sourceView(canvas) : linesView(canvas);
}

/** Where the crontab comes from. */
function sourceView(canvas: Canvas): Line[] {
  const { state, t, sym, width } = canvas;
  const texts = t.importing;
  const { path, error } = state.importing;
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
    ...(error === "" ? [] : paragraph(`${sym.late} ${error}`, "bad")),
    ...shellWarning(canvas).flatMap((text) => paragraph(text, "warn")),
  ];
}

/** Why no command would run here. */
function shellWarning({ state, t, sym }: Canvas): string[] {
  const known = state.jobClasses.byName.get(shellClass);
  if (known === undefined || known.available) return [];
  return [`${sym.late} ${t.importing.noShell(known.unavailable_reason ?? "")}`];
}

function linesView(canvas: Canvas): Line[] {
  const { state, t, width, height } = canvas;
  const texts = t.importing;
  const all = [...state.importing.lines.values()];
  const { filter } = listOf(state.lists, list);
  const terms = parseFilter(filter);
  const found = all.filter(({ name, cron, command }) =>
    matches(terms, { name: name.toLowerCase(), cron, command: command.toLowerCase() })
  );
  const chosen = all.filter(({ isChosen }) => isChosen).length;
  const warning = shellWarning(canvas).flatMap((text) => wrap(text, Math.max(1, width - 2)));
  const detailRows = height >= 12 ? 4 : 0;
  const columns = columnsFor(width);
  const searched = filter === "" ? "" : ` /${filter}`;
  const rows = listPane(within(canvas, width, height - detailRows), {
    name: list,
    rows: byId(found, ({ id }) => id),
    title: `${texts.title} ${canvas.sym.crumb} ${texts.found(chosen, all.length)}${searched}`,
    above: warning.map((text): Line => [span(` ${text}`, "warn")]),
    heads: width >= 60 && height >= 6 ? heads(canvas, columns) : undefined,
    empty: t.list.noneMatch(all.length, filter),
    row: (line) => lineRow(canvas, line, columns),
  });
  if (detailRows === 0) return rows;
  return [...toHeight(rows, height - detailRows), ...detail(canvas, detailRows)];
}

interface Columns {
  readonly cron: number;
  readonly words: number;
  readonly name: number;
}

function columnsFor(width: number): Columns {
  const cron = width < 60 ? 0 : 18;
  const rest = width - 2 - 4 - 5 - (cron === 0 ? 0 : cron + 1) - 1;
  const words = width < 60 ? 0 : Math.floor(rest * 0.45);
  return { cron, words, name: Math.max(6, rest - (words === 0 ? 0 : words + 1)) };
}

function heads({ t, sym }: Canvas, columns: Columns): Line {
  const texts = t.importing;
  const cell = (text: string, width: number) => ({ text, width, tone: "dim" as const });
  return [
    span("  "),
    ...cells([
      cell("", 3),
      cell(texts.line, 4),
      cell(texts.schedule, columns.cron),
      cell(texts.words, columns.words),
      cell(texts.command, columns.name),
    ], sym),
  ];
}

function lineRow({ t, sym, state }: Canvas, line: ImportLine, columns: Columns): Line {
  const { fate } = line;
  const tone: Tone | undefined = fate.kind === "bad"
    ? "bad"
    : fate.kind === "made"
    ? "ok"
    : undefined;
  const words = fate.kind === "bad"
    ? `${sym.failed} ${fate.error}`
    : fate.kind === "made"
    ? `${sym.succeeded} ${t.importing.isMade}`
    : fate.kind === "asking"
    ? t.importing.asking
    : fate.words[state.prefs.language];
  const mark: Span = line.isChosen ? span("[x]", "ok") : span("[ ]", "dim");
  return cells([
    [mark],
    { text: line.id, width: 4, align: "right", tone: "dim" },
    ...(columns.cron > 0 ? [{ text: clean(line.cron), width: columns.cron }] : []),
    ...(columns.words > 0 ? [{ text: words, width: columns.words, tone }] : []),
    { text: clean(line.name), width: columns.name, tone: columns.words > 0 ? undefined : tone },
  ], sym);
}

/** Whole, what the row had to cut. */
function detail(canvas: Canvas, rows: number): Line[] {
  const { state, t, width, sym } = canvas;
  const id = canvas.layout.lists.get(list)?.cursor;
  const line = id === undefined ? undefined : state.importing.lines.get(id);
  if (line === undefined) return [];
  const { fate } = line;
  const zone = line.timezone === undefined
    ? t.importing.defaultZone
    : t.importing.zone(clean(line.timezone));
  const paragraph = (text: string, tone?: "bad" | "dim"): Line[] =>
    wrap(text, Math.max(1, width - 2)).map((row) => [span(` ${row}`, tone)]);
  return [
    ruleLine(canvas, clean(line.name)),
    ...(fate.kind === "bad" ? paragraph(`${sym.late} ${fate.error}`, "bad") : []),
    ...paragraph(`${clean(line.cron)} ${sym.separator} ${zone}`, "dim"),
    ...paragraph(`${clean(line.shell)} -c ${clean(line.command)}`),
  ].slice(0, rows);
}

function cursorLine(app: App): ImportLine | undefined {
  const id = app.layout.lists.get(list)?.cursor;
  return id === undefined ? undefined : app.state.importing.lines.get(id);
}

function toggle(app: App): void {
  const line = cursorLine(app);
  if (line === undefined || line.fate.kind !== "ready") return;
  app.dispatch({ type: "import_chosen", id: line.id, isChosen: !line.isChosen });
}

function chooseAll(app: App, isChosen: boolean): void {
  for (const { id, fate } of app.state.importing.lines.values()) {
    if (fate.kind === "ready") app.dispatch({ type: "import_chosen", id, isChosen });
  }
}

function moveDown(app: App): void {
  const drawn = app.layout.lists.get(list);
  if (drawn === undefined) return;
  const { ids, height } = drawn;
  app.dispatch({ type: "list_moved", list, ids, height, by: 1 });
}

async function editChosen(app: App): Promise<void> {
  const line = cursorLine(app);
  if (line === undefined || line.fate.kind === "made") return;
  editLine(app, line);
  await openForm(app, { screen: "job_form", id: "+" }, jobForm);
}

function askMake(app: App): void {
  const { t } = app;
  const count = chosenLines(app).length;
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

/** The lines go first, then the screen. */
function leave(app: App): void {
  if (listOf(app.state.lists, list).filter !== "") {
    return app.dispatch({ type: "list_filtered", list, filter: "" });
  }
  if (app.state.importing.lines.size > 0) return app.dispatch({ type: "import_closed" });
  app.dispatch({ type: "import_closed" });
  app.dispatch({ type: "view_back" });
}

function onKey(app: App, key: KeyPress): boolean {
  const { lines, path } = app.state.importing;
  if (lines.size > 0) return false;
  if (key.name === "enter") {
    if (path.text.trim() !== "") void readCrontabFile(app, path.text);
    return true;
  }
  const typed = typeKey(path, key);
  if (typed === undefined) return false;
  app.dispatch({ type: "import_typed", path: typed });
  return true;
}
