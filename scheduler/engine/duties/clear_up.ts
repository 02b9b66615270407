import { type Clock, day, second } from "../../model/time.ts";
import type { ChangeRetention } from "../../store/feed/change_retention.ts";
import { forgetEndCounts, minuteCountsMs } from "../../store/history/end_counts.ts";
import {
  forgetAuditEntries,
  forgetExecutions,
  forgetSecurityEntries,
} from "../../store/history/retention.ts";
import type { Database } from "../../store/kv/database.ts";

/** One tick spends at most this long on clearing up. */
const clearUpMs = 5 * second;

export interface ClearUpDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly executionRetentionDays: number;
  readonly logRetentionDays: number;
}

/** Removes what is older than its retention, for a few seconds at most. The next call goes on. */
export async function clearUp(
  { db, clock, executionRetentionDays, logRetentionDays }: ClearUpDeps,
  changes: ChangeRetention,
  stopped: AbortSignal,
): Promise<void> {
  const giveUpAt = performance.now() + clearUpMs;
  const now = clock.now();
  const isTimeLeft = () => performance.now() < giveUpAt && !stopped.aborted;
  while (await changes.forgetChanges() && isTimeLeft());
  while (await forgetExecutions(db, now - executionRetentionDays * day) && isTimeLeft());
  while (await forgetEndCounts(db, "minute", now - minuteCountsMs) && isTimeLeft());
  while (await forgetEndCounts(db, "hour", now - executionRetentionDays * day) && isTimeLeft());
  while (await forgetAuditEntries(db, now - logRetentionDays * day) && isTimeLeft());
  while (await forgetSecurityEntries(db, now - logRetentionDays * day) && isTimeLeft());
}
