import type { Calendar } from "../../scheduler/model/calendars/calendar.ts";
import { allCategories } from "../../scheduler/model/category.ts";
import type { Pause } from "../../scheduler/model/firing/pause.ts";
import type { SecurityEntry } from "../../scheduler/model/security_entry.ts";
import type { Instant } from "../../scheduler/model/time.ts";
import { calendarToWire } from "../calendars/wire.ts";
import { isoTimeOrNothing } from "../http/times.ts";
import { type Actor, changesText, securityEntry } from "./security_audit.ts";

/** The entry of a new or deleted calendar. */
export function calendarEntry(
  actor: Actor,
  event: "added" | "deleted",
  calendar: Calendar,
  now: Instant,
): SecurityEntry {
  const about = { kind: "calendar", event, subject: calendar.name } as const;
  return securityEntry(actor, { ...about, description: JSON.stringify(shown(calendar)) }, now);
}

/** No entry where nothing is different. */
export function calendarChangeEntries(
  actor: Actor,
  before: Calendar,
  after: Calendar,
  now: Instant,
): SecurityEntry[] {
  const changes = changesText(shown(before), shown(after), now);
  const about = { kind: "calendar", event: "modified", subject: after.name } as const;
  return changes === undefined
    ? []
    : [securityEntry(actor, { ...about, description: changes }, now)];
}

function shown(calendar: Calendar) {
  const { name, description, timezone, dates, windows, times } = calendarToWire(calendar);
  return { name, description, timezone, dates, windows, times };
}

/** The entry of a pause of a category, or of everything, that somebody began or ended. */
export function pauseEntry(
  actor: Actor,
  event: "paused" | "resumed",
  { scope, reason, until, fires }: Pause,
  now: Instant,
): SecurityEntry {
  const subject = scope === allCategories ? "everything" : `category ${scope}`;
  const told = { reason, until: isoTimeOrNothing(until), fires };
  const about = { kind: "maintenance", event, subject } as const;
  return securityEntry(actor, { ...about, description: JSON.stringify(told) }, now);
}
