import { loadingText } from "../../components/unread_text.ts";
import type { Execution } from "../../../routes/contract/history/executions.ts";
import { countdown, duration, localZone, wallOf, zoneOf } from "../../texts/format.ts";
import { type Attention, factorOf, inboxRows, rowId, slowFactor } from "./attention.ts";
import { asideCount } from "../../state/inbox.ts";
import { groupRow } from "../alarms/rows.ts";
import type { Canvas } from "../../components/canvas.ts";
import { cells, ruleLine } from "../../terminal/lines.ts";
import { columnChart, joined, progressBar, sparkline } from "../../terminal/charts.ts";
import { stateLooks } from "../../components/state_mark.ts";
import { SharedMap } from "../../cache/shared_map.ts";
import type { State } from "../../state.ts";
import { averageMs, runningOf } from "../../state/selectors.ts";
import { pad } from "../../terminal/text.ts";
import { type Line, type Span, span, type Tone } from "../../terminal/theme.ts";
import { homePane, type Pane } from "./pane.ts";
import { executionsPerMinute, upcomingMinutes } from "./upcoming.ts";
import { shortReason } from "../../texts/reason.ts";

export const attentionPane: Pane = (pane) => (canvas) => {
  const { state, t } = canvas;
  const { isAside } = state.inbox;
  const isReady = state.jobs.phase === "ready";
  const aside = asideCount(state);
  return homePane({
    canvas,
    pane,
    list: "home.attention",
    title: isAside ? t.alarms.aside : t.home.attention,
    items: inboxRows(state),
    counted: isAside ? ["alarms"] : ["alarms", "jobs", "running", "failing"],
    empty: isAside
      ? t.alarms.noneAside
      : !isReady
      ? loadingText(canvas)
      : state.jobs.byId.size === 0
      ? t.home.empty
      : t.home.nothing,
    right: isAside ? t.alarms.asideBack : aside > 0 ? t.alarms.asideCount(aside) : "",
    id: rowId,
    names: ["name", "state"],
    fields: (row) =>
      row.kind === "alarms"
        ? { name: row.group.names.join(" ").toLowerCase(), state: row.group.last.kind }
        : { name: row.job.name.toLowerCase(), state: row.kind },
    row: (row, width) =>
      row.kind === "alarms" ? groupRow(canvas, row.group, width) : attentionRow(canvas, row, width),
  });
};

/** In a wide terminal the names of several jobs have room, and the reason beside them. */
function nameWidth(width: number): number {
  return Math.max(8, Math.min(width >= 120 ? 44 : 30, Math.floor(width * 0.4)));
}

function attentionRow(canvas: Canvas, item: Attention, width: number): Line {
  const { sym } = canvas;
  // In a very narrow terminal only the sign and the name are shown.
  const name = width < 28 ? Math.max(4, width - 2) : nameWidth(width);
  const { glyph, tone, said } = saidOf(canvas, item);
  return cells([
    [span(glyph, tone)],
    { text: item.job.name, width: name, tone },
    { text: said, width: Math.max(0, width - name - 3) },
  ], sym);
}

function saidOf(
  { state, t, sym }: Canvas,
  item: Attention,
): { glyph: string; tone: Tone; said: string } {
  const { now } = state;
  const join = (...parts: string[]) => parts.filter((it) => it !== "").join(` ${sym.separator} `);
  switch (item.kind) {
    case "late": {
      const zone = zoneOf(state.prefs.timeMode, item.job.timezone);
      const { time } = wallOf(Date.parse(item.job.next_run_time), zone);
      const said = join(t.home.late(countdown(item.lateMs)), t.home.expected(time));
      return { glyph: sym.late, tone: "warn", said };
    }
    case "slow": {
      const took = now - Date.parse(item.execution.started_time);
      const said = join(t.home.slow(item.factor.toFixed(0)), countdown(took));
      return { glyph: sym.running, tone: "warn", said };
    }
    case "retry": {
      const { execution } = item;
      const error = execution.attempts.at(-1)?.error ?? execution.description;
      const said = join(
        t.home.retry(execution.attempt, execution.max_attempts),
        shortReason(error),
      );
      return { glyph: sym.failed, tone: "warn", said };
    }
    case "failed": {
      const error = state.executions.byId.get(item.last.execution_id)?.description ??
        item.last.description;
      const ago = t.home.ago(countdown(now - Date.parse(item.last.ended || item.last.at)));
      const said = join(t.home.failedOf(item.failed, item.of), ago, shortReason(error));
      return { glyph: stateLooks(item.last.state, sym, t).glyph, tone: "bad", said };
    }
    case "paused": {
      const said = join(t.states.paused, t.home.ago(duration(now - item.since)));
      return { glyph: sym.paused, tone: "paused", said };
    }
  }
}

