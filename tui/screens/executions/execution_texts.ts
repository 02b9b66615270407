import type { Execution } from "../../../routes/contract/history/executions.ts";
import type { Job } from "../../../routes/contract/jobs/jobs.ts";
import type { Canvas } from "../../components/canvas.ts";
import {
  fieldRows,
  headRow,
  jsonRows,
  plainRows,
  shortValue,
  type TextRow,
  widestOf,
} from "../../components/text_rows.ts";
import { stateLooks } from "../../components/state_mark.ts";
import { cronText, duration, momentOf, wallOf, zoneOf } from "../../texts/format.ts";
import { tookMs } from "./list.ts";
import { averageMs, categoryName } from "../../state/selectors.ts";

/** The server counts no further. */
const mostCoalesced = 10_000;

/** A moment with its date: `2026-11-22 14:00:03.120`. */
function momentText({ state }: Canvas, iso: string, jobZone: string): string {
  const at = momentOf(iso);
  if (at === undefined) return "";
  const { date, time } = wallOf(at, zoneOf(state.prefs.timeMode, jobZone));
  return `${date} ${time}.${String(at % 1000).padStart(3, "0")}`;
}

/** The timeline: due time, attempts with their errors, end, result. */
export function timelineRows(canvas: Canvas, execution: Execution): TextRow[] {
  const { state, t, sym, width } = canvas;
  const texts = t.execution;
  const labels = [texts.due, texts.created, texts.started, texts.ended, texts.duration];
  const look = {
    width,
    labelWidth: widestOf([...labels, texts.description, texts.coalesced, texts.givenBack]),
  };
  const field = (id: string, label: string, value: string) =>
    value === "" ? [] : fieldRows(id, label, value, look);
  const when = (iso: string) => momentText(canvas, iso, execution.job.timezone);
  const late = lateText(canvas, execution);
  const took = tookMs(execution, state.now);
  const average = averageMs(state.executions.history.get(execution.job.job_id));
  const tookText = took === undefined ? "" : [
    duration(took),
    ...(average === undefined ? [] : [texts.average(duration(average))]),
  ].join(` ${sym.separator} `);
  const looks = stateLooks(execution.state, sym, t);
  return [
    ...fieldRows("state", t.job.condition, `${looks.glyph} ${looks.text}`, {
      ...look,
      tone: looks.tone,
    }),
    ...field("description", texts.description, execution.description),
    ...field("due", texts.due, when(execution.scheduled_time)),
    ...field("created", texts.created, when(execution.created_time)),
    ...field(
      "started",
      texts.started,
      [when(execution.started_time), late].filter(Boolean).join("  "),
    ),
    ...field("ended", texts.ended, when(execution.ended_time)),
    ...field("duration", texts.duration, tookText),
    ...field("coalesced", texts.coalesced, coalescedText(canvas, execution)),
    ...field("givenback", texts.givenBack, givenBackText(canvas, execution)),
    ...attemptRows(canvas, execution),
    headRow("result", texts.result),
    ...(execution.result === ""
      ? plainRows("noresult", noResultText(canvas, execution), width, "dim")
      : jsonRows("value", execution.result, width)),
  ];
}

/** An execution that has not ended has not returned anything yet. */
function noResultText({ t }: Canvas, { ended_time }: Execution): string {
  return ended_time === "" ? t.run.notReturned : t.execution.noResult;
}

function lateText({ t }: Canvas, execution: Execution): string {
  const [due, started] = [momentOf(execution.scheduled_time), momentOf(execution.started_time)];
  // After a retry the start of the last attempt does not show whether the execution was late.
  if (due === undefined || started === undefined || execution.attempt > 1) return "";
  return started - due >= 1000 ? t.execution.late(duration(started - due)) : "";
}

/** The fire times that this execution stands for, with its own; "" for its own alone. */
function coalescedText(canvas: Canvas, execution: Execution): string {
  const { coalesced, coalesced_since, job } = execution;
  if (coalesced === 0) return "";
  const count = coalesced >= mostCoalesced ? `${mostCoalesced}+` : String(coalesced + 1);
  const since = momentText(canvas, coalesced_since, job.timezone).slice(0, 19);
  return canvas.t.execution.coalescedText(count, since);
}

