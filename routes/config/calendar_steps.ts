import type { Calendar, CalendarDraft } from "../../scheduler/model/calendars/calendar.ts";
import type { CalendarId } from "../../scheduler/model/ids.ts";
import {
  changeCalendar,
  createCalendar,
  deleteCalendar,
} from "../../scheduler/store/calendars/calendars.ts";
import { nameKey } from "../../scheduler/store/kv/keys.ts";
import { understandCalendar } from "../calendars/wire.ts";
import type { ConfigCalendar } from "../contract/config/entries.ts";
import { given } from "../http/given.ts";
import { calendarChangeEntries, calendarEntry as auditEntryOf } from "../logs/timing_audit.ts";
import { calendarEntry } from "./entries.ts";
import { changeOf, creation, deletionOf } from "./admin_steps.ts";
import { planRecords } from "./plan_records.ts";
import {
  changesOf,
  mustBeVersion,
  type Part,
  type Planning,
  type Step,
  stillThere,
} from "./step.ts";

/** @param sent absent: the document says nothing of calendars. */
export function planCalendars(
  planning: Planning,
  sent: readonly ConfigCalendar[] | null | undefined,
): Promise<Part> {
  const { state } = planning;
  return planRecords<ConfigCalendar, Calendar>(planning, {
    list: "calendars",
    sent,
    present: state.calendars,
    about: ({ name, owner }) => ({ identity: nameKey(name), owner }),
    find({ name }) {
      const identity = nameKey(name);
      return { identity, known: state.calendars.find((one) => nameKey(one.name) === identity) };
    },
    create: async (entry) => newStep(planning, await draftOf(planning, entry)),
    change: async (entry, known) => changeStep(planning, await draftOf(planning, entry), known),
    delete: (known) => deletion(planning, known),
  });
}

/** The calendar that an entry describes: what it leaves out is empty. */
function draftOf(
  { deps, now }: Planning,
  { known_until, ...entry }: ConfigCalendar,
): Promise<CalendarDraft> {
  const empty = {
    name: "",
    description: "",
    timeZone: deps.defaults.timeZone,
    dates: [],
    windows: [],
    times: [],
  };
  return understandCalendar(entry, { ...empty, ...given("knownUntil", known_until) }, now);
}

function newStep(planning: Planning, draft: CalendarDraft): Step {
  const { deps: { db }, actor, now, owner, names } = planning;
  names.calendars.add(names.plannedNumber() as CalendarId, draft.name);
  return creation(planning, "calendar", {
    name: draft.name,
    changes: changesOf({}, calendarEntry(draft), ["name"]),
    async perform() {
      const told = (calendar: Calendar) => [auditEntryOf(actor, "added", calendar, now)];
      const made = await createCalendar(db, { ...draft, owner }, now, told);
      names.calendars.add(made.id, made.name);
    },
  });
}

function changeStep(planning: Planning, draft: CalendarDraft, before: Calendar): Step | undefined {
  const { deps: { db }, actor, now, owner, names } = planning;
  names.calendars.add(before.id, draft.name);
  const changes = changesOf(calendarEntry(before), calendarEntry(draft));
  return changeOf(planning, "calendar", before, changes, async (adopted) => {
    const told = (old: Calendar, after: Calendar) => calendarChangeEntries(actor, old, after, now);
    const edit = () => ({ ...draft, ...given("owner", adopted ? owner : before.owner) });
    stillThere(await changeCalendar(db, before.id, edit, now, told, mustBeVersion(before)));
  });
}

function deletion(planning: Planning, calendar: Calendar): Step {
  const { deps: { db }, actor, now } = planning;
  return deletionOf(planning, "calendar", calendar, async () => {
    const told = (gone: Calendar) => [auditEntryOf(actor, "deleted", gone, now)];
    stillThere(await deleteCalendar(db, calendar.id, now, told, mustBeVersion(calendar)));
  });
}
