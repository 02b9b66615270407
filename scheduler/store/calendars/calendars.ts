import {
  type Calendar,
  calendarBytes,
  type CalendarDraft,
  mostCalendars,
} from "../../model/calendars/calendar.ts";
import { allCategories } from "../../model/category.ts";
import type { CalendarId, JobId } from "../../model/ids.ts";
import { storedSize } from "../../model/json.ts";
import { Refusal } from "../../model/refusal.ts";
import type { SecurityEntry } from "../../model/security_entry.ts";
import type { Instant } from "../../model/time.ts";
import { addSecurityEntries } from "../access/security_log.ts";
import { addRename, nameTaken } from "../access/unique_names.ts";
import { type Also, Commit, commit } from "../kv/commit.ts";
import { addNumber } from "../kv/counters.ts";
import type { Database } from "../kv/database.ts";
import { keys, nameKey } from "../kv/keys.ts";
import { readBook } from "./book.ts";

/** All calendars, by number. */
export async function listCalendars(db: Database): Promise<Calendar[]> {
  return (await db.list(keys.calendar.all, { limit: mostCalendars })).map(({ value }) => value);
}

export async function findCalendar(db: Database, id: CalendarId): Promise<Calendar | undefined> {
  return (await db.get(keys.calendar.at(id))).value;
}

/**
 * Stores a new calendar.
 * @throws Refusal `conflict` when the name is taken or there are too many, `invalid` when the calendar is too large.
 */
export async function createCalendar(
  db: Database,
  draft: CalendarDraft,
  now: Instant,
  told: (calendar: Calendar) => readonly SecurityEntry[] = () => [],
  also?: Also<Calendar>,
): Promise<Calendar> {
  for (;;) {
    const name = await db.get(keys.calendar.byName(nameKey(draft.name)));
    if (name.value !== undefined) throw nameTaken("calendar", draft.name);
    if ((await listCalendars(db)).length >= mostCalendars) {
      throw new Refusal("conflict", `There are ${mostCalendars} calendars already.`);
    }
    const work = new Commit().check(name);
    const id = await addNumber<CalendarId>(db, work, "calendar");
    const calendar = { ...draft, id, version: 1, createdAt: now, updatedAt: now };
    work.set(keys.calendar.byName(nameKey(draft.name)), id);
    await addCalendar(db, work, calendar);
    addSecurityEntries(work, told(calendar));
    await also?.(work, calendar);
    if (await commit(db, work, now) !== undefined) return calendar;
  }
}

/**
 * Changes a calendar. The jobs that use it are looked at anew by replanJobs().
 * @param mustFit called with the calendar as it is; throws when it must not be changed.
 * @returns the changed calendar; `undefined` when there is none with this number.
 * @throws Refusal `conflict` when the new name is taken, `invalid` when the calendar is too large.
 */
export async function changeCalendar(
  db: Database,
  id: CalendarId,
  edit: (before: Calendar) => CalendarDraft | Promise<CalendarDraft>,
  now: Instant,
  told: (before: Calendar, after: Calendar) => readonly SecurityEntry[] = () => [],
  mustFit?: (before: Calendar) => void,
): Promise<Calendar | undefined> {
  for (;;) {
    const entry = await db.get(keys.calendar.at(id));
    const before = entry.value;
    if (before === undefined) return undefined;
    mustFit?.(before);
    const { createdAt, version } = before;
    const calendar = { ...await edit(before), id, createdAt, version: version + 1, updatedAt: now };
    const work = new Commit().check(entry);
    await addRename<number>(db, work, {
      from: keys.calendar.byName(nameKey(before.name)),
      to: keys.calendar.byName(nameKey(calendar.name)),
      id,
      taken: () => nameTaken("calendar", calendar.name),
    });
    await addCalendar(db, work, calendar);
    work.set(keys.calendar.replan(id), { upTo: "" });
    addSecurityEntries(work, told(before, calendar));
    if (await commit(db, work, now) !== undefined) return calendar;
  }
}

/** How many jobs the refusal of a deletion names. */
const mostNamed = 10;

/**
 * Deletes a calendar that no job uses.
 * @param mustFit called with the calendar as it is; throws when it must not be deleted.
 * @returns whether there was such a calendar.
 * @throws Refusal `conflict` that names the first jobs which use it.
 */
export async function deleteCalendar(
  db: Database,
  id: CalendarId,
  now: Instant,
  told: (calendar: Calendar) => readonly SecurityEntry[] = () => [],
  mustFit?: (calendar: Calendar) => void,
): Promise<boolean> {
  for (;;) {
    const entry = await db.get(keys.calendar.at(id));
    if (entry.value === undefined) return false;
    mustFit?.(entry.value);
    const use = await db.get(keys.calendar.use(id));
    const head = await db.get(keys.calendar.head);
    const jobs = await db.list(keys.calendar.allJobs(id), { limit: mostNamed + 1 });
    if (jobs.length > 0) throw await inUse(db, jobs.map(({ key }) => key.at(-1) as JobId));
    const work = new Commit().check(entry).check(use).check(head)
      .delete(keys.calendar.at(id))
      .delete(keys.calendar.byName(nameKey(entry.value.name)))
      .delete(keys.calendar.use(id))
      .delete(keys.calendar.replan(id))
      .set(keys.calendar.head, (head.value ?? 0) + 1);
    addCalendarChange(work, id);
    addSecurityEntries(work, told(entry.value));
    if (await commit(db, work, now) !== undefined) return true;
  }
}

async function inUse(db: Database, ids: readonly JobId[]): Promise<Refusal> {
  const named = ids.slice(0, mostNamed);
  const jobs = await db.getMany(named.map(keys.job.at));
  const names = jobs.map(({ value }, i) => `${JSON.stringify(value?.name ?? "")} (${named[i]})`);
  const more = ids.length > mostNamed ? " and more" : "";
  return new Refusal("conflict", `Jobs use the calendar: ${names.join(", ")}${more}.`);
}

async function addCalendar(db: Database, work: Commit, calendar: Calendar): Promise<void> {
  if (storedSize(calendar) > calendarBytes) {
    const reason = `holds too many dates and times: it takes more than ${calendarBytes} bytes`;
    throw Refusal.invalid([{ field: "dates", reason }]);
  }
  const { head } = await readBook(db);
  addCalendarChange(work, calendar.id);
  work.check(head).set(keys.calendar.at(calendar.id), calendar)
    .set(keys.calendar.head, (head.value ?? 0) + 1);
}

/** Everybody sees all calendars. */
function addCalendarChange(work: Commit, id: CalendarId): void {
  work.changed({ kind: "calendar", id: String(id), categoryId: allCategories });
}
