import { loadingText, unreadText } from "../../components/unread_text.ts";
import type { Alarm } from "../../../routes/contract/alarms/alarms.ts";
import type { Screen } from "../../app.ts";
import { type Canvas, within } from "../../components/canvas.ts";
import { dateText } from "../../components/date_text.ts";
import { byId } from "../../components/list_pane.ts";
import { type Column, table } from "../../components/table.ts";
import { stageOf } from "../../state/inbox.ts";
import { categoryName } from "../../state/selectors.ts";
import { beside, ruleLine, toHeight } from "../../terminal/lines.ts";
import type { Line } from "../../terminal/theme.ts";
import { alarmList, alarmScreenCommands, openAlarm } from "./acts.ts";
import { alarmTextRows } from "./alarm_rows.ts";
import { alarmFields, alarmRows } from "./list.ts";
import { alarmLooks, stageText } from "./looks.ts";
import { closedReading } from "./reading.ts";
import { shortReason } from "../../texts/reason.ts";

/** From this width on, the alarm is shown beside the list. */
const wide = 120;

export const alarmsScreen: Screen = {
  id: "alarms",
  zooms: true,
  view,
  entered: (app) => closedReading.read(app),
  attended: (app) => closedReading.keepUp(app),
  commands: { ...alarmScreenCommands, open: openAlarm },
};

function view(canvas: Canvas): readonly Line[] {
  const { state, width, height, t } = canvas;
  if (width < wide || height < 8 || state.view.isZoomed) return alarmsPane(canvas);
  const left = Math.floor(width * 0.6);
  const right = width - left - 1;
  const list = toHeight(alarmsPane(within(canvas, left, height)), height);
  const cursor = canvas.layout.lists.get(alarmList)?.cursor;
  const alarm = state.alarms.byId.get(cursor ?? "");
  const inner = within(canvas, right, height);
  const detail = alarm === undefined
    ? []
    : alarmTextRows(inner, alarm).slice(0, height - 1).map((one) => one.line());
  const title = alarm === undefined ? t.tabs.alarm : alarm.subject.name;
  return beside(canvas, list, left, [ruleLine(inner, title), ...detail], right);
}

function alarmsPane(canvas: Canvas): Line[] {
  const { state, t, sym } = canvas;
  const { alarms } = state;
  const isReading = ["none", "loading"].includes(alarms.phase) || alarms.closed.phase === "loading";
  const { problem } = alarms.closed;
  return table(canvas, {
    name: alarmList,
    title: t.tabs.alarms,
    rows: byId(alarmRows(state), ({ alarm_id }) => alarm_id),
    all: `${alarms.byId.size}${alarms.closed.nextCursor === undefined ? "" : sym.ellipsis}`,
    sorts: t.alarms.sorts,
    fields: alarmFields(state),
    empty: alarms.phase === "missing"
      ? t.admin.notThere
      : alarms.phase === "failed" || (problem !== undefined && alarms.byId.size === 0)
      ? unreadText(canvas) ?? t.admin.cannotRead(problem?.error ?? "")
      : isReading
      ? loadingText(canvas)
      : t.alarms.empty,
    columns: columnsOf(canvas),
  });
}

function columnsOf(canvas: Canvas): Column<Alarm>[] {
  const { state, t, sym, width } = canvas;
  const texts = t.alarms;
  const looks = (alarm: Alarm) => alarmLooks(stageOf(alarm, state.now), alarm.kind, sym);
  const tone = (alarm: Alarm) => looks(alarm).tone;
  return [
    { head: "", width: 1, text: (it) => looks(it).glyph, tone },
    {
      head: texts.job,
      width: width < 60 ? 0 : Math.min(28, Math.floor(width * 0.24)),
      sort: "job",
      text: (it) => it.subject.name,
    },
    { head: texts.kind, width: 8, from: 40, sort: "kind", text: (it) => texts.kinds[it.kind] },
    {
      head: texts.count,
      width: 6,
      from: 50,
      align: "right",
      sort: "count",
      text: (it) => `${it.count}×`,
    },
    {
      head: texts.opened,
      width: 11,
      from: 60,
      sort: "opened",
      text: (it) => dateText(state, it.opened_time, t),
    },
    {
      head: texts.stage,
      width: 22,
      from: 100,
      sort: "state",
      tone,
      text: (it) => stageText(canvas, it),
    },
    {
      head: t.admin.category,
      width: 14,
      sort: "alarm_category",
      from: 130,
      tone: () => "dim",
      text: (it) => categoryName(state, it.category_id),
    },
    ...(width < 60 ? [] : [{
      head: texts.reason,
      width: 0,
      sort: "reason",
      text: (it: Alarm) => shortReason(it.reason),
    }]),
  ];
}
