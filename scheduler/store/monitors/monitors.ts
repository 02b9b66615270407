import type { AuditEntry } from "../../model/audit_entry.ts";
import type { MonitorId } from "../../model/ids.ts";
import type { Monitor } from "../../model/monitors/monitor.ts";
import { Refusal } from "../../model/refusal.ts";
import type { Instant } from "../../model/time.ts";
import { addCategoryUse } from "../access/categories.ts";
import { monitorSubject } from "../alarms/job_rules.ts";
import { alarmFollowUp } from "../alarms/raise.ts";
import { addAuditEntry } from "../history/audit_log.ts";
import { type Also, Commit, commit } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { keys, nameKey } from "../kv/keys.ts";
import { indexMark } from "../kv/records.ts";

/** The most monitors: each tick looks at all of them. */
export const mostMonitors = 5000;

/**
 * Stores a new monitor with its audit entry.
 * @throws Refusal `conflict` when the key is in use or there are 5,000 monitors, `invalid` when there is no such category.
 */
export async function createMonitor(
  db: Database,
  monitor: Monitor,
  audit: AuditEntry,
  now: Instant,
  also?: Also<Monitor>,
): Promise<Monitor> {
  for (;;) {
    if ((await db.list(keys.monitor.allByName, { limit: mostMonitors })).length >= mostMonitors) {
      throw new Refusal("conflict", `There are ${mostMonitors} monitors already.`);
    }
    const work = new Commit();
    await addCategoryUse(db, work, monitor.categoryId);
    await addKey(db, work, monitor);
    addMonitor(work, undefined, monitor);
    addAuditEntry(work, audit);
    await also?.(work, monitor);
    if (await commit(db, work, now) !== undefined) return monitor;
  }
}

/** What a change makes of a monitor. */
export interface ChangedMonitor {
  readonly monitor: Monitor;
  readonly audit: AuditEntry | readonly AuditEntry[];
}

/**
 * Changes a monitor. When another commit was quicker, `edit` is called again with the monitor as it is then; when `edit`
 * answers `undefined`, the monitor stays as it is.
 * @returns the monitor afterwards; `undefined` when there is none with this id.
 * @throws what `edit` throws; Refusal `conflict` when a new key is in use, `invalid` when there is no such category.
 */
export async function changeMonitor(
  db: Database,
  id: MonitorId,
  edit: (monitor: Monitor) => ChangedMonitor | undefined,
  now: Instant,
  also?: Also<Monitor>,
): Promise<Monitor | undefined> {
  for (;;) {
    const entry = await db.get(keys.monitor.at(id));
    const before = entry.value;
    if (before === undefined) return undefined;
    const edited = edit(before);
    if (edited === undefined) return before;
    const { monitor, audit } = edited;
    const work = new Commit().check(entry);
    if (monitor.categoryId !== before.categoryId) {
      await addCategoryUse(db, work, monitor.categoryId);
      const { categoryId } = monitor;
      work.followUp(alarmFollowUp, { what: "moved", subject: monitorSubject(monitor), categoryId });
    }
    if (monitor.keyHash !== before.keyHash) {
      await addKey(db, work, monitor);
      work.delete(keys.monitor.byKey(before.keyHash));
    }
    addMonitor(work, before, monitor);
    for (const one of [audit].flat()) addAuditEntry(work, one);
    await also?.(work, monitor);
    if (await commit(db, work, now) !== undefined) return monitor;
  }
}

/**
 * Deletes a monitor. Its executions stay, and its pings until their retention ends.
 * @returns whether there was such a monitor.
 */
export async function deleteMonitor(
  db: Database,
  id: MonitorId,
  audit: (monitor: Monitor) => AuditEntry,
  now: Instant,
): Promise<boolean> {
  for (;;) {
    const entry = await db.get(keys.monitor.at(id));
    const monitor = entry.value;
    if (monitor === undefined) return false;
    const { keyHash, categoryId } = monitor;
    const work = new Commit().check(entry)
      .delete(keys.monitor.at(id))
      .delete(keys.monitor.state(id))
      .delete(keys.monitor.byKey(keyHash));
    removeFromLists(work, monitor);
    addMonitorChange(work, monitor, "deleted");
    work.followUp(alarmFollowUp, { what: "deleted", subject: monitorSubject(monitor), categoryId });
    addAuditEntry(work, audit(monitor));
    if (await commit(db, work, now) !== undefined) return true;
  }
}

/** @throws Refusal `conflict` when another monitor has the key. */
async function addKey(db: Database, work: Commit, { id, keyHash }: Monitor): Promise<void> {
  const key = await db.get(keys.monitor.byKey(keyHash));
  if (key.value !== undefined) {
    throw new Refusal("conflict", "The key is in use.", {
      details: [{ field: "key", reason: "is in use" }],
    });
  }
  work.check(key).set(keys.monitor.byKey(keyHash), id);
}

/** Tells the change feed that a monitor, or what its pings have told, changes with this commit. */
export function addMonitorChange(
  work: Commit,
  { id, categoryId }: Monitor,
  state?: "deleted",
): void {
  work.changed({ kind: "monitor", id, categoryId, ...(state === undefined ? {} : { state }) });
}

/** Adds a monitor, its list entries and its change to a commit. */
export function addMonitor(work: Commit, before: Monitor | undefined, monitor: Monitor): void {
  const { id, name, categoryId } = monitor;
  // Those who saw it in its former category and do not see it in the new one have lost it.
  if (before !== undefined && before.categoryId !== categoryId) {
    addMonitorChange(work, before, "deleted");
  }
  addMonitorChange(work, monitor);
  work.set(keys.monitor.at(id), monitor);
  const isListedAlike = before !== undefined && nameKey(before.name) === nameKey(name) &&
    before.categoryId === categoryId;
  if (isListedAlike) return;
  if (before !== undefined) removeFromLists(work, before);
  work.set(keys.monitor.byName(name, id), indexMark);
  work.set(keys.monitor.byCategory(categoryId, name, id), indexMark);
}

function removeFromLists(work: Commit, { id, name, categoryId }: Monitor): void {
  work.delete(keys.monitor.byName(name, id));
  work.delete(keys.monitor.byCategory(categoryId, name, id));
}
