import ICAL from "ical.js";
import { instantOfWall, isTimeZone } from "../../cron/mod.ts";
import { Refusal } from "../refusal.ts";
import { day, type Instant } from "../time.ts";
import type { CalendarDraft } from "./calendar.ts";

/** Events that ended longer ago than this are left out. */
const pastMs = 400 * day;
/** How far ahead repeated events are worked out. */
const aheadMs = 10 * 366 * day;
/** The most occurrences of all events together, and the most that are looked at for one event. */
const mostOccurrences = 5000;
const mostLookedAt = 50_000;
const longestName = 60;

/** What an ICS text holds: whole days, stretches of time, and up to when its repeated events are known. */
export type IcsContent = Pick<CalendarDraft, "dates" | "times" | "knownUntil">;

/**
 * Reads the events of an ICS text (RFC 5545). Repeated events are worked out for ten years from now on. An event of whole days becomes
 * dates. Another event becomes a stretch of time: in the zone that it names, where that is an IANA zone or the text describes
 * it, and otherwise in the zone of the calendar. Cancelled events do not count.
 * @throws Refusal `invalid` for a text that is no calendar, or has too many events.
 */
export function readIcs(text: string, timeZone: string, now: Instant): IcsContent {
  const root = parse(text);
  const reading = new Reading(timeZone, now);
  for (const component of root.getAllSubcomponents("vevent")) {
    if (component.getFirstPropertyValue("status") === "CANCELLED") continue;
    if (!component.hasProperty("dtstart")) throw bad("has an event without DTSTART");
    addEvent(reading, component);
  }
  return reading.content;
}

function addEvent(reading: Reading, component: ICAL.Component): void {
  try {
    const event = new ICAL.Event(component);
    // The event that it changes brings it along.
    if (!event.isRecurrenceException()) reading.add(event);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    // The library throws plain errors for values that make no sense.
    throw bad("has an event that cannot be read");
  }
}

function parse(text: string): ICAL.Component {
  try {
    const parsed: unknown[] = ICAL.parse(text);
    const root = new ICAL.Component(Array.isArray(parsed[0]) ? parsed[0] : parsed);
    if (root.name === "vcalendar") return root;
  } catch {
    // Refused below, as any other text that holds no calendar.
  }
  throw bad("must be an iCalendar text that begins with BEGIN:VCALENDAR");
}

class Reading {
  readonly #timeZone: string;
  readonly #from: Instant;
  readonly #to: Instant;
  readonly #dates: CalendarDraft["dates"] = [];
  readonly #times: CalendarDraft["times"] = [];
  #isCut = false;

  constructor(timeZone: string, now: Instant) {
    this.#timeZone = timeZone;
    this.#from = now - pastMs;
    this.#to = now + aheadMs;
  }

  get content(): IcsContent {
    const known = this.#isCut ? { knownUntil: this.#to } : {};
    return { dates: this.#dates, times: this.#times, ...known };
  }

  add(event: ICAL.Event): void {
    if (!event.isRecurring()) return this.#addOne(event, event.startDate, event.endDate);
    const steps = event.iterator();
    for (let looked = 0;; looked++) {
      const next = steps.next();
      if (!next) return;
      if (looked >= mostLookedAt) {
        throw bad(`has an event with more than ${mostLookedAt} repetitions`);
      }
      if (this.#instantOf(event, next) > this.#to) {
        this.#isCut = true;
        return;
      }
      const { item, startDate, endDate } = event.getOccurrenceDetails(next);
      this.#addOne(item, startDate, endDate);
    }
  }

  #addOne(event: ICAL.Event, start: ICAL.Time, end: ICAL.Time): void {
    const name = (event.summary ?? "").slice(0, longestName);
    if (start.isDate) {
      const [from, to] = [dayOf(start), Math.max(dayOf(start), dayOf(end) - 1)];
      if ((to + 1) * day > this.#from) this.#dates.push({ from, to, name });
    } else {
      const [from, to] = [this.#instantOf(event, start), this.#instantOf(event, end)];
      if (to > this.#from && to > from) this.#times.push({ from, to, name });
    }
    if (this.#dates.length + this.#times.length > mostOccurrences) {
      throw bad(`has more than ${mostOccurrences} events and repetitions`);
    }
  }

  #instantOf(event: ICAL.Event, time: ICAL.Time): Instant {
    if (time.zone === ICAL.Timezone.utcTimezone) return time.toUnixTime() * 1000;
    const named = event.component.getFirstProperty("dtstart")?.getFirstParameter("tzid") ?? "";
    if (!isTimeZone(named) && time.zone?.component) return time.toUnixTime() * 1000;
    const { year, month, day: ofMonth, hour, minute, second } = time;
    const wall = Date.UTC(year, month - 1, ofMonth, hour, minute, second);
    return instantOfWall(isTimeZone(named) ? named : this.#timeZone, wall);
  }
}

function dayOf({ year, month, day: ofMonth }: ICAL.Time): number {
  return Date.UTC(year, month - 1, ofMonth) / day;
}

function bad(reason: string): Refusal {
  return Refusal.invalid([{ field: "ics", reason }]);
}
