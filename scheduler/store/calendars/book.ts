import { mostCalendars } from "../../model/calendars/calendar.ts";
import { Calendars, noCalendars } from "../../model/calendars/exclusion.ts";
import { calendarsOf, type Timing } from "../../model/calendars/timing.ts";
import type { JobId } from "../../model/ids.ts";
import { Refusal } from "../../model/refusal.ts";
import type { Commit } from "../kv/commit.ts";
import type { Absent, Database, Entry } from "../kv/database.ts";
import type { Unreadable } from "../kv/faults/unreadable.ts";
import { keys } from "../kv/keys.ts";
import { indexMark } from "../kv/records.ts";

/** All calendars as they were read, and the entry that each change of a calendar writes. */
export interface CalendarBook {
  readonly head: Entry<number> | Absent | Unreadable;
  readonly calendars: Calendars;
}

const read = new WeakMap<Database, CalendarBook>();

/** All calendars. While none changes, this is one read of a small record. */
export async function readBook(db: Database): Promise<CalendarBook> {
  for (;;) {
    const head = await db.read(keys.calendar.head);
    const known = read.get(db);
    if (known !== undefined && known.head.versionstamp === head.versionstamp) return known;
    const found = head.versionstamp === null
      ? []
      : await db.list(keys.calendar.all, { limit: mostCalendars });
    const calendars = found.length === 0
      ? noCalendars
      : new Calendars(found.map(({ value }) => value));
    const again = await db.read(keys.calendar.head);
    // Otherwise a calendar was changed between the reads.
    if (again.versionstamp === head.versionstamp) {
      const book = { head, calendars };
      read.set(db, book);
      return book;
    }
  }
}

/** Adds to a commit that it relies on the calendars as the book has them. */
export function addBookCheck(work: Commit, { head }: CalendarBook, timing: Timing | undefined) {
  if (calendarsOf(timing).length > 0) work.check(head);
}

/**
 * Adds to a commit that a job uses its calendars from now on. The commit fails when one of them is changed or deleted meanwhile.
 * @throws Refusal `invalid` when there is no such calendar.
 */
export function addCalendarUse(work: Commit, book: CalendarBook, timing: Timing | undefined): void {
  mustBeCalendars(timing, book.calendars);
  for (const id of calendarsOf(timing)) work.set(keys.calendar.use(id), indexMark);
  addBookCheck(work, book, timing);
}

/** @throws Refusal `invalid` that names a calendar which is not there. */
export function mustBeCalendars(timing: Timing | undefined, calendars: Calendars): void {
  for (const [field, ids] of [["not_on", timing?.notOn], ["only_on", timing?.onlyOn]] as const) {
    for (const id of ids ?? []) {
      if (calendars.at(id) === undefined) {
        throw Refusal.invalid([{ field, reason: `there is no calendar ${id}` }]);
      }
    }
  }
}

/** Writes which calendars a job uses, where that changes. */
export function addUseRows(
  work: Commit,
  job: JobId,
  before: Timing | undefined,
  after: Timing | undefined,
): void {
  const [old, now] = [new Set(calendarsOf(before)), new Set(calendarsOf(after))];
  for (const id of old.difference(now)) work.delete(keys.calendar.job(id, job));
  for (const id of now.difference(old)) work.set(keys.calendar.job(id, job), indexMark);
}
