import { createRoute } from "@hono/zod-openapi";
import { type Caller, chosenCategory, sees } from "../../scheduler/model/caller.ts";
import type { CategoryId, JobId } from "../../scheduler/model/ids.ts";
import { type Job, shownJob } from "../../scheduler/model/job.ts";
import type { Instant } from "../../scheduler/model/time.ts";
import {
  type LastExecution,
  lastExecutions,
} from "../../scheduler/store/history/last_executions.ts";
import { findJobs, type JobFilter } from "../../scheduler/store/jobs/find_jobs.ts";
import type { Database } from "../../scheduler/store/kv/database.ts";
import type { PageRequest } from "../../scheduler/store/kv/pages.ts";
import { JobQuery } from "../contract/find.ts";
import { JobList } from "../contract/jobs.ts";
import type { AppDeps } from "../deps.ts";
import { noBody } from "../http/body.ts";
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
  middleware: [noBody],
  request: { query: JobQuery },
  responses: { 200: json(JobList, "A page of the list."), ...errors(404, 422) },
});

export function findJobRoutes({ db, clock }: AppDeps) {
  return newApp().openapi(listRoute, async (c) => {
    const query = c.req.valid("query");
    const [caller, most] = [c.var.caller, query.include ?? 0];
    const filter = filterOf(query, chosenCategory(caller, query.category_id));
    const read = async (request: PageRequest) => {
      const limit = most > 0 ? Math.min(request.limit, mostWithExecutions) : request.limit;
      const zToA = query.order === "desc";
      const page = await findJobs(db, filter, { ...request, limit, zToA });
      return { ...page, items: await listed(db, caller, page.items, most, clock.now()) };
    };
    if (isWhole(query)) return await wholeList<JobList>(c, { name: "jobs", read });
    const page = await read(pageRequest(query));
    return c.json({ jobs: page.items, ...nextCursorOf(page) }, 200);
  });
}

/** @param most how many executions of each job the list shows; 0 for a list without. */
async function listed(
  db: Database,
  caller: Caller,
  jobs: readonly Job[],
  most: number,
  now: Instant,
) {
  const last = most > 0
    ? await lastExecutions(db, jobs.map(({ id }) => id), most)
    : new Map<JobId, LastExecution[]>();
  return jobs.map((job) => ({
    ...jobToWire(shownJob(job, now)),
    ...(most > 0 ? { last_executions: seenOnes(caller, last.get(job.id) ?? []) } : {}),
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

/** A job that was moved has executions in its former category, which the caller perhaps does not see. */
function seenOnes(caller: Caller, executions: readonly LastExecution[]) {
  return executions.filter(({ categoryId }) => sees(caller, categoryId)).map(lastExecutionToWire);
}