/** The servers that gave the execution back when they shut down. */
function givenBackText(canvas: Canvas, { given_back, job }: Execution): string {
  if (given_back.length === 0) return "";
  const texts = canvas.t.execution;
  const by = given_back.map(({ hostname, time }) =>
    texts.givenBackBy(hostname, momentText(canvas, time, job.timezone).slice(11, 19))
  );
  return texts.givenBackText(given_back.length, by.join(", "));
}

function attemptRows(canvas: Canvas, execution: Execution): TextRow[] {
  const { t, sym, width } = canvas;
  if (execution.attempts.length === 0) return [];
  return [
    headRow("attempts", `${t.execution.attempts} ${execution.attempt}/${execution.max_attempts}`),
    ...execution.attempts.flatMap((one) => {
      const took = (momentOf(one.ended_time) ?? 0) - (momentOf(one.started_time) ?? 0);
      const at = momentText(canvas, one.started_time, execution.job.timezone).slice(11, 19);
      const text = `${sym.failed} ${one.attempt}  ${at}  ${duration(took)}  ${
        t.execution.outcomes[one.outcome]
      }  ${one.error}`;
      return plainRows(`attempt${one.attempt}`, text, width, "bad");
    }),
  ];
}

/** The request: arguments, trigger, user, host. */
export function requestRows(canvas: Canvas, execution: Execution): TextRow[] {
  const { t, width } = canvas;
  const texts = t.execution;
  const host = execution.hostname === "" ? "" : [
    execution.hostname,
    ...(execution.pid >= 0 ? [texts.process(execution.pid)] : []),
  ].join("  ");
  const fields: readonly (readonly [string, string, string])[] = [
    ["class", texts.class, execution.job.job_class_string],
    ["trigger", texts.trigger, t.jobs.detail.by[execution.trigger]],
    ["reason", texts.reason, execution.reason],
    ["retryof", texts.retryOf, execution.retry_of],
    ["host", texts.host, host],
    ["id", texts.id, execution.execution_id],
  ];
  const labelWidth = widestOf(fields.map(([, label]) => label));
  return [
    ...fields.flatMap(([id, label, value]) =>
      value === "" ? [] : fieldRows(id, label, value, { width, labelWidth })
    ),
    headRow("arguments", texts.arguments),
    ...jsonRows("args", execution.job.pub_args, width),
  ];
}

/** The job at the time of the execution. Fields that have changed since are marked. */
export function snapshotRows(
  canvas: Canvas,
  { job }: Execution,
  now: Job | undefined,
): TextRow[] {
  const { t, state, width } = canvas;
  const most = Math.max(10, width * 2);
  const fields: readonly (readonly [string, string, string | undefined])[] = [
    [t.tabs.job, job.name, now?.name],
    [t.job.class, job.job_class_string, now?.job_class_string],
    [t.job.schedule, cronText(job), now && cronText(now)],
    [t.job.zone, job.timezone, now?.timezone],
    [
      t.job.category,
      categoryName(state, job.category_id),
      now && categoryName(state, now.category_id),
    ],
    [
      t.execution.arguments,
      shortValue(job.pub_args, most),
      now && shortValue(now.pub_args, most),
    ],
    [t.execution.id, job.job_id, undefined],
  ];
  const labelWidth = widestOf(fields.map(([label]) => label));
  return [
    ...plainRows(
      "then",
      now === undefined ? t.execution.jobGone : t.execution.wasThen,
      width,
      "dim",
    ),
    ...fields.flatMap(([label, was, is], i) => {
      const hasChanged = is !== undefined && is !== was;
      const value = hasChanged ? `${was}  ${canvas.sym.right} ${t.execution.now(is)}` : was;
      const tone = hasChanged ? "warn" as const : undefined;
      return fieldRows(`f${i}`, label, value, { width, labelWidth, tone });
    }),
  ];
}
