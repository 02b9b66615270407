import type { Calendar } from "../../../routes/contract/timing/calendars.ts";
import type { App, Handlers } from "../../app.ts";
import { openFiltered, openView } from "../../commands/navigation.ts";
import { chosenIds } from "../../commands/subject.ts";
import { toast, toastNothing } from "../../commands/toasts.ts";
import { byHandLines } from "../../forms/by_hand.ts";
import { showConfirm } from "../../overlays/confirm.ts";
import { jobsByCalendar } from "../../state/selectors.ts";
import { currentView } from "../../state/view.ts";

export const calendarList = "calendars";

/** The commands on calendars, for the list and for the page of one. */
export const calendarCommands: Handlers = {
  new_calendar: (app) => openView(app, "calendar_form"),
  edit_calendar: (app) => {
    const calendar = chosenCalendar(app);
    if (calendar === undefined) toastNothing(app);
    else openView(app, "calendar_form", String(calendar.id));
  },
  calendar_jobs: showJobs,
  delete_calendar: askDelete,
};

/** The calendar of the page, or the one under the cursor. */
export function chosenCalendar({ state, layout }: App): Calendar | undefined {
  const { screen, id } = currentView(state.view);
  const chosen = screen === "calendar" ? id : layout.lists.get(calendarList)?.cursor;
  return state.calendars.byId.get(chosen ?? "");
}

/** How many jobs use the calendar, of those that the user sees. */
export function usesOf({ state }: Pick<App, "state">, { id }: Calendar): number {
  return jobsByCalendar(state.jobs.byId).get(id) ?? 0;
}

/** Opens the list of jobs, filtered by the calendar. */
function showJobs(app: App): void {
  const calendar = chosenCalendar(app);
  if (calendar === undefined) return toastNothing(app);
  if (usesOf(app, calendar) === 0) return toast(app, "warn", app.t.calendars.unused(calendar.name));
  const name = calendar.name.toLowerCase().replaceAll('"', "");
  openFiltered(app, "jobs", `calendar:"${name}"`);
}

function askDelete(app: App): void {
  const texts = app.t.calendars;
  const ids = currentView(app.state.view).screen === "calendar"
    ? [chosenCalendar(app)].flatMap((it) => it === undefined ? [] : [String(it.id)])
    : chosenIds(app, calendarList);
  const calendars = ids.flatMap((id) => app.state.calendars.byId.get(id) ?? []);
  const [first] = calendars;
  if (first === undefined) return toastNothing(app);
  const act = { kind: "delete_calendars", ids } as const;
  const uses = calendars.reduce((sum, it) => sum + usesOf(app, it), 0);
  const lines = [
    uses === 0 ? texts.deleteEffect : texts.inUse(uses),
    ...byHandLines(app.t, calendars),
  ];
  if (ids.length > 1) {
    return showConfirm(app, app.t.admin.deleteMany(ids.length), lines, act, String(ids.length));
  }
  showConfirm(app, texts.delete(first.name), lines, act);
}
