import { createRoute } from "@hono/zod-openapi";
import { type Caller, chosenCategory, sees } from "../../scheduler/model/caller.ts";
import type { CategoryId, JobId } from "../../scheduler/model/ids.ts";
import {
  type LastExecution,
  lastExecutions,
} from "../../scheduler/store/history/last_executions.ts";
import { findJobs, type JobFilter } from "../../scheduler/store/jobs/find_jobs.ts";
import { JobQuery } from "../contract/find.ts";
import { JobList } from "../contract/jobs.ts";
import type { AppDeps } from "../deps.ts";
import { noBody } from "../http/body.ts";
import { newApp } from "../http/new_app.ts";
import { nextCursorOf, pageRequest } from "../http/paging.ts";
import { bearer, errors, forReaders, json } from "../http/route_config.ts";
import { jobToWire, lastExecutionToWire } from "./wire.ts";

/** The longest page with the last executions of its jobs. */
const mostWithExecutions = 100;

const listRoute = createRoute({
  method: "get",
  path: "/",
  tags: ["jobs"],
  operationId: "listJobs",
  summary: "List all jobs",
  description:
    "The jobs that the caller sees, by name. One page looks at a few thousand jobs, or a " +
    "thousand for `state=failing`, so a page can be shorter than `limit` and still have " +
    "a `next_cursor`. Only a page without `next_cursor` is the last.",
  security: bearer,
  "x-permission": forReaders,
  middleware: [noBody],
  request: { query: JobQuery },
  responses: { 200: json(JobList, "A page of the list."), ...errors(404, 422) },
});

export function findJobRoutes({ db }: AppDeps) {
  return newApp().openapi(listRoute, async (c) => {
    const query = c.req.valid("query");
    const [caller, most] = [c.var.caller, query.include ?? 0];
    const limit = most > 0 ? Math.min(query.limit, mostWithExecutions) : query.limit;
    const page = await findJobs(db, filterOf(query, chosenCategory(caller, query.category_id)), {
      ...pageRequest({ ...query, limit }),
      zToA: query.order === "desc",
    });
    const last = most > 0
      ? await lastExecutions(db, page.items.map(({ id }) => id), most)
      : new Map<JobId, LastExecution[]>();
    const jobs = page.items.map((job) => ({
      ...jobToWire(job),
      ...(most > 0 ? { last_executions: seenOnes(caller, last.get(job.id) ?? []) } : {}),
    }));
    return c.json({ jobs, ...nextCursorOf(page) }, 200);
  });
}

function filterOf(
  { q, job_class_string, state }: JobQuery,
  category: CategoryId | undefined,
): JobFilter {
  return {
    ...(category === undefined ? {} : { categoryId: category }),
    ...(q === undefined ? {} : { text: q }),
    ...(job_class_string === undefined ? {} : { jobClass: job_class_string }),
    ...(state === undefined ? {} : { states: state }),
  };
}

/** A job that was moved has executions in its former category, which the caller perhaps does not see. */
function seenOnes(caller: Caller, executions: readonly LastExecution[]) {
  return executions.filter(({ categoryId }) => sees(caller, categoryId)).map(lastExecutionToWire);
}
