import { createRoute } from "@hono/zod-openapi";
import { type Caller, chosenCategory, sees } from "../../scheduler/model/caller.ts";
import type { CategoryId, JobId } from "../../scheduler/model/ids.ts";
import type { Job } from "../../scheduler/model/job.ts";
import { shownJobs } from "../../scheduler/store/jobs/shown_jobs.ts";
import {
  type LastExecution,
  lastExecutions,
} from "../../scheduler/store/history/last_executions.ts";
import { findJobs, type JobFilter } from "../../scheduler/store/jobs/find_jobs.ts";
import { readPauses } from "../../scheduler/store/pauses/pauses.ts";
import type { PageRequest } from "../../scheduler/store/kv/pages.ts";
import { JobQuery } from "../contract/find.ts";
import { JobList } from "../contract/jobs/jobs.ts";
import type { AppDeps } from "../deps.ts";
import { newApp } from "../http/new_app.ts";
import { isWhole, nextCursorOf, pageRequest } from "../http/lists/paging.ts";
import { bearer, errors, forReaders, json } from "../http/route_config.ts";
import { wholeList } from "../http/lists/whole_list.ts";
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
    "The jobs that the caller sees, by name. Without `limit` the answer holds all of them. With " +
    "`limit`, one page looks at a few thousand jobs, or a thousand for `state=failing`, so a page " +
    "can be shorter than `limit` and still have a `next_cursor`. Only a page without " +
    "`next_cursor` is the last.",
  security: bearer,
  "x-permission": forReaders,
  request: { query: JobQuery },
  responses: { 200: json(JobList, "A page of the list."), ...errors(404, 422) },
});

export function findJobRoutes(deps: AppDeps) {
  const { db } = deps;
  return newApp().openapi(listRoute, async (c) => {
    const query = c.req.valid("query");
    const [caller, most] = [c.var.caller, query.include ?? 0];
    const filter = filterOf(query, chosenCategory(caller, query.category_id));
    const read = async (request: PageRequest) => {
      const limit = most > 0 ? Math.min(request.limit, mostWithExecutions) : request.limit;
      const zToA = query.order === "desc";
      const page = await findJobs(db, filter, { ...request, limit, zToA });
      return { ...page, items: await listed(deps, caller, page.items, most) };
    };
    if (isWhole(query)) return await wholeList<JobList>(c, { name: "jobs", read });
    const page = await read(pageRequest(query));
    return c.json({ jobs: page.items, ...nextCursorOf(page) }, 200);
  });
}

/** @param most how many executions of each job the list shows; 0 for a list without. */
async function listed(
  { db, clock, jobClasses }: AppDeps,
  caller: Caller,
  jobs: readonly Job[],
  most: number,
) {
  const now = clock.now();
  const [shown, pauses] = await Promise.all([shownJobs(db, jobs, now), readPauses(db)]);
  const last = most > 0
    ? await lastExecutions(db, jobs.map(({ id }) => id), most, jobs)
    : new Map<JobId, readonly LastExecution[]>();
  // A job that was moved has executions in its former category, which the caller perhaps does not see.
  const seenOf = (job: Job) =>
    (last.get(job.id) ?? []).filter(({ categoryId }) => sees(caller, categoryId))
      .map((one) => lastExecutionToWire(one, caller, jobClasses));
  return shown.map((job) => ({
    ...jobToWire(job, pauses.inForce(job.categoryId, now)),
    ...(most > 0 ? { last_executions: seenOf(job) } : {}),
  }));
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
