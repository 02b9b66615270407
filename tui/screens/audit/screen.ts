import { loadingText } from "../../components/unread_text.ts";
import { sortHead } from "../../components/sort_head.ts";
import type { App, Screen } from "../../app.ts";
import { openView } from "../../commands/navigation.ts";
import { toast, toastNothing } from "../../commands/toasts.ts";
import { byId, listPane } from "../../components/list_pane.ts";
import { auditFields, auditLists, auditQuery, kindOf, mayReadSecurity, rowsOf } from "./list.ts";
import { type Canvas, within } from "../../components/canvas.ts";
import { beside, ruleLine, toHeight } from "../../terminal/lines.ts";
import { copy, showCopyMenu } from "../../commands/copying.ts";
import { wordsOf } from "../../components/filter.ts";
import { auditReading } from "./reading.ts";
import type { AuditKind, AuditRow } from "./state.ts";
import { listOf } from "../../state/lists.ts";
import { type Line, type Span, span } from "../../terminal/theme.ts";
import { type AuditColumns, auditColumns, auditLine } from "./rows.ts";
import { entryRows } from "./entry_rows.ts";
import { readCount } from "../../components/count_text.ts";

const kinds = ["jobs", "security"] as const;
/** From this width on, the entry is shown beside the list. */
const wide = 120;

export const auditScreen: Screen = {
  id: "audit",
  // The tabs of both logs are for users who may read both.
  panes: () => kinds.length,
  view,
  entered: (app) => auditReading.read(app),
  attended: (app) => auditReading.keepUp(app),
  withholds: ["mark", "clear_marks", "mark_all", "copy_name"],
  commands: {
    open: (app) => {
      const row = rowAt(app);
      if (row !== undefined) openView(app, "entry", row.key);
    },
    open_job: (app) => openJobOfRow(app, rowAt(app)),
    next_pane: turn,
    previous_pane: turn,
    copy_id: (app) => copyAbout(app, rowAt(app)),
    copy_json: (app) => copyEntry(app, rowAt(app)),
    copy_menu: (app) => showCopyMenu(app, ["copy_id", "copy_json"]),
  },
};

/** The job of an entry. An entry of the log of access has none. */
export function openJobOfRow(app: App, row: AuditRow | undefined): void {
  if (row?.kind === "jobs") openView(app, "job", row.entry.job_id);
  else toastNothing(app);
}

/** The id of the job; for the log of access, which has no ids, the name. */
export function copyAbout(app: App, row: AuditRow | undefined): void {
  if (row === undefined) return;
  const text = row.kind === "jobs" ? row.entry.job_id : row.entry.subject;
  copy(app, text, text);
}

export function copyEntry(app: App, row: AuditRow | undefined): void {
  if (row !== undefined) copy(app, JSON.stringify(row.entry, null, 2), "JSON");
}

function turn(app: App): void {
  if (!mayReadSecurity(app.state)) {
    return toast(app, "warn", app.t.refusals.admin);
  }
  app.dispatch({ type: "pane_focused", pane: app.state.view.pane === 1 ? 0 : 1 });
}

function rowAt({ state, layout }: App): AuditRow | undefined {
  const kind = kindOf(state);
  const key = layout.lists.get(auditLists[kind])?.cursor;
  return state.audit[kind].rows.find((row) => row.key === key);
}

function view(canvas: Canvas): readonly Line[] {
  const { state, width, height, t } = canvas;
  if (width < wide || height < 8 || state.view.isZoomed) return entriesPane(canvas);
  const left = Math.floor(width * 0.6);
  const right = width - left - 1;
  const list = toHeight(entriesPane(within(canvas, left, height)), height);
  const kind = kindOf(state);
  const key = canvas.layout.lists.get(auditLists[kind])?.cursor;
  const row = state.audit[kind].rows.find((row) => row.key === key);
  const inner = within(canvas, right, height);
  const detail = row === undefined
    ? []
    : entryRows(inner, row).slice(0, height - 1).map((one) => one.line());
  return beside(canvas, list, left, [ruleLine(inner, t.audit.detail), ...detail], right);
}

function entriesPane(canvas: Canvas): Line[] {
  const { state, t, width } = canvas;
  const kind = kindOf(state);
  const name = auditLists[kind];
  const rows = byId(rowsOf(state.audit[kind].rows, listOf(state.lists, name)), ({ key }) => key);
  const columns = auditColumns(width - 2, true);
  return listPane(canvas, {
    name,
    rows,
    title: titleLine(canvas, kind, rows.size),
    heads: width < 60 ? undefined : headsOf(canvas, columns, name),
    empty: emptyText(canvas, kind),
    sorts: t.audit.sorts,
    fields: auditFields(state.audit[kind].rows),
    row: (row) => auditLine(canvas, row, columns),
  });
}

/** `Audit 37 › Jobs › last 7 d › user:mika`. */
function titleLine(canvas: Canvas, kind: AuditKind, count: number): Line {
  const { state, t, sym } = canvas;
  const pages = state.audit[kind];
  const { filter } = listOf(state.lists, auditLists[kind]);
  const { days } = auditQuery(filter, state.jobs.byId);
  const all = Math.max(pages.total, count);
  const told = count < all
    ? t.audit.ofTotal(count, all)
    : String(readCount(canvas, pages.phase, count));
  const words = wordsOf(filter).filter((word) => !/^since:/i.test(word));
  const range = days === undefined ? t.audit.ever : t.audit.days(String(Number(days.toFixed(2))));
  const shown = mayReadSecurity(state) ? kinds : (["jobs"] as const);
  const chip = (text: string): Span[] => [span(` ${sym.crumb} `, "rule"), span(text, "warn")];
  return [
    { text: `${t.tabs.audit} ${told}`, tone: "accent", strong: true },
    span(` ${sym.crumb} `, "rule"),
    ...shown.map((one): Span => {
      const click = { kind: "command", command: "next_pane" } as const;
      if (one === kind) return { text: `[${t.audit.kinds[one]}]`, tone: "accent", strong: true };
      return { text: ` ${t.audit.kinds[one]} `, tone: "dim", click };
    }),
    ...[range, ...words].flatMap(chip),
  ];
}

function headsOf(canvas: Canvas, columns: AuditColumns, list: string): Line {
  const { t } = canvas;
  const head = (column: string, text: string, width: number): Line => [
    ...sortHead(canvas, { list, keys: "audit", column, text, width }),
    span(" "),
  ];
  return [
    span("  "),
    ...head("time", t.audit.time, columns.time),
    ...head("who", t.audit.who, columns.who),
    ...head("action", t.audit.action, columns.action),
    ...head("object", t.audit.object, columns.object),
    ...(columns.detail >= 8 ? [span(t.audit.detail, "dim")] : []),
  ];
}

function emptyText(canvas: Canvas, kind: AuditKind): string {
  const { state, t } = canvas;
  const { phase, problem } = state.audit[kind];
  const { filter } = listOf(state.lists, auditLists[kind]);
  if (phase === "failed") {
    if (problem?.status === 403) return t.refusals.admin;
    return t.audit.failed(problem?.error ?? "");
  }
  if (phase !== "ready") return loadingText(canvas);
  return filter === "" ? t.audit.empty : t.audit.noneMatch(filter);
}
