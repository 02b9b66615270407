import type { Calendar } from "../../../routes/contract/timing/calendars.ts";
import type { Canvas } from "../../components/canvas.ts";
import { type Line, lineWidth, span, type Tone } from "../../terminal/theme.ts";
import { coversOf, dayAfter, isWhole, monthAfter, weekdayOf } from "./days.ts";

/** Seven days of four columns. */
export const monthWidth = 28;
/** The name of the month, the names of the days, and up to six weeks. */
export const monthHeight = 8;

/** A month as a grid of weeks that begin on Monday. @param first its first day. */
export function monthLines(
  canvas: Pick<Canvas, "t" | "sym">,
  calendar: Calendar,
  first: string,
  today: string,
): Line[] {
  const { t } = canvas;
  const [year = "", month = ""] = first.split("-");
  const next = monthAfter(first, 1);
  const weeks: Line[] = [];
  for (
    let monday = dayAfter(first, -weekdayOf(first));
    monday < next;
    monday = dayAfter(monday, 7)
  ) {
    weeks.push(
      Array.from({ length: 7 }, (_, i) => dayAfter(monday, i)).flatMap((day) =>
        day < first || day >= next ? [span("    ")] : dayCell(canvas, calendar, day, today)
      ),
    );
  }
  const heads = t.calendars.heads.map((head) => span(` ${head} `, "dim"));
  return [
    [{ text: ` ${t.calendars.month(year, Number(month))}`, tone: "title", strong: true }],
    heads,
    ...weeks,
  ];
}

/** ` 25■`: the mark says how much of the day is covered, and a pointer stands before today. */
function dayCell(
  { sym }: Pick<Canvas, "sym">,
  calendar: Calendar,
  day: string,
  today: string,
): Line {
  const covers = coversOf(calendar, day);
  const isAll = covers.some(isWhole);
  const mark = isAll ? sym.stopped : covers.length > 0 ? sym.stopping : " ";
  const tone: Tone | undefined = isAll ? "paused" : covers.length > 0 ? "warn" : undefined;
  const number = String(Number(day.slice(8))).padStart(2);
  const isNow = day === today;
  return [
    span(isNow ? sym.pointer : " ", "accent"),
    { text: `${number}${mark}`, tone: tone ?? (day < today ? "dim" : undefined), strong: isNow },
  ];
}

/** What the marks mean. */
export function legend({ t, sym }: Pick<Canvas, "t" | "sym">): Line {
  const { allDay, part, today } = t.calendars;
  return [
    span(` ${sym.stopped} `, "paused"),
    span(allDay, "dim"),
    span(`  ${sym.stopping} `, "warn"),
    span(part, "dim"),
    span(`  ${sym.pointer} `, "accent"),
    span(today, "dim"),
  ];
}

/** Blocks of lines in columns of one width each, from the left to the right and then down. */
export function inColumns(
  blocks: readonly (readonly Line[])[],
  columns: number,
  width: number,
  height: number,
): Line[] {
  const rows: Line[] = [];
  for (let at = 0; at < blocks.length; at += columns) {
    const row = blocks.slice(at, at + columns);
    for (let y = 0; y < height; y++) {
      rows.push(row.flatMap((block) => {
        const line = block[y] ?? [];
        return [...line, span(" ".repeat(Math.max(0, width - lineWidth(line))))];
      }));
    }
  }
  return rows;
}
