import { loadingText } from "../../components/unread_text.ts";
import type { Execution } from "../../../routes/contract/history/executions.ts";
import type { Job } from "../../../routes/contract/jobs/jobs.ts";
import type { Canvas } from "../../components/canvas.ts";
import { byId, type ListBody, listBody } from "../../components/list_pane.ts";
import { cells, ruleLine } from "../../terminal/lines.ts";
import { scrollText } from "../../components/list.ts";
import { stateLooks } from "../../components/state_mark.ts";
import { jsonRows, matchText, textRows } from "../../components/text_rows.ts";
import { fieldsOfRows } from "../../components/filter_fields.ts";
import { matches, parseFilter } from "../../components/filter.ts";
import {
  clockTime,
  countdown,
  duration,
  localZone,
  momentOf,
  offsetOf,
  wallOf,
} from "../../texts/format.ts";
import { tookMs } from "../executions/list.ts";
import { newestExecutions } from "../../state/selectors.ts";
import { type AuditRow, rowOfLog } from "../audit/state.ts";
import { listOf } from "../../state/lists.ts";
import { mostFactExecutions } from "../../state/server/facts.ts";
import { type Line, span } from "../../terminal/theme.ts";
import { auditColumns, auditLine } from "../audit/rows.ts";
import { shortReason } from "../../texts/reason.ts";

export const jobLists = ["job.runs", "job.next", "job.audit", "job.config"] as const;

/** A pane of the job's screen without its head. */
export interface JobPane {
  readonly title: string;
  readonly right: string;
  readonly lines: readonly Line[];
}

/** The last executions of a job: as they were read, or those that events reported. */
export function executionsOfJob(
  { state }: Pick<Canvas, "state">,
  jobId: string,
): readonly Execution[] {
  const known = state.facts.get(jobId)?.executions;
  return known ?? newestExecutions(state.executions.byId)
    .filter(({ job }) => job.job_id === jobId).slice(0, mostFactExecutions);
}

export function jobPane(
  canvas: Canvas,
  jobId: string,
  job: Job | undefined,
  pane: number,
): JobPane {
  switch (pane) {
    case 1:
      return nextPane(canvas, jobId, job);
    case 2:
      return auditPane(canvas, jobId);
    case 3:
      return configPane(canvas, job);
    default:
      return executionsPane(canvas, jobId);
  }
}

/** A pane with its head, where several panes are shown. */
export function headed(canvas: Canvas, { title, right, lines }: JobPane, pane: number): Line[] {
  return [ruleLine(canvas, title, right, canvas.state.view.pane === pane), ...lines];
}

function executionsPane(canvas: Canvas, jobId: string): JobPane {
  const { state, t, sym, width } = canvas;
  const [name] = jobLists;
  const terms = parseFilter(listOf(state.lists, name).filter);
  const all = executionsOfJob(canvas, jobId);
  const fieldsOf = (execution: Execution) => ({
    state: `${execution.state} ${stateLooks(execution.state, sym, t).text}`,
    text: `${execution.description} ${execution.result}`.toLowerCase(),
    trigger: execution.trigger,
    id: execution.execution_id,
  });
  const executions = all.filter((execution) => matches(terms, fieldsOf(execution)));
  const empty = all.length > 0
    ? t.list.noneMatch(all.length, listOf(state.lists, name).filter)
    : state.facts.get(jobId)?.executions === undefined
    ? loadingText(canvas)
    : t.job.noExecutions;
  return {
    title: `${t.job.panes.executions} ${executions.length === 0 ? "" : executions.length}`.trim(),
    ...bodyOf(canvas, {
      name,
      rows: byId(executions, (execution) => execution.execution_id),
      empty,
      fields: [
        ...fieldsOfRows(
          all.map(({ state, trigger }) => ({ state, trigger })),
          ["state", "trigger"],
          (it) => it,
        ),
        { name: "text" },
        { name: "id" },
      ],
      isFocused: state.view.pane === 0,
      pane: 0,
      row: (execution) => executionLine(canvas, execution, width - 2),
    }),
  };
}

/** The rows and the scroll position. */
function bodyOf<T>(canvas: Canvas, given: ListBody<T>): Omit<JobPane, "title"> {
  const { height } = canvas;
  return {
    right: scrollText(canvas, given.name, [...given.rows.keys()], height),
    lines: listBody(canvas, given, height),
  };
}

