import type { AuditEntry } from "../../model/audit_entry.ts";
import { type Closed, closedByJobPauses } from "../../model/figures/closed.ts";
import type { CategoryId, MonitorId } from "../../model/ids.ts";
import type { Instant } from "../../model/time.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { listAuditEntries } from "./audit_log.ts";

/** More entries of one range are not looked at: the first ones of the range count. */
const mostEntries = 2000;

/** When single jobs were paused between two moments, as the audit log says. @param categoryId only jobs of it. */
export async function listJobPauses(
  db: Database,
  from: Instant,
  to: Instant,
  categoryId?: CategoryId,
): Promise<Closed[]> {
  const filter = {
    created: { from, to },
    ...(categoryId === undefined ? {} : { categoryId }),
  };
  const { items } = await listAuditEntries(db, filter, { limit: mostEntries, oldestFirst: true });
  const ends = items.filter(({ event }) => ["paused", "resumed", "deleted"].includes(event));
  return closedByJobPauses(await ofJobs(db, ends), from, to);
}

/** Monitors have entries in the log too. No fire is lost while they are paused. */
async function ofJobs(db: Database, entries: readonly AuditEntry[]): Promise<AuditEntry[]> {
  const ids = [...new Set(entries.map(({ jobId }) => jobId))];
  const monitors = new Set(
    (await db.getMany(ids.map((id) => keys.monitor.at(id as string as MonitorId))))
      .flatMap(({ value }) => value === undefined ? [] : [value.id as string]),
  );
  return entries.filter(({ jobId }) => !monitors.has(jobId));
}
