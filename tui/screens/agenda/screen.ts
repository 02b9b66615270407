import { loadingText } from "../../components/unread_text.ts";
import type { App, Screen, Subject } from "../../app.ts";
import { openView } from "../../commands/navigation.ts";
import { nothing } from "../../commands/subject.ts";
import { toast } from "../../commands/toasts.ts";
import { type Canvas, within } from "../../components/canvas.ts";
import { matches, parseFilter } from "../../components/filter.ts";
import { fieldsOfRows } from "../../components/filter_fields.ts";
import { byId, listPane } from "../../components/list_pane.ts";
import { stateLooks } from "../../components/state_mark.ts";
import { categoryName, dataTime } from "../../state/selectors.ts";
import { listOf } from "../../state/lists.ts";
import { cells } from "../../terminal/lines.ts";
import { type Line, span } from "../../terminal/theme.ts";
import { cronText, momentOf, wallOf } from "../../texts/format.ts";
import { jobCommands } from "../jobs/acts.ts";
import { agendaZone, chartLines, closedText } from "./chart.ts";
import { readAgenda, readMinute } from "./reading.ts";
import type { AgendaRow } from "./state.ts";
import {
  chosenMinute,
  closedOf,
  hourMs,
  isPileUp,
  minuteBeyond,
  type TimelineMinute,
  timelineOf,
  usualFires,
  withinReach,
} from "./timeline.ts";
import { shortReason } from "../../texts/reason.ts";

const list = "agenda";
const { new_job: _, import_crontab: __, stop_run: ___, ...rowCommands } = jobCommands;

export const agendaScreen: Screen = {
  id: "agenda",
  zooms: true,
  view,
  subject,
  entered: readAgenda,
  refreshed: readAgenda,
  attended: (app) => void readMinute(app),
  withholds: ["mark", "clear_marks", "mark_all", "mark_range", "sort_next", "sort_reverse"],
  commands: {
    ...rowCommands,
    open,
    agenda_before: (app) => goTo(app, minuteBeyond(app.state, -1)),
    agenda_after: (app) => goTo(app, minuteBeyond(app.state, 1)),
    agenda_hour_before: (app) => goTo(app, chosenMinute(app.state) - hourMs),
    agenda_hour_after: (app) => goTo(app, chosenMinute(app.state) + hourMs),
    agenda_mark_before: (app) => goTo(app, minuteBeyond(app.state, -1, isMarked(app))),
    agenda_mark_after: (app) => goTo(app, minuteBeyond(app.state, 1, isMarked(app))),
    agenda_now: (app) => app.dispatch({ type: "agenda_chosen" }),
  },
};

/** Whether the chart marks the minute: a pile-up, or something that never started. */
function isMarked({ state }: App): (minute: TimelineMinute) => boolean {
  const usual = usualFires(timelineOf(state));
  return (minute) => minute.notStarted > 0 || isPileUp(minute, usual);
}

function goTo(app: App, at: number | undefined): void {
  if (at === undefined) return toast(app, "warn", app.t.agenda.noMore);
  app.dispatch({ type: "agenda_chosen", at: withinReach(at, app.state.now) });
}

/** The rows of the chosen minute; `undefined` until they are read. */
function shownRows({ state }: Pick<App, "state">): readonly AgendaRow[] | undefined {
  const { minute } = state.agenda;
  return minute?.at === chosenMinute(state) ? minute.rows : undefined;
}

function rowAt(app: App): AgendaRow | undefined {
  const id = app.layout.lists.get(list)?.cursor;
  return shownRows(app)?.find((row) => row.id === id);
}

function subject(app: App): Subject {
  const row = rowAt(app);
  if (row === undefined) return nothing;
  return { jobIds: [jobIdOf(row)], executionIds: [] };
}

function jobIdOf(row: AgendaRow): string {
  return row.kind === "fire" ? row.jobId : row.execution.job.job_id;
}

/** A fire that is to come leads to its job, and what was due leads to its execution. */
function open(app: App): void {
  const row = rowAt(app);
  if (row === undefined) return;
  if (row.kind === "fire") openView(app, "job", row.jobId);
  else openView(app, "run", row.execution.execution_id);
}

function view(canvas: Canvas): readonly Line[] {
  const { state, width, height } = canvas;
  const hasChart = width >= 40 && height >= 10 && !state.view.isZoomed;
  const chart = hasChart ? chartLines(canvas) : [];
  return [...chart, ...minutePane(within(canvas, width, height - chart.length))];
}