export const runningPane: Pane = (pane) => (canvas) => {
  const { state, t } = canvas;
  return homePane({
    canvas,
    pane,
    list: "home.running",
    title: t.home.running,
    items: runningOf(state.executions.byId),
    counted: ["running"],
    empty: state.counting.has("running") ? t.home.noneRunning : loadingText(canvas),
    id: ({ execution_id }) => execution_id,
    names: ["name", "host", "trigger"],
    fields: ({ job, hostname, trigger }) => ({
      name: job.name.toLowerCase(),
      host: hostname.toLowerCase(),
      trigger,
    }),
    row: (execution, width) => runningRow(canvas, execution, width),
  });
};

function runningRow(canvas: Canvas, execution: Execution, width: number): Line {
  const { state, sym, t } = canvas;
  const past = state.executions.history.get(execution.job.job_id);
  const took = state.now - Date.parse(execution.started_time);
  const average = averageMs(past);
  const isSlow = factorOf(execution, past, state.now) >= slowFactor;
  const looks = stateLooks(execution.state, sym, t);
  const bar = average === undefined ? sym.barOff.repeat(10) : progressBar(took / average, 10, sym);
  const of = average === undefined ? "" : `/${duration(average)}`;
  const name = Math.max(6, Math.min(30, width - 2 - 11 - 14 - 16));
  const slow = isSlow ? t.home.slow((took / (average ?? took)).toFixed(0)) : execution.hostname;
  return cells([
    [span(looks.glyph, looks.tone)],
    { text: execution.job.name, width: name },
    [span(bar, isSlow ? "warn" : "running")],
    { text: `${countdown(took)}${of}`, width: 13, tone: isSlow ? "warn" : undefined },
    { text: slow, width: Math.max(0, width - name - 28), tone: isSlow ? "warn" : "dim" },
  ], sym);
}

const none: State["stats"]["endsSince"] = SharedMap.empty();

function columnsOf({ state }: Canvas) {
  const { stats, executions, now } = state;
  const minute = Math.floor(now / 60_000);
  const { minutes, endsSince } = stats;
  // A server without figures: the executions that are known.
  if (minutes === "unknown") return executionsPerMinute(undefined, executions.byId, minute);
  return executionsPerMinute(minutes, minutes === undefined ? none : endsSince, minute);
}

export function perMinutePane(canvas: Canvas): readonly Line[] {
  const { t, sym, width, height } = canvas;
  const columns = columnsOf(canvas).slice(-Math.max(1, Math.min(60, width - 6)));
  const most = Math.max(0, ...columns.map(({ value }) => value));
  const rows = Math.max(1, height - 1);
  const failed = columns.reduce((sum, { bad = 0 }) => sum + bad, 0);
  const chart = columnChart(columns, rows, sym).map((line, i): Line => {
    const mark = i === 0 ? String(most) : i === rows - 1 ? "0" : "";
    return [span(`${mark.padStart(4)} `, "dim"), ...joined(line)];
  });
  const isRead = canvas.state.stats.minutes !== undefined;
  const right = !isRead
    ? sym.ellipsis
    : failed > 0
    ? `${sym.failed} ${t.home.failedAt(failed)}`
    : "";
  return [ruleLine(canvas, t.home.perMinute, right), ...chart];
}

/** The same chart in one row. */
export function sparkPane(canvas: Canvas): Line[] {
  const { sym, width } = canvas;
  const columns = columnsOf(canvas).slice(-Math.max(1, width - 12));
  const values = columns.map(({ value }) => value);
  const spans = sparkline(values, sym).split("").map((glyph, i): Span =>
    span(glyph, (columns[i]?.bad ?? 0) > 0 ? "bad" : "accent")
  );
  const most = Math.max(0, ...values);
  return [[span(" "), ...joined(spans), span(` ${sym.up}${most}/min`, "dim")]];
}

export const nextPane: Pane = (pane) => (canvas) => {
  const { state, t, sym } = canvas;
  const zone = zoneOf(state.prefs.timeMode, localZone);
  return homePane({
    canvas,
    pane,
    list: "home.next",
    title: t.home.next,
    items: upcomingMinutes(state),
    empty: state.stats.upcoming === undefined ? loadingText(canvas) : t.home.noneNext,
    id: ({ id }) => id,
    names: ["name"],
    fields: ({ jobs }) => ({ name: jobs.map(({ name }) => name.toLowerCase()).join(" ") }),
    row: ({ at, fires, jobs }, width) => {
      const most = Math.max(3, Math.min(12, width - 30));
      const dots = pad(sym.running.repeat(Math.min(fires, most)), most);
      const [first] = jobs;
      const more = fires > 1 ? ` +${fires - 1}` : "";
      const text = fires >= 10 ? t.home.atOnce(fires) : `${first?.name ?? ""}${more}`;
      return cells([
        { text: wallOf(at, zone).time.slice(0, 5), width: 5 },
        [span(dots, fires >= 10 ? "warn" : "accent")],
        { text, width: Math.max(0, width - most - 7) },
      ], sym);
    },
  });
};
