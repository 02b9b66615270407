import type { Alarm } from "../../model/alarms/alarm.ts";
import type { AlarmChange } from "../../model/alarms/alarm_steps.ts";
import type { AuditEntry } from "../../model/audit_entry.ts";
import type { AlarmId, JobId } from "../../model/ids.ts";
import type { Instant } from "../../model/time.ts";
import { findAlarm } from "../alarms/find_alarms.ts";
import { alarmFollowUp } from "../alarms/raise.ts";
import { addAuditEntry } from "../history/audit_log.ts";
import { Commit, commit } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";

/** What a person does with an open alarm. */
export interface AlarmAct {
  readonly step: (alarm: Alarm) => AlarmChange;
  readonly audit: AuditEntry;
}

/**
 * Lets a person change an open alarm, in one commit with the audit entry.
 * @returns the alarm afterwards; `undefined` when there is none, or when it is not open any more.
 */
export async function actOnAlarm(
  db: Database,
  id: AlarmId,
  { step, audit }: AlarmAct,
  now: Instant,
): Promise<Alarm | undefined> {
  for (;;) {
    const before = await findAlarm(db, id);
    if (before?.state !== "open") return undefined;
    const more = new Commit();
    addAuditEntry(more, audit);
    const isClosing = step(before).alarm.state === "closed";
    if (isClosing && before.kind === "overdue") await addDismissal(db, more, before, now);
    let after: Alarm | undefined;
    const work = new Commit().followUp(alarmFollowUp, {
      what: "step",
      id,
      more,
      tooLate: () => after = undefined,
      step: (alarm) => {
        const change = step(alarm);
        after = change.alarm;
        return change;
      },
    });
    if (await commit(db, work, now) === undefined) continue;
    return after;
  }
}

/** The job is overdue again only after a further time without success. A deleted job is not watched any more. */
async function addDismissal(
  db: Database,
  work: Commit,
  { subject, categoryId }: Alarm,
  now: Instant,
): Promise<void> {
  const jobId = subject.id as JobId;
  const key = keys.alarmWatch.at(jobId);
  const watch = await db.read(key);
  if (watch.versionstamp === undefined) return;
  work.check(watch);
  // A job with the rule of its category has no watch of its own yet.
  const byCategory = { jobId, name: subject.name, categoryId, rules: {} };
  if (watch.value?.deletedAt !== undefined) work.delete(key);
  else work.set(key, { ...watch.value ?? byCategory, since: now });
}
