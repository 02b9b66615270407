import { lowestId } from "../../model/ids.ts";
import type { Instant } from "../../model/time.ts";
import { Commit, commit, packed } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";

const batch = 200;

/**
 * Removes a batch of alarms that were opened and closed before `before`.
 * @param from where the batch begins: open alarms that are old stay.
 * @returns where the next batch begins; `undefined` when there is none.
 */
export async function forgetAlarms(
  db: Database,
  before: Instant,
  from = "",
): Promise<string | undefined> {
  const entries = await db.list(keys.alarm.all, {
    from: [from],
    before: [lowestId(before)],
    limit: batch,
  });
  const parts = entries.flatMap((entry) => {
    const { id, subject, closedAt = Infinity } = entry.value;
    if (closedAt >= before) return [];
    return [
      new Commit().delete(keys.alarm.at(id)).delete(keys.alarm.bySubject(subject.id, id)),
    ];
  });
  if (from === "") parts.push(...await oldNotices(db, before));
  for (const work of packed(parts, db.limits)) await commit(db, work, before);
  const last = entries.at(-1);
  return entries.length < batch || last === undefined ? undefined : `${last.value.id}0`;
}

/** Notices that nobody told: no process that tells them has run for long. */
async function oldNotices(db: Database, before: Instant): Promise<Commit[]> {
  const rows = await db.list(keys.alarmNotice.all, {
    before: [lowestId(before)],
    limit: 5 * batch,
  });
  return rows.map(({ value: { id } }) => new Commit().delete(keys.alarmNotice.at(id)));
}
