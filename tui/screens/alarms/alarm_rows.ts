import type { Alarm } from "../../../routes/contract/alarms/alarms.ts";
import type { Canvas } from "../../components/canvas.ts";
import { fieldRows, headRow, type TextRow, widestOf } from "../../components/text_rows.ts";
import { stageOf } from "../../state/inbox.ts";
import { categoryName } from "../../state/selectors.ts";
import { duration, localZone, momentOf, wallOf, zoneOf } from "../../texts/format.ts";
import { alarmLooks, stageText } from "./looks.ts";

/** Month, day, hour and minute of a step stand where the labels are. */
const timeWidth = 11;

/** All that is known of an alarm, and what happened to it. */
export function alarmTextRows(canvas: Canvas, alarm: Alarm): TextRow[] {
  const { state, t, width, sym } = canvas;
  const { labels, kinds, events } = t.alarms;
  const look = { width, labelWidth: Math.max(timeWidth, widestOf(Object.values(labels))) };
  const { glyph, tone } = alarmLooks(stageOf(alarm, state.now), alarm.kind, sym);
  const end = momentOf(alarm.closed_time) ?? state.now;
  const lasted = duration(end - (momentOf(alarm.opened_time) ?? end));
  const opened = `${timeText(canvas, alarm.opened_time)} (${lasted})`;
  const row = (name: keyof typeof labels, value: string) =>
    value === "" ? [] : fieldRows(name, labels[name], value, look);
  const { acknowledged } = alarm;
  return [
    ...fieldRows("stage", labels.stage, `${glyph} ${stageText(canvas, alarm)}`, { ...look, tone }),
    ...row("kind", kinds[alarm.kind]),
    ...row("reason", alarm.reason),
    ...fieldRows("job", t.alarms.subjects[alarm.subject.kind], alarm.subject.name, look),
    ...row("category", categoryName(state, alarm.category_id)),
    ...row("opened", opened),
    ...row("last", timeText(canvas, alarm.last_time)),
    ...row("count", String(alarm.count)),
    ...row("closed", timeText(canvas, alarm.closed_time)),
    ...row("note", acknowledged?.note ?? ""),
    ...row("told", t.alarms.times(alarm.notices)),
    ...row("urgent", alarm.urgent ? t.form.yes : ""),
    ...row("first", alarm.first_execution_id),
    ...row("execution", alarm.last_execution_id),
    headRow("history", t.alarms.history),
    ...alarm.history.flatMap((step, i) => {
      const who = step.user === "" ? "" : ` ${t.alarms.by(step.user)}`;
      const note = step.note === "" ? "" : `: ${step.note}`;
      const said = `${events[step.event]}${who}${note}`;
      return fieldRows(`step${i}`, shortTime(canvas, step.time), said, look);
    }),
  ];
}

function timeText({ state }: Canvas, iso: string): string {
  const at = momentOf(iso);
  if (at === undefined) return "";
  const { date, time } = wallOf(at, zoneOf(state.prefs.timeMode, localZone));
  return `${date} ${time}`;
}

/** Month, day, hour and minute: as wide as the labels. */
function shortTime(canvas: Canvas, iso: string): string {
  return timeText(canvas, iso).slice(5, 16);
}
