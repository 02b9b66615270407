import { countFailures, isSuccess } from "../../../routes/contract/facts.ts";
import type { Job } from "../../../routes/contract/jobs/jobs.ts";
import type { Canvas } from "../../components/canvas.ts";
import { dateText } from "../../components/date_text.ts";
import { successText } from "../../components/success_text.ts";
import { ruleLine } from "../../terminal/lines.ts";
import { progressBar } from "../../terminal/charts.ts";
import { conditionLooks, historyStrip, stateLooks } from "../../components/state_mark.ts";
import { clockTime, countdown, cronText, duration, momentOf, zoneOf } from "../../texts/format.ts";
import {
  averageMs,
  calendarNames,
  categoryName,
  conditionOf,
  lastEnded,
  runningByJob,
} from "../../state/selectors.ts";
import { pauseOf } from "../../state/server/pauses.ts";
import { cutPath, wrap } from "../../terminal/text.ts";
import { type Line, type Span, span } from "../../terminal/theme.ts";

/** The details of a job, the most important first. The caller cuts them to the rows that fit. */
export function jobDetail(canvas: Canvas, job: Job): Line[] {
  const { state, t, sym, width } = canvas;
  const past = state.executions.history.get(job.job_id) ?? [];
  const [execution] = runningByJob(state.executions.byId).get(job.job_id) ?? [];
  const right = execution === undefined
    ? ""
    : t.jobs.detail.attempt(execution.attempt, execution.max_attempts);
  const args = wrap(`${t.jobs.detail.arguments} ${JSON.stringify(job.pub_args)}`, width - 2);
  return [
    ruleLine(canvas, job.name, right),
    [span(" "), ...stateLine(canvas, job)],
    [span(" "), ...nextLine(canvas, job)],
    ...managedLine(canvas, job),
    ...lastError(canvas, job),
    [span(" "), ...historyStrip(past, Math.min(50, width - 2), sym)],
    [
      span(` ${cronText(job)}`),
      span(` ${job.timezone}`, "dim"),
      span(calendarsText(canvas, job), "paused"),
    ],
    [span(` ${cutPath(job.job_class_string, width - 1, sym.ellipsis)}`, "dim")],
    ...args.map((text): Line => [span(` ${text}`, "dim")]),
    [span(` ${policyText(canvas, job)}`, "dim")],
    [span(` ${job.job_id}`, "dim")],
  ];
}

/** ` · not on Holidays`: the calendars of the job. */
export function calendarsText({ state, t, sym }: Canvas, { not_on, only_on }: Job): string {
  const { notOn, onlyOn } = t.calendars;
  return [
    ...(not_on.length === 0 ? [] : [notOn(calendarNames(state, not_on))]),
    ...(only_on.length === 0 ? [] : [onlyOn(calendarNames(state, only_on))]),
  ].map((text) => ` ${sym.separator} ${text}`).join("");
}

/** A change by hand may be undone: the document that made the job says otherwise. */
export function managedLine({ t }: Canvas, { managed_by }: Job): Line[] {
  return managed_by === undefined
    ? []
    : [[span(` ${t.jobs.detail.managed(managed_by)}`, "accent")]];
}

function stateLine(canvas: Canvas, job: Job): Span[] {
  const { state, t, sym } = canvas;
  const detail = t.jobs.detail;
  const condition = conditionOf(state, job);
  const looks = conditionLooks(condition, sym, t);
  const past = state.executions.history.get(job.job_id) ?? [];
  const average = averageMs(past);
  const [execution] = runningByJob(state.executions.byId).get(job.job_id) ?? [];
  const category = span(
    ` ${sym.separator} ${detail.category(categoryName(state, job.category_id))}`,
    "dim",
  );
  if (execution !== undefined) {
    const took = state.now - (momentOf(execution.started_time) ?? state.now);
    const bar = average === undefined
      ? ""
      : ` ${progressBar(took / average, 10, sym)} ${detail.ofAverage(duration(average))}`;
    return [
      span(`${looks.glyph} ${looks.text} ${countdown(took)}${bar}`, looks.tone),
      span(` ${sym.separator} ${detail.by[execution.trigger]}`, "dim"),
      category,
    ];
  }
  const last = lastEnded(past);
  const ended = last === undefined ? "" : whenText(canvas, job, last.ended || last.at);
  // Some conditions are not what the last run ended as: the job is paused now, and ran earlier.
  const isOfRun = condition === "ok" || condition === "failed" || condition === "stopped";
  const said = ended === "" ? detail.never : isOfRun ? ended : detail.lastRun(ended);
  const averageText = average === undefined
    ? ""
    : ` ${sym.separator} ${detail.average(duration(average))}`;
  return [
    span(`${looks.glyph} ${looks.text}`, looks.tone),
    span(`${isOfRun ? "" : ` ${sym.separator}`} ${said}${averageText}`),
    category,
  ];
}

function nextLine(canvas: Canvas, job: Job): Span[] {
  const { t, state, sym } = canvas;
  const { stats, isStatsOld = false } = state.facts.get(job.job_id) ?? {};
  const share = stats === undefined
    ? heldShare(canvas, job)
    : successText(t, stats.total, isStatsOld);
  const next = job.next_run_time === "" ? t.jobs.noNext : whenText(canvas, job, job.next_run_time);
  const pause = pauseText(canvas, job);
  const words = pause !== "" ? pause : `${t.jobs.detail.next} ${next}`;
  return [span(words), span(share === "" ? "" : ` ${sym.separator} ${share}`, "dim")];
}

/** Why, until when and by whom the job is paused; "" while it is not. */
export function pauseText({ state, t, sym }: Canvas, job: Job): string {
  const pause = pauseOf(state, job);
  if (pause === undefined) return "";
  const until = pause.until === "" ? "" : t.pauses.until(dateText(state, pause.until, t));
  const reason = pause.reason === "" ? t.jobs.paused : t.pauses.paused(pause.reason);
  return [reason, until, pause.by].filter((part) => part !== "").join(` ${sym.separator} `);
}

/** The share of the executions that are known, until the server has told its figures: marked as partial. */
function heldShare({ state, t }: Canvas, job: Job): string {
  const past = state.executions.history.get(job.job_id) ?? [];
  const { failed, counted } = countFailures(past.map(({ state }) => state));
  if (counted === 0) return "";
  return `~${t.jobs.detail.succeeded(((1 - failed / counted) * 100).toFixed(0), counted)}`;
}

function whenText({ state, t }: Canvas, job: Job, iso: string): string {
  const { now, prefs } = state;
  const at = momentOf(iso);
  if (at === undefined) return "";
  if (prefs.timeMode !== "relative") {
    return clockTime(at, now, zoneOf(prefs.timeMode, job.timezone), t.weekdays);
  }
  return at > now ? t.jobs.nextIn(countdown(at - now)) : t.home.ago(countdown(now - at));
}

function lastError({ state, sym, t }: Canvas, job: Job): Line[] {
  const last = lastEnded(state.executions.history.get(job.job_id));
  if (last === undefined || isSuccess(last.state) || last.description === "") return [];
  const looks = stateLooks(last.state, sym, t);
  return [[span(` ${looks.glyph} ${last.description}`, looks.tone)]];
}

export function policyText({ t, sym }: Canvas, job: Job): string {
  const detail = t.jobs.detail;
  return [
    detail.overlap[job.overlap],
    detail.retries(job.max_retries),
    ...(job.timeout_seconds > 0 ? [detail.timeout(duration(job.timeout_seconds * 1000))] : []),
  ].join(` ${sym.separator} `);
}
