import { day } from "../../model/time.ts";
import { forgetAlarms } from "../../store/alarms/forget_alarms.ts";
import { forgetEndCounts, minuteCountsMs } from "../../store/history/end_counts.ts";
import {
  forgetAuditEntries,
  forgetExecutions,
  forgetSecurityEntries,
  forgetSheets,
  forgetStays,
} from "../../store/history/retention.ts";
import { forgetPings } from "../../store/monitors/pings.ts";
import type { Duty, DutyDeps } from "./duty.ts";

/** Removes the executions, counts and logs that are older than their retention. */
export function clearUp(
  { db, clock, executionRetentionDays, logRetentionDays }: DutyDeps,
): Duty {
  return {
    name: "clear up",
    async act(isTimeLeft) {
      const now = clock.now();
      const executionsFrom = now - executionRetentionDays * day;
      const logsFrom = now - logRetentionDays * day;
      while (await forgetExecutions(db, executionsFrom) && isTimeLeft());
      while (await forgetSheets(db, executionsFrom) && isTimeLeft());
      while (await forgetStays(db, executionsFrom) && isTimeLeft());
      while (await forgetEndCounts(db, "minute", now - minuteCountsMs) && isTimeLeft());
      while (await forgetEndCounts(db, "hour", executionsFrom) && isTimeLeft());
      while (await forgetAuditEntries(db, logsFrom) && isTimeLeft());
      while (await forgetSecurityEntries(db, logsFrom) && isTimeLeft());
      while (await forgetPings(db, logsFrom) && isTimeLeft());
      for (let from: string | undefined = ""; from !== undefined;) {
        from = await forgetAlarms(db, logsFrom, from);
        if (!isTimeLeft()) break;
      }
    },
  };
}
