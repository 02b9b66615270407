import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";
import { chosenCategory, shownCategory } from "../../scheduler/model/caller.ts";
import type { CategoryId } from "../../scheduler/model/ids.ts";
import { minute } from "../../scheduler/model/time.ts";
import {
  type ExecutionFilter,
  findExecutions,
} from "../../scheduler/store/history/find_executions.ts";
import type { PageRequest } from "../../scheduler/store/kv/pages.ts";
import { allTime } from "../../scheduler/store/kv/walk.ts";
import { JobPath } from "../contract/common.ts";
import { ExecutionList } from "../contract/history/executions.ts";
import { ExecutionQuery, JobExecutionQuery } from "../contract/find.ts";
import type { AppDeps, AppEnv } from "../deps.ts";
import { given } from "../http/given.ts";
import { newApp } from "../http/new_app.ts";
import { isWhole, nextCursorIn, type PagedRange, pagedRange } from "../http/lists/paging.ts";
import { bearer, errors, forReaders, json } from "../http/route_config.ts";
import { wholeList } from "../http/lists/whole_list.ts";
import { mustBeKnown } from "./known_job.ts";
import { executionToWire } from "./wire.ts";

const defaultRangeMs = 10 * minute;

const aboutPages =
  "Without `limit` the answer holds all of them, however many. With `limit`, one page looks at a few " +
  "thousand records of a long history, so a page can be shorter than `limit`, even empty, and still have a " +
  "`next_cursor`. Only a page without `next_cursor` is the last.";

const all = { tags: ["executions"], security: bearer, "x-permission": forReaders };

const listRoute = createRoute({
  ...all,
  method: "get",
  path: "/",
  operationId: "listExecutions",
  summary: "List the executions of a time range",
  description:
    "The executions that were scheduled in the range, newest first. Without a range it is the last " +
    `10 minutes, or the whole history when another filter is sent. ${aboutPages}`,
  request: { query: ExecutionQuery },
  responses: { 200: json(ExecutionList, "A page of the list."), ...errors(404, 422) },
});

const listOfJobRoute = createRoute({
  ...all,
  method: "get",
  path: "/{job_id}/executions",
  operationId: "listExecutionsOfJob",
  summary: "List the executions of a job",
  description:
    "The executions of the job, newest first, also for a deleted job. Without a range it is the " +
    "whole history. " +
    aboutPages,
  request: { params: JobPath, query: JobExecutionQuery },
  responses: { 200: json(ExecutionList, "A page of the list."), ...errors(404, 422) },
});

export function findExecutionRoutes(deps: AppDeps) {
  const { clock } = deps;
  return newApp().openapi(listRoute, async (c) => {
    const query = c.req.valid("query");
    const category = chosenCategory(c.var.caller, query.category_id);
    const { job_id } = query;
    const isNarrowed = job_id !== undefined || Boolean(query.category_id) || isFiltered(query);
    const paged = pagedRange(query, isNarrowed, clock.now(), defaultRangeMs);
    const filter = { ...filterOf(query, category, paged), ...given("jobId", job_id) };
    return await listAnswer(c, deps, filter, paged, query);
  });
}

/** To be mounted under the path of jobs. */
export function executionsOfJobRoutes(deps: AppDeps) {
  const { db, clock } = deps;
  return newApp().openapi(listOfJobRoute, async (c) => {
    const { job_id } = c.req.valid("param");
    const query = c.req.valid("query");
    await mustBeKnown(db, job_id, c.var.caller);
    const paged = pagedRange(query, true, clock.now(), defaultRangeMs);
    const filter = { ...filterOf(query, shownCategory(c.var.caller), paged), jobId: job_id };
    return await listAnswer(c, deps, filter, paged, query);
  });
}

async function listAnswer(
  c: Context<AppEnv>,
  { db, jobClasses }: AppDeps,
  filter: ExecutionFilter,
  { range, request }: PagedRange,
  query: JobExecutionQuery,
) {
  const read = async (page: PageRequest) => {
    const found = await findExecutions(db, filter, { ...request, ...page });
    return {
      ...found,
      items: found.items.map((one) => executionToWire(one, c.var.caller, jobClasses)),
    };
  };
  if (isWhole(query)) return await wholeList<ExecutionList>(c, { name: "executions", read });
  const page = await read(request);
  return c.json({ executions: page.items, ...nextCursorIn(page, range) }, 200);
}

function isFiltered({ state, trigger, q, ...query }: JobExecutionQuery): boolean {
  return [state, trigger, q, query.updated_range_start, query.updated_range_end]
    .some((sent) => sent !== undefined);
}

function filterOf(
  query: JobExecutionQuery,
  category: CategoryId | undefined,
  { range }: PagedRange,
): ExecutionFilter {
  const { state, trigger, q, updated_range_start, updated_range_end } = query;
  const isByUpdate = updated_range_start !== undefined || updated_range_end !== undefined;
  const updated = {
    from: updated_range_start ?? allTime.from,
    to: updated_range_end ?? allTime.to,
  };
  return {
    scheduled: range,
    ...given("categoryId", category),
    ...given("states", state),
    ...given("trigger", trigger),
    ...given("text", q),
    ...(isByUpdate ? { updated } : {}),
  };
}
