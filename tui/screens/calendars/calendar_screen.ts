import { goneText, loadingText } from "../../components/unread_text.ts";
import type { Calendar } from "../../../routes/contract/timing/calendars.ts";
import type { App, Handlers, Screen } from "../../app.ts";
import { copy, showCopyMenu } from "../../commands/copying.ts";
import { keepUpSearch, textCommands, withheldFromTexts } from "../../commands/searching.ts";
import { type Canvas, within } from "../../components/canvas.ts";
import { countText } from "../../components/count_text.ts";
import { dateText } from "../../components/date_text.ts";
import { matchText, textRows } from "../../components/text_rows.ts";
import { readCalendars } from "../../server/reading.ts";
import { currentView } from "../../state/view.ts";
import { beside, ruleLine, toHeight } from "../../terminal/lines.ts";
import { cut } from "../../terminal/text.ts";
import { type Line, span } from "../../terminal/theme.ts";
import { calendarCommands, chosenCalendar, usesOf } from "./acts.ts";
import { entryRows } from "./entry_rows.ts";
import { daysIn, monthAfter, todayIn } from "./days.ts";
import { inColumns, legend, monthHeight, monthLines, monthWidth } from "./month.ts";
import { nextText } from "./screen.ts";

const list = "calendar";
/** From this width on, two months stand side by side. */
const wide = 100;
/** Narrower terminals have the list alone. */
const narrow = 60;
const yearMonths = 12;

const moves: Handlers = {
  month_before: (app) => moveBy(app, -1),
  month_after: (app) => moveBy(app, 1),
  year_before: (app) => moveBy(app, -yearMonths),
  year_after: (app) => moveBy(app, yearMonths),
  month_now: (app) => app.dispatch({ type: "calendar_month", month: 0 }),
};

/** One calendar: what it covers, in months and as a list. */
export const calendarScreen: Screen = {
  id: "calendar",
  view,
  entered: async (app) => {
    app.dispatch({ type: "calendar_month", month: 0 });
    await readCalendars(app);
  },
  refreshed: readCalendars,
  attended: keepUpSearch,
  withholds: [...withheldFromTexts, "copy_name"],
  commands: {
    ...textCommands,
    ...calendarCommands,
    ...moves,
    copy_id: (app) => {
      const calendar = chosenCalendar(app);
      if (calendar !== undefined) copy(app, String(calendar.id), String(calendar.id));
    },
    copy_json: (app) => {
      const calendar = chosenCalendar(app);
      if (calendar !== undefined) copy(app, JSON.stringify(calendar, null, 2), "JSON");
    },
    copy_menu: (app) => showCopyMenu(app, ["copy_line", "copy_id", "copy_json"]),
  },
};

/** Some hundred years in either direction are enough. */
const mostMonths = 1200;

function moveBy(app: App, by: number): void {
  const month = Math.max(-mostMonths, Math.min(mostMonths, app.state.calendars.month + by));
  app.dispatch({ type: "calendar_month", month });
}

function view(canvas: Canvas): readonly Line[] {
  const { state, t, width, height } = canvas;
  const calendar = state.calendars.byId.get(currentView(state.view).id ?? "");
  if (calendar === undefined) {
    const isRead = state.calendars.phase === "ready" || state.calendars.phase === "missing";
    const said = isRead ? goneText(canvas, t.calendars.gone) : loadingText(canvas);
    return [ruleLine(canvas, t.tabs.calendar), [span(`  ${said}`, "dim")]];
  }
  const facts = factLines(canvas, calendar);
  const body = within(canvas, width, Math.max(1, height - 1 - facts.length));
  const today = todayIn(calendar, state.now);
  const first = monthAfter(today, state.calendars.month);
  const columns = width < narrow ? 0 : width < wide ? 1 : 2;
  const rowsOfMonths = Math.max(1, Math.min(4, Math.floor((body.height - 1) / monthHeight)));
  const months = Array.from({ length: columns * rowsOfMonths }, (_, i) => monthAfter(first, i));
  const left = columns * (monthWidth + 1);
  const right = columns === 0 ? width : width - left - 1;
  const until = monthAfter(first, Math.max(1, months.length));
  const rows = entryRows({ ...canvas, width: right - 2 }, calendar, first, until);
  const head = ruleLine(canvas, calendar.name, matchText(canvas, list, rows), true);
  const entries = textRows(within(canvas, right, body.height), {
    ...{ name: list, rows, height: body.height, isFocused: true },
  });
  if (columns === 0) return [head, ...facts, ...entries];
  const grids = months.map((month) => monthLines(canvas, calendar, month, today));
  const block = inColumns(grids, columns, monthWidth + 1, monthHeight);
  const months_ = [...toHeight(block, Math.max(0, body.height - 1)), legend(canvas)];
  return [
    head,
    ...facts,
    ...beside(canvas, months_, left, toHeight(entries, body.height), right),
  ];
}

/** What the calendar is, in two rows. */
function factLines(canvas: Canvas, calendar: Calendar): Line[] {
  const { state, t, sym, width } = canvas;
  const texts = t.calendars;
  const { windows, times, known_until, managed_by } = calendar;
  const joined = (parts: readonly string[]) =>
    parts.filter((part) => part !== "").join(` ${sym.separator} `);
  const [uses, days] = [usesOf(canvas, calendar), daysIn(calendar)];
  const counts = [
    calendar.timezone,
    ...(days > 0 || windows.length + times.length === 0 ? [texts.dayCount(days)] : []),
    ...(windows.length > 0 ? [texts.windowCount(windows.length)] : []),
    ...(times.length > 0 ? [texts.timeCount(times.length)] : []),
    known_until === "" ? "" : texts.knownUntil(dateText(state, known_until, t)),
  ];
  const use = [
    texts.usedBy(countText(canvas, uses, "jobs")),
    texts.nextIs(nextText(canvas, calendar)),
    managed_by === undefined ? "" : `${t.admin.managed} ${t.admin.managedBy(managed_by)}`,
  ];
  return [
    [span(cut(` ${joined(counts)}`, width, sym.ellipsis))],
    [span(cut(` ${joined(use)}`, width, sym.ellipsis))],
  ];
}
