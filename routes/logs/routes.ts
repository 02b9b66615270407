import type { AuditEntry } from "../../scheduler/model/audit_entry.ts";
import type { CategoryId } from "../../scheduler/model/ids.ts";
import { day } from "../../scheduler/model/time.ts";
import { mustAdmin } from "../../scheduler/model/user.ts";
import {
  type AuditFilter,
  countAuditEntries,
  listAuditEntries,
} from "../../scheduler/store/history/audit_log.ts";
import { answer, apiRoutes, route } from "../http/api_route.ts";
import type { LogQuery } from "../contract/find.ts";
import type { LogEntry } from "../contract/logs.ts";
import type { AppDeps } from "../deps.ts";
import { nextCursorIn, pagedRange } from "../http/ranges.ts";
import { securityLogPage } from "./security_logs.ts";
import { isoTime, pageRequest, shownCategory, timeRange } from "../http/wire.ts";

const apiRoute = apiRoutes(() => import("../contract/security_logs.ts"));

/** Counting reads them all. */
const mostCounted = 10_000;

const listLogsRoute = apiRoute({
  method: "get",
  path: "/logs",
  tags: ["logs"],
  operationId: "listLogs",
  summary: "Read the audit log",
  description:
    "Who changed what, newest first: the last 24 hours where neither a range nor anything " +
    "else is asked for, and all of it where only something else is. `user`, `event` and `job_id` are " +
    "for what was done to jobs. A page that a filter leaves short has a `next_cursor` all the same.",
  request: ({ EitherLogQuery }) => ({ query: EitherLogQuery }),
  responses: ({ EitherLogList }) => ({ 200: answer(EitherLogList, "A page of the range.") }),
  errors: [403],
  permission: "Every user, for what lies in his category (category 0 and admins: in all). " +
    "`kind=security`: admins.",
});

export function logRoutes({ db, clock }: AppDeps) {
  return [route(listLogsRoute, async (c) => {
    const query = c.req.valid("query");
    if (query.kind === "security") {
      mustAdmin(c.var.user);
      const range = timeRange(query, clock.now(), day);
      return c.json(await securityLogPage({ db }, range, pageRequest(query), mostCounted), 200);
    }
    const sought = soughtEntries(query, shownCategory(c.var.user));
    const isNarrowed = [query.user, query.event, query.job_id].some((sent) => sent !== undefined);
    const { range, request } = pagedRange(query, isNarrowed, clock.now(), day);
    const [page, total] = await Promise.all([
      listAuditEntries(db, { ...sought, created: range }, request),
      countAuditEntries(db, { ...sought, created: range }, mostCounted),
    ]);
    return c.json({ logs: page.items.map(logToWire), total, ...nextCursorIn(page, range) }, 200);
  })];
}

function soughtEntries(
  { user, event, job_id }: LogQuery,
  category: CategoryId | undefined,
): Omit<AuditFilter, "created"> {
  return {
    ...(category === undefined ? {} : { categoryId: category }),
    ...(user === undefined ? {} : { username: user }),
    ...(event === undefined ? {} : { event }),
    ...(job_id === undefined ? {} : { jobId: job_id }),
  };
}

export function logToWire(entry: AuditEntry): LogEntry {
  return {
    job_id: entry.jobId,
    job_name: entry.jobName,
    event: entry.event,
    user: entry.username,
    description: entry.description,
    created_time: isoTime(entry.createdAt),
  };
}
