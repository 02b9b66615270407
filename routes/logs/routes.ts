import { createRoute } from "@hono/zod-openapi";
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
import type { LogQuery } from "../contract/find.ts";
import { EitherLogList, EitherLogQuery } from "../contract/security_logs.ts";
import type { AppDeps } from "../deps.ts";
import { noBody } from "../http/body.ts";
import { newApp } from "../http/new_app.ts";
import { nextCursorIn, nextCursorOf, pagedRange, pageRequest, timeRange } from "../http/paging.ts";
import { bearer, errors, json } from "../http/route_config.ts";
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
    "of jobs. A page can be shorter than `limit` and still have a `next_cursor`.",
  security: bearer,
  "x-permission": "Every user, for the user's own category (category 0 and admins: for all). " +
    "`kind=security`: admins.",
  middleware: [noBody],
  request: { query: EitherLogQuery },
  responses: { 200: json(EitherLogList, "A page of the range."), ...errors(403, 422) },
});

export function logRoutes({ db, clock }: AppDeps) {
  return newApp().openapi(listRoute, async (c) => {
    const query = c.req.valid("query");
    if (query.kind === "security") {
      mustAdmin(c.var.caller);
      const range = timeRange(query, clock.now(), day);
      return c.json(await securityPage(db, range, pageRequest(query)), 200);
    }
    const sought = soughtEntries(query, shownCategory(c.var.caller));
    const isNarrowed = [query.user, query.event, query.job_id].some((sent) => sent !== undefined);
    const { range, request } = pagedRange(query, isNarrowed, clock.now(), day);
    const [page, total] = await Promise.all([
      listAuditEntries(db, { ...sought, created: range }, request),
      countAuditEntries(db, { ...sought, created: range }, mostCounted),
    ]);
    return c.json({ logs: page.items.map(logToWire), total, ...nextCursorIn(page, range) }, 200);
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

/** A page of the security log. The caller of this function checks that an admin asks. */
async function securityPage(db: Database, range: TimeRange, request: PageRequest) {
  const [page, total] = await Promise.all([
    listSecurityEntries(db, range, request),
    countSecurityEntries(db, range, mostCounted),
  ]);
  return { logs: page.items.map(securityLogToWire), total, ...nextCursorOf(page) };
}
