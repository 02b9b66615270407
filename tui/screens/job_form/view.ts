import type { Canvas } from "../../components/canvas.ts";
import { ruleLine } from "../../terminal/lines.ts";
import { localZone, offsetOf, wallOf, zoneOf } from "../../texts/format.ts";
import { wrap } from "../../terminal/text.ts";
import { type Line, span } from "../../terminal/theme.ts";
import type { FormContext } from "../../forms/form_kind.ts";
import { classOf } from "./arguments.ts";
import { presentPreview, questionOf } from "./preview.ts";
import { isCrontab } from "./schedule.ts";

/** The parts of `2026-11-23T02:00:00+09:00`. */
export interface Fire {
  readonly at: number;
  readonly date: string;
  readonly time: string;
  readonly offset: string;
}

export function fireOf({ time, local_time }: { time: string; local_time: string }): Fire {
  const [, date = "", clock = "", offset = ""] =
    /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::[\d.]+)?(.*)$/.exec(local_time) ?? [];
  return { at: Date.parse(time), date, time: clock, offset };
}

/** The time of a fire, with its day if the day differs from `before`. */
export function fireText(fire: Fire, before: string, weekdays: readonly string[]): string {
  const day = weekdays[new Date(`${fire.date}T00:00:00Z`).getUTCDay()] ?? "";
  return fire.date === before ? fire.time : `${day} ${fire.date.slice(5)} ${fire.time}`;
}

/** The rows below the schedule in narrow terminals: the schedule in words and the next fires. */
export function scheduleBelow(field: string, canvas: Canvas, context: FormContext): Line[] {
  const last = isCrontab(context) ? "cron" : "week";
  if (field !== last || canvas.height < 8) return [];
  const { t, sym, state } = canvas;
  const preview = presentPreview(context);
  if (preview === undefined) return [[span(askingText(canvas, context), "dim")], []];
  if (preview.kind === "refused") {
    // In a wider terminal the row of the field shows the reason.
    const reason = canvas.width >= 60 ? "" : `${sym.late} ${preview.details[0]?.reason ?? ""}`;
    return [[span(reason, "bad")], []];
  }
  if (preview.kind === "unknown") return [[span(preview.error, "dim")], []];
  const { fires, descriptions, note } = preview.preview;
  let before = wallOf(state.now, preview.preview.timezone).date;
  const times = fires.map(fireOf).map((fire) => {
    const text = fireText(fire, before, t.weekdays);
    before = fire.date;
    return text;
  });
  const offsets = [...new Set(fires.map((fire) => fireOf(fire).offset))].join(" ");
  const next = times.length === 0
    ? note || t.jobForm.noFire
    : `${t.jobForm.next(times.join(` ${sym.separator} `))} (${offsets})`;
  return [
    [span(descriptions[state.prefs.language], "ok")],
    [span(next, times.length === 0 ? "warn" : "dim")],
  ];
}

/** No question is sent for an empty schedule. */
function askingText({ t }: Canvas, context: FormContext): string {
  return questionOf(context) === undefined ? "" : t.jobForm.asking;
}

/** The pane beside the form in wide terminals: each fire in its zone and the local zone, and the class. */
export function jobAside(canvas: Canvas, context: FormContext): Line[] {
  const { width, t } = canvas;
  return [
    ruleLine(canvas, t.jobForm.nextFires),
    ...firesOf(canvas, context),
    [],
    ruleLine(canvas, t.jobForm.classNotes),
    ...classLines(canvas, context, width),
  ];
}

function firesOf(canvas: Canvas, context: FormContext): Line[] {
  const { t, state, width, sym } = canvas;
  const preview = presentPreview(context);
  if (preview === undefined) return [[span(` ${askingText(canvas, context)}`, "dim")]];
  if (preview.kind === "unknown") return [[span(` ${preview.error}`, "dim")]];
  if (preview.kind === "refused") {
    return preview.details.flatMap(({ field, reason }) =>
      wrap(`${sym.late} ${field}: ${reason}`, width - 2).map((
        text,
      ): Line => [span(` ${text}`, "bad")])
    );
  }
  const { fires, descriptions, note, timezone } = preview.preview;
  const rows = fires.map(fireOf).map((fire): Line => {
    const zone = zoneOf(state.prefs.timeMode, localZone);
    const here = wallOf(fire.at, zone);
    const isElsewhere = offsetOf(fire.at, zone) !== fire.offset.replace("Z", "+00:00");
    const time = `${here.date.slice(5)} ${here.time.slice(0, 5)}`;
    const hereText = zone === "UTC" ? `UTC ${time}` : t.jobForm.local(time);
    return [
      span(` ${fireText(fire, "", t.weekdays)} ${fire.offset}`),
      ...(isElsewhere ? [span(`  ${hereText}`, "dim")] : []),
    ];
  });
  return [
    ...wrap(descriptions[state.prefs.language], width - 2)
      .map((text): Line => [span(` ${text}`, "ok")]),
    [span(` ${timezone}`, "dim")],
    ...rows,
    ...(note === "" ? [] : wrap(note, width - 2).map((text): Line => [span(` ${text}`, "warn")])),
  ];
}

function classLines({ t }: Canvas, context: FormContext, width: number): Line[] {
  const known = classOf(context);
  if (known === undefined) return [];
  const paragraph = (text: string, tone?: "dim" | "warn"): Line[] =>
    wrap(text, width - 2).map((row) => [span(` ${row}`, tone)]);
  return [
    ...paragraph(known.notes),
    ...(known.available
      ? []
      : paragraph(t.jobForm.unavailable(known.unavailable_reason ?? ""), "warn")),
    ...known.arguments.flatMap(({ name, type, description, required }) =>
      paragraph(`${name}: ${description} (${t.jobForm.argumentHelp(type, required)})`, "dim")
    ),
  ];
}
