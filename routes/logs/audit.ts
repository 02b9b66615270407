import type { AuditEntry, AuditEvent } from "../../scheduler/model/audit_entry.ts";
import { type Caller, callerName } from "../../scheduler/model/caller.ts";
import { type AuditEntryId, newId } from "../../scheduler/model/ids.ts";
import type { Job } from "../../scheduler/model/job.ts";
import { cutText, storedSize } from "../../scheduler/model/json.ts";
import type { Instant } from "../../scheduler/model/time.ts";
import { jobToWire } from "../jobs/wire.ts";
import { isoTime } from "../http/times.ts";

/** In bytes: an entry must stay below the largest value that the database takes. */
const longestDescription = 40 * 1024;

/** In bytes: a longer value is shown as cut text, so that the description around it stays valid JSON. */
const longestValue = 3 * 1024;

export function auditEntry(
  caller: Caller,
  job: Pick<Job, "id" | "name" | "categoryId">,
  event: AuditEvent,
  description: string,
  now: Instant,
): AuditEntry {
  return {
    id: newId<AuditEntryId>(now),
    jobId: job.id,
    jobName: job.name,
    categoryId: job.categoryId,
    event,
    username: callerName(caller),
    description: cutText(description, longestDescription),
    createdAt: now,
  };
}

/** The description of `added`. */
export function argumentsText({ pubArgs }: Job): string {
  return JSON.stringify(pubArgs);
}

/** The description of `deleted`: the whole job. */
export function jobText(job: Job): string {
  const fields = Object.entries(jobToWire(job)).map(([name, value]) => [name, showable(value)]);
  return JSON.stringify(Object.fromEntries(fields), null, 2);
}

/** Fields that every change changes; the entry leaves them out. */
const unsaid = new Set(["version", "updated_at"]);

/**
 * The entries of an edit: one `modified`, with each changed field before and after. A move to another category has one for
 * each side, and neither tells the values of the other side: who sees one category must not read the arguments that the
 * job had, or gets, in another. Who sees both categories reads all values in the two entries.
 */
export function editEntries(caller: Caller, before: Job, after: Job, now: Instant): AuditEntry[] {
  const entry = (of: Job, sides: readonly Side[]) =>
    auditEntry(caller, of, "modified", changesText(before, after, sides, now), now);
  if (before.categoryId === after.categoryId) return [entry(after, ["old", "new"])];
  return [entry(before, ["old"]), entry(after, ["new"])];
}

type Side = "old" | "new";

/** The description of `modified`. The values of a side that is left out are null, except for the category itself. */
function changesText(before: Job, after: Job, sides: readonly Side[], now: Instant): string {
  const [old, changed] = [jobToWire(before), jobToWire(after)];
  const changes: Record<string, Record<Side, unknown>> = {};
  for (const name of Object.keys(changed) as (keyof typeof changed)[]) {
    if (unsaid.has(name) || isSame(old[name], changed[name])) continue;
    const isTold = (side: Side) => sides.includes(side) || name === "category_id";
    changes[name] = {
      old: isTold("old") ? showable(old[name]) : null,
      new: isTold("new") ? showable(changed[name]) : null,
    };
  }
  return JSON.stringify({ changes, timestamp: isoTime(now) }, null, 2);
}

/** Whether two values have the same JSON. */
export function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function showable(value: unknown): unknown {
  const text = JSON.stringify(value);
  return storedSize(text) > longestValue ? cutText(text, longestValue) : value;
}
