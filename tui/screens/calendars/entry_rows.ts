import type { Calendar } from "../../../routes/contract/timing/calendars.ts";
import type { Canvas } from "../../components/canvas.ts";
import {
  fieldRows,
  headRow,
  plainRows,
  type TextRow,
  widestOf,
} from "../../components/text_rows.ts";
import { dayAfter, stretchesOf } from "./days.ts";
import { weekdayText } from "./screen.ts";

interface Entry {
  readonly id: string;
  readonly first: string;
  readonly when: string;
  readonly name: string;
}

/** What a calendar is for, its dates and times in some months, and the windows of each week. @param until not included. */
export function entryRows(
  canvas: Canvas,
  calendar: Calendar,
  from: string,
  until: string,
): TextRow[] {
  const { t, width } = canvas;
  const texts = t.calendars;
  const entries = entriesOf(canvas, calendar).filter(({ first, last }) =>
    last >= from && first < until
  ).sort((a, b) => a.first === b.first ? 0 : a.first < b.first ? -1 : 1);
  const windows = calendar.windows.map(({ days, from, to }) => ({
    days: days.map((day) => texts.weekdays[day as keyof typeof texts.weekdays] ?? day).join(", "),
    hours: `${from}–${to}`,
  }));
  const look = {
    width,
    labelWidth: Math.min(
      Math.floor(width / 2),
      widestOf([...entries.map(({ when }) => when), ...windows.map(({ days }) => days)]),
    ),
  };
  const { description } = calendar;
  return [
    ...(description === "" ? [] : plainRows("description", description, width, "dim")),
    headRow("dates", texts.inMonths(from.slice(0, 7), dayAfter(until, -1).slice(0, 7))),
    ...(entries.length === 0 ? plainRows("none", texts.noneHere, width, "dim") : []),
    ...entries.flatMap(({ id, when, name }) => entryRow(id, when, name || texts.whole, look)),
    ...(windows.length === 0 ? [] : [headRow("weekly", texts.eachWeek)]),
    ...windows.flatMap(({ days, hours }, i) => entryRow(`window ${i}`, days, hours, look)),
  ];
}

function entryRow(
  id: string,
  when: string,
  what: string,
  look: { readonly width: number; readonly labelWidth: number },
): TextRow[] {
  return fieldRows(id, when, what, look).map((row, i) =>
    i === 0 ? { ...row, text: `${when} ${what}` } : row
  );
}

function entriesOf({ t }: Canvas, calendar: Calendar): (Entry & { readonly last: string })[] {
  const day = (date: string) => `${weekdayText(t.weekdays, date)} ${date.slice(5)}`;
  const dates = calendar.dates.map(({ from, to, name }, i) => ({
    ...{ id: `date ${i}`, first: from, last: to, name },
    when: from === to ? day(from) : `${day(from)} – ${day(to)}`,
  }));
  const times = stretchesOf(calendar).map(({ first, last, from, to, name }, i) => {
    const end = first === last ? to : `${day(last)} ${to}`;
    const hours = `${from} – ${end}`;
    return {
      ...{ id: `time ${i}`, first, last, when: day(first) },
      name: name === "" ? hours : `${hours} ${name}`,
    };
  });
  return [...dates, ...times];
}