function minutePane(canvas: Canvas): Line[] {
  const { state, t } = canvas;
  const rows = shownRows(canvas) ?? [];
  const { filter } = listOf(state.lists, list);
  const terms = parseFilter(filter);
  const found = terms.length === 0
    ? rows
    : rows.filter((row) => matches(terms, fieldsOf(canvas, row)));
  return listPane(canvas, {
    name: list,
    rows: byId(found, ({ id }) => id),
    title: titleLine(canvas, found.length),
    note: noteLine(canvas),
    empty: rows.length > 0 ? t.list.noneMatch(rows.length, filter) : emptyText(canvas),
    fields: fieldsOfRows(rows, ["name", "state", "category"], (row) => fieldsOf(canvas, row)),
    row: (row, width) =>
      row.kind === "fire" ? fireRow(canvas, row, width) : pastRow(canvas, row, width),
  });
}

/** `14:05 › 49 fires`. */
function titleLine(canvas: Canvas, found: number): Line {
  const { state, t, sym } = canvas;
  const chosen = chosenMinute(state);
  const { date, time } = wallOf(chosen, agendaZone(canvas));
  const today = wallOf(state.now, agendaZone(canvas)).date;
  const { minute } = state.agenda;
  const count = minute?.at === chosen ? minute.count : undefined;
  const isPast = chosen < dataTime(state) - 60_000;
  const said = count === undefined
    ? sym.ellipsis
    : isPast
    ? t.agenda.due(minute?.isCut ? `${count}+` : count)
    : t.agenda.fires(count);
  const { filter } = listOf(state.lists, list);
  const day = date === today ? "" : `${date.slice(5)} `;
  return [
    { text: `${day}${time.slice(0, 5)}`, tone: "accent", strong: true },
    span(` ${sym.crumb} `, "rule"),
    span(filter === "" ? said : `${t.list.filtered(found, count ?? 0)} /${filter}`, "title"),
  ];
}

function noteLine({ state, t, sym }: Canvas): Line | undefined {
  const { problem, minute } = state.agenda;
  if (problem !== undefined) return [span(`  ${sym.failed} ${problem.error}`, "bad")];
  const closed = closedOf(state.agenda)
    .filter(({ from, to }) => from <= chosenMinute(state) && chosenMinute(state) < to)
    .map((it) => closedText({ t }, it));
  if (closed.length > 0) {
    return [span(`  ${sym.paused} ${closed.join(` ${sym.separator} `)}`, "paused")];
  }
  const more = minute === undefined ? 0 : minute.count - minute.rows.length;
  return more > 0 ? [span(`  ${sym.ellipsis} ${t.agenda.more(more)}`, "dim")] : undefined;
}

function emptyText(canvas: Canvas): string {
  const { state, t } = canvas;
  const { upcoming, minute } = state.agenda;
  if (upcoming === "unknown") return t.agenda.older;
  if (minute?.at !== chosenMinute(state)) return loadingText(canvas);
  return chosenMinute(state) < dataTime(state) - 60_000 ? t.agenda.noneDue : t.agenda.noneFire;
}

function fieldsOf({ state, t, sym }: Canvas, row: AgendaRow) {
  const job = state.jobs.byId.get(jobIdOf(row));
  const name = row.kind === "fire" ? row.name : row.execution.job.name;
  return {
    name: name.toLowerCase(),
    state: row.kind === "fire" ? "" : stateLooks(row.execution.state, sym, t).text.toLowerCase(),
    category: job === undefined ? "" : categoryName(state, job.category_id).toLowerCase(),
  };
}

function fireRow({ state, sym }: Canvas, row: AgendaRow & { kind: "fire" }, width: number): Line {
  const job = state.jobs.byId.get(row.jobId);
  const name = Math.max(8, Math.min(40, Math.floor(width * 0.5)));
  const schedule = width >= 50 ? 18 : 0;
  return cells([
    [span(sym.waiting, "dim")],
    { text: row.name, width: name },
    ...(schedule > 0 && job !== undefined
      ? [{ text: cronText(job), width: schedule, tone: "dim" as const }]
      : []),
    {
      text: job === undefined ? "" : categoryName(state, job.category_id),
      width: Math.max(0, width - name - schedule - 4),
      tone: "dim",
    },
  ], sym);
}

function pastRow(
  canvas: Canvas,
  { execution }: AgendaRow & { kind: "execution" },
  width: number,
): Line {
  const { t, sym } = canvas;
  const looks = stateLooks(execution.state, sym, t);
  const name = Math.max(8, Math.min(40, Math.floor(width * 0.4)));
  const due = momentOf(execution.scheduled_time) ?? 0;
  const said = [looks.text, shortReason(execution.description)].filter(Boolean).join(
    ` ${sym.separator} `,
  );
  return cells([
    [span(looks.glyph, looks.tone)],
    { text: wallOf(due, agendaZone(canvas)).time, width: 8 },
    { text: execution.job.name, width: name },
    { text: said, width: Math.max(0, width - name - 12), tone: looks.tone },
  ], sym);
}
