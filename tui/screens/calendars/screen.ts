import { loadingText, unreadText } from "../../components/unread_text.ts";
import type { Calendar } from "../../../routes/contract/timing/calendars.ts";
import type { App, Screen } from "../../app.ts";
import { openView } from "../../commands/navigation.ts";
import type { Canvas } from "../../components/canvas.ts";
import { countText, readCount } from "../../components/count_text.ts";
import { fieldsOfRows } from "../../components/filter_fields.ts";
import { matches, parseFilter } from "../../components/filter.ts";
import { type Column, inOrder, table } from "../../components/table.ts";
import { readCalendars } from "../../server/reading.ts";
import { listOf } from "../../state/lists.ts";
import { widthOf } from "../../terminal/text.ts";
import type { Line } from "../../terminal/theme.ts";
import { calendarCommands, calendarList, chosenCalendar, usesOf } from "./acts.ts";
import { coversOf, daysIn, kindOf, nextDay, todayIn } from "./days.ts";

export const calendarsScreen: Screen = {
  id: "calendars",
  view,
  entered: readCalendars,
  refreshed: readCalendars,
  commands: { ...calendarCommands, open },
};

function open(app: App): void {
  const calendar = chosenCalendar(app);
  if (calendar !== undefined) openView(app, "calendar", String(calendar.id));
}

function view(canvas: Canvas): readonly Line[] {
  const { state, t } = canvas;
  const texts = t.calendars;
  const { filter, sort, isReversed } = listOf(state.lists, calendarList);
  const terms = parseFilter(filter);
  const { byId, phase, error } = state.calendars;
  const all = [...byId.values()];
  const fieldsOf = (calendar: Calendar) => ({
    name: calendar.name.toLowerCase(),
    kind: kindOf(calendar),
    zone: calendar.timezone.toLowerCase(),
    description: calendar.description.toLowerCase(),
  });
  const shown = all.filter((calendar) => matches(terms, fieldsOf(calendar)));
  const rows = inOrder(
    shown.map((it) => [String(it.id), it] as const),
    isReversed,
    (it) => sortKey(canvas, it, sort),
  );
  const said = {
    ready: texts.empty,
    failed: unreadText(canvas) ?? t.admin.cannotRead(error),
    missing: t.admin.notThere,
    none: loadingText(canvas),
  };
  return table(canvas, {
    name: calendarList,
    title: t.tabs.calendars,
    rows,
    all: readCount(canvas, phase, byId.size),
    sorts: texts.sorts,
    fields: fieldsOfRows(all, ["name", "kind", "zone", "description"], fieldsOf),
    empty: said[phase],
    columns: columnsOf(canvas),
  });
}

function columnsOf(canvas: Canvas): Column<Calendar>[] {
  const { t } = canvas;
  const texts = t.calendars;
  const number = (head: string, width: number, count: (it: Calendar) => number) => ({
    ...{ head, width, align: "right", from: 60 } as const,
    text: (it: Calendar) => String(count(it)),
    tone: (it: Calendar) => count(it) === 0 ? "dim" as const : undefined,
  });
  return [
    {
      head: t.admin.id,
      width: Math.max(3, widthOf(t.admin.id)),
      from: 60,
      align: "right",
      text: (it) => String(it.id),
    },
    { head: t.admin.name, width: 0, sort: "name", text: (it) => it.name },
    { head: texts.kind, width: 6, from: 40, sort: "kind", text: (it) => texts.kinds[kindOf(it)] },
    number(texts.days, 5, daysIn),
    number(texts.windows, 7, ({ windows, times }) => windows.length + times.length),
    {
      ...number(texts.jobs, 5, (it) => usesOf(canvas, it)),
      sort: "jobs",
      text: (it) => countText(canvas, usesOf(canvas, it), "jobs"),
    },
    {
      head: texts.next,
      width: 27,
      from: 60,
      sort: "next",
      text: (it) => nextText(canvas, it),
      tone: (it) => isToday(canvas, it) ? "paused" : undefined,
    },
    { head: texts.zone, width: 18, from: 100, tone: () => "dim", text: (it) => it.timezone },
    {
      head: t.categories.description,
      width: 24,
      from: 130,
      tone: () => "dim",
      text: (it) => it.description,
    },
  ];
}

function isToday({ state }: Canvas, calendar: Calendar): boolean {
  const today = todayIn(calendar, state.now);
  return nextDay(calendar, today) === today;
}

/** `2026-12-25 Fri Christmas`: the next day of which the calendar covers something, in its own zone. */
export function nextText({ state, t }: Canvas, calendar: Calendar): string {
  const today = todayIn(calendar, state.now);
  const day = nextDay(calendar, today);
  if (day === undefined) return t.calendars.never;
  const covers = coversOf(calendar, day);
  const { name = "" } = covers.find(({ name }) => name !== "") ?? {};
  const when = day === today ? t.calendars.today : `${day} ${weekdayText(t.weekdays, day)}`;
  const [first] = covers;
  return `${when} ${name !== "" || first === undefined ? name : `${first.from}–${first.to}`}`
    .trim();
}

export function weekdayText(weekdays: readonly string[], day: string): string {
  return weekdays[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? "";
}

function sortKey(canvas: Canvas, calendar: Calendar, sort: string): string | number {
  const name = calendar.name.toLowerCase();
  if (sort === "kind") return `${kindOf(calendar)} ${name}`;
  if (sort === "jobs") return -usesOf(canvas, calendar);
  // "~" sorts after every date.
  if (sort === "next") return nextDay(calendar, todayIn(calendar, canvas.state.now)) ?? "~";
  return name;
}
