import type { AuditEntry, AuditEvent } from "../../scheduler/model/audit_entry.ts";
import type { Caller } from "../../scheduler/model/caller.ts";
import type { Monitor } from "../../scheduler/model/monitors/monitor.ts";
import { jobIdOf } from "../../scheduler/model/monitors/monitor_execution.ts";
import type { Instant } from "../../scheduler/model/time.ts";
import { isoTime } from "../http/times.ts";
import { auditEntry, isSame } from "../logs/audit.ts";
import { settingsToWire } from "./wire.ts";

export function monitorEntry(
  caller: Caller,
  { id, name, categoryId }: Pick<Monitor, "id" | "name" | "categoryId">,
  event: AuditEvent,
  description: string,
  now: Instant,
): AuditEntry {
  return auditEntry(caller, { id: jobIdOf(id), name, categoryId }, event, description, now);
}

/** The description of `deleted`: the whole monitor. */
export function monitorText(monitor: Monitor): string {
  return JSON.stringify(settingsToWire(monitor), null, 2);
}

/** The entries of an edit, as those of a job: a move to another category has one for each side. */
export function monitorEdits(
  caller: Caller,
  before: Monitor,
  after: Monitor,
  now: Instant,
): AuditEntry[] {
  const isMoved = before.categoryId !== after.categoryId;
  const entry = (of: Monitor, [showsOld, showsNew]: readonly [boolean, boolean]) =>
    monitorEntry(caller, of, "modified", changesText(before, after, showsOld, showsNew, now), now);
  if (!isMoved) return [entry(after, [true, true])];
  return [entry(before, [true, false]), entry(after, [false, true])];
}

/** The values of a side that is left out are null, except for the category itself. */
function changesText(
  before: Monitor,
  after: Monitor,
  showsOld: boolean,
  showsNew: boolean,
  now: Instant,
): string {
  const old: Record<string, unknown> = settingsToWire(before);
  const changed: Record<string, unknown> = settingsToWire(after);
  const changes: Record<string, { old: unknown; new: unknown }> = {};
  for (const name of new Set([...Object.keys(old), ...Object.keys(changed)])) {
    if (isSame(old[name], changed[name])) continue;
    const isCategory = name === "category_id";
    changes[name] = {
      old: showsOld || isCategory ? old[name] ?? null : null,
      new: showsNew || isCategory ? changed[name] ?? null : null,
    };
  }
  return JSON.stringify({ changes, timestamp: isoTime(now) }, null, 2);
}
