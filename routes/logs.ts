import type { AuditEntry } from "../scheduler/model/audit_entry.ts";
import { day } from "../scheduler/model/time.ts";
import { countAuditEntries, listAuditEntries } from "../scheduler/store/audit_log.ts";
import { answer, apiRoute } from "./api_route.ts";
import { RangeQuery } from "./contract/common.ts";
import { type LogEntry, LogList } from "./contract/logs.ts";
import { type AppDeps, newRoutes } from "./deps.ts";
import { isoTime, nextCursorOf, pageRequest, shownCategory, timeRange } from "./wire.ts";

/** Counting reads them all. */
const mostCounted = 10_000;

const listLogsRoute = apiRoute({
  method: "get",
  path: "/logs",
  tags: ["logs"],
  summary: "Who changed what, newest first",
  description: "Of the last 24 hours where no range is sent.",
  request: { query: RangeQuery },
  responses: { 200: answer(LogList, "A page of the range.") },
});

export function logRoutes({ db, clock }: AppDeps) {
  return newRoutes().openapi(listLogsRoute, async (c) => {
    const query = c.req.valid("query");
    const [category, range] = [shownCategory(c.var.user), timeRange(query, clock.now(), day)];
    const [page, total] = await Promise.all([
      listAuditEntries(db, category, range, pageRequest(query)),
      countAuditEntries(db, category, range, mostCounted),
    ]);
    return c.json({ logs: page.items.map(toWire), total, ...nextCursorOf(page) }, 200);
  });
}

function toWire(entry: AuditEntry): LogEntry {
  return {
    job_id: entry.jobId,
    job_name: entry.jobName,
    event: entry.event,
    user: entry.username,
    description: entry.description,
    created_time: isoTime(entry.createdAt),
  };
}