function executionLine(canvas: Canvas, execution: Execution, width: number): Line {
  const { state, t, sym } = canvas;
  const looks = stateLooks(execution.state, sym, t);
  const at = momentOf(execution.started_time) ?? momentOf(execution.scheduled_time) ?? 0;
  const { timeMode } = state.prefs;
  const zone = timeMode === "utc" ? "UTC" : timeMode === "job" ? execution.job.timezone : localZone;
  const took = tookMs(execution, state.now);
  const said = shortReason(execution.description || execution.result || "");
  return cells([
    [span(looks.glyph, looks.tone)],
    { text: clockTime(at, state.now, zone, t.weekdays), width: 11 },
    { text: took === undefined ? "" : duration(took), width: 7, tone: looks.tone },
    { text: t.executions.by_[execution.trigger], width: width < 50 ? 0 : 6, tone: "dim" },
    { text: said === "" ? looks.text : said, width: Math.max(0, width - 30), tone: looks.tone },
  ], sym);
}

/** The next fires in the zone of the job and in the local zone. The offset shows a change of the clock. */
function nextPane(canvas: Canvas, jobId: string, job: Job | undefined): JobPane {
  const { state, t, sym, width, height } = canvas;
  const name = jobLists[1];
  const preview = state.facts.get(jobId)?.preview;
  const own = job?.next_run_time === "" || job === undefined ? [] : [job.next_run_time];
  const times = (preview?.fires.map(({ time }) => time) ?? own)
    .filter((time) => (momentOf(time) ?? 0) > state.now);
  const zone = job?.timezone ?? "UTC";
  const isSame = zone === localZone;
  const notes = [
    ...(job?.paused ? [t.job.pausedFires] : []),
    ...(preview !== undefined && preview.note !== "" ? [preview.note] : []),
  ];
  const body = listBody(canvas, {
    name,
    rows: byId(times, (time) => time),
    empty: t.job.noFires,
    isFocused: state.view.pane === 1,
    pane: 1,
    row: (time) => {
      const at = momentOf(time) ?? 0;
      const inTime = countdown(at - state.now);
      return cells([
        { text: dayAndTime(at, zone, t.weekdays), width: 16 },
        { text: offsetOf(at, zone), width: 6, tone: "dim" },
        ...(isSame || width < 50
          ? []
          : [{ text: dayAndTime(at, localZone, t.weekdays), width: 16, tone: "accent" as const }]),
        { text: inTime, width: Math.max(0, Math.min(10, width - 28)), tone: "dim" },
      ], sym);
    },
  }, Math.max(1, height - notes.length));
  const zones = isSame || width < 50
    ? t.job.jobZone(zone)
    : `${t.job.jobZone(zone)} ${sym.separator} ${t.job.yourZone(localZone)}`;
  return {
    title: t.job.panes.next,
    right: zones,
    lines: [
      ...notes.map((note): Line => [span(`  ${note}`, "warn")]),
      ...body,
    ],
  };
}

function dayAndTime(at: number, zone: string, weekdays: readonly string[]): string {
  const { date, time } = wallOf(at, zone);
  const day = weekdays[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? "";
  return `${day} ${date.slice(5)} ${time.slice(0, 5)}`;
}

function auditPane(canvas: Canvas, jobId: string): JobPane {
  const { state, t, width } = canvas;
  const name = jobLists[2];
  const { filter } = listOf(state.lists, name);
  const terms = parseFilter(filter);
  const logs = state.facts.get(jobId)?.logs;
  const all = (logs ?? []).map(rowOfLog);
  const fieldsOf = ({ who, entry }: AuditRow) => ({
    user: who.toLowerCase(),
    event: entry.event,
    text: entry.description,
  });
  const rows = all.filter((row) => matches(terms, fieldsOf(row)));
  const columns = auditColumns(width - 2, false);
  return {
    title: `${t.job.panes.audit} ${rows.length === 0 ? "" : rows.length}`.trim(),
    ...bodyOf(canvas, {
      name,
      rows: byId(rows, ({ key }) => key),
      empty: all.length > 0
        ? t.list.noneMatch(all.length, filter)
        : logs === undefined
        ? loadingText(canvas)
        : t.job.noLogs,
      fields: [...fieldsOfRows(all, ["user", "event"], fieldsOf), { name: "text" }],
      isFocused: state.view.pane === 2,
      pane: 2,
      row: (row) => auditLine(canvas, row, columns),
    }),
  };
}

/** The whole record. */
function configPane(canvas: Canvas, job: Job | undefined): JobPane {
  const { t, width, height, state } = canvas;
  const name = jobLists[3];
  const rows = job === undefined ? [] : jsonRows("config", job, width - 2);
  const isFocused = state.view.pane === 3;
  return {
    title: t.job.panes.config,
    right: matchText(canvas, name, rows),
    lines: textRows(canvas, { name, rows, height, isFocused, pane: 3 }),
  };
}
