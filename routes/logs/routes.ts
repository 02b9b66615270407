import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";
import { mustAdmin, shownCategory } from "../../scheduler/model/caller.ts";
import type { CategoryId } from "../../scheduler/model/ids.ts";
import { day } from "../../scheduler/model/time.ts";
import {
  countSecurityEntries,
  listSecurityEntries,
} from "../../scheduler/store/access/security_log.ts";
import {
  type AuditFilter,
  countAuditEntries,
  listAuditEntries,
} from "../../scheduler/store/history/audit_log.ts";
import type { Database } from "../../scheduler/store/kv/database.ts";
import type { PageRequest, TimeRange } from "../../scheduler/store/kv/pages.ts";
import type { PageQuery } from "../contract/common.ts";
import type { LogQuery } from "../contract/find.ts";
import type { LogList } from "../contract/history/logs.ts";
import {
  EitherLogList,
  EitherLogQuery,
  type SecurityLogList,
} from "../contract/history/security_logs.ts";
import type { AppDeps, AppEnv } from "../deps.ts";
import { newApp } from "../http/new_app.ts";
import {
  isWhole,
  nextCursorIn,
  nextCursorOf,
  pagedRange,
  pageRequest,
  timeRange,
} from "../http/lists/paging.ts";
import { bearer, errors, json } from "../http/route_config.ts";
import { wholeList } from "../http/lists/whole_list.ts";
import { logToWire, securityLogToWire } from "./wire.ts";

/** Counting reads every entry up to this number. */
const mostCounted = 10_000;

const listRoute = createRoute({
  method: "get",
  path: "/",
  tags: ["logs"],
  operationId: "listLogs",
  summary: "Read the audit log",
  description: "Who changed what, newest first. Without a range it is the last 24 hours, or the " +
    "whole log when another filter is sent. `user`, `event` and `job_id` filter the log " +
    "of jobs. Without `limit` the answer holds the whole range. With `limit`, a page can be " +
    "shorter than `limit` and still have a `next_cursor`.",
  security: bearer,
  "x-permission": "Every user, for the user's own category (category 0 and admins: for all). " +
    "`kind=security`: admins.",
  request: { query: EitherLogQuery },
  responses: { 200: json(EitherLogList, "A page of the range."), ...errors(403, 422) },
});

export function logRoutes({ db, clock }: AppDeps) {
  return newApp().openapi(listRoute, async (c) => {
    const query = c.req.valid("query");
    if (query.kind === "security") {
      mustAdmin(c.var.caller);
      return await securityLog(c, db, query, timeRange(query, clock.now(), day));
    }
    const isNarrowed = [query.user, query.event, query.job_id].some((sent) => sent !== undefined);
    const { range, request } = pagedRange(query, isNarrowed, clock.now(), day);
    const filter = { ...soughtEntries(query, shownCategory(c.var.caller)), created: range };
    const read = async (one: PageRequest) => {
      const page = await listAuditEntries(db, filter, { ...request, ...one });
      return { ...page, items: page.items.map(logToWire) };
    };
    if (isWhole(query)) return await wholeList<LogList>(c, { name: "logs", read, after: toTotal });
    const [page, total] = await Promise.all([
      read(request),
      countAuditEntries(db, filter, mostCounted),
    ]);
    return c.json({ logs: page.items, total, ...nextCursorIn(page, range) }, 200);
  });
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

/** The caller of this function checks that an admin asks. */
async function securityLog(c: Context<AppEnv>, db: Database, query: PageQuery, range: TimeRange) {
  const read = async (request: PageRequest) => {
    const page = await listSecurityEntries(db, range, request);
    return { ...page, items: page.items.map(securityLogToWire) };
  };
  if (isWhole(query)) {
    return await wholeList<SecurityLogList>(c, { name: "logs", read, after: toTotal });
  }
  const [page, total] = await Promise.all([
    read(pageRequest(query)),
    countSecurityEntries(db, range, mostCounted),
  ]);
  return c.json({ logs: page.items, total, ...nextCursorOf(page) }, 200);
}

function toTotal(rows: number) {
  return { total: rows };
}
