import type { CategoryId, JobId } from "../../scheduler/model/ids.ts";
import { type Caller, sees } from "../../scheduler/model/user.ts";
import type { JobFilter } from "../../scheduler/store/jobs/find_jobs.ts";
import { KnownJobPages } from "../../scheduler/store/jobs/known_job_pages.ts";
import {
  type LastExecution,
  lastExecutions,
} from "../../scheduler/store/history/last_executions.ts";
import { answer, apiRoutes, route } from "../http/api_route.ts";
import type { JobQuery, LastExecution as LastExecutionAnswer } from "../contract/find.ts";
import type { AppDeps } from "../deps.ts";
import { jobToWire } from "./wire.ts";
import { SharedAnswers } from "../http/shared_answers.ts";
import {
  chosenCategory,
  isoTime,
  isoTimeOrNothing,
  nextCursorOf,
  pageRequest,
} from "../http/wire.ts";

const apiRoute = apiRoutes(async () => ({
  ...await import("../contract/find.ts"),
  ...await import("../contract/jobs.ts"),
}));

/** Of jobs on a page that tells their last executions too. */
const mostWithExecutions = 100;

const listRoute = apiRoute({
  method: "get",
  path: "/jobs",
  tags: ["jobs"],
  operationId: "listJobs",
  summary: "List all jobs",
  description:
    "The jobs that the caller sees, by name. Some thousand jobs are looked at for one page, and " +
    "a thousand for `state=failing`: a page can be shorter than `limit` and have a `next_cursor` all " +
    "the same. Only a page without one is the last.",
  request: ({ JobQuery }) => ({ query: JobQuery }),
  responses: ({ JobList }) => ({ 200: answer(JobList, "A page of them.") }),
  errors: [404],
});

export function findJobsRoutes({ db }: AppDeps) {
  const [pages, answers] = [new KnownJobPages(db), new SharedAnswers(db)];
  return [route(listRoute, (c) => {
    const query = c.req.valid("query");
    const [caller, most] = [c.var.user, query.include ?? 0];
    const category = chosenCategory(caller, query.category_id);
    const limit = most > 0 ? Math.min(query.limit, mostWithExecutions) : query.limit;
    return answers.answer(c, async () => {
      const page = await pages.find(filterOf(query, category), {
        ...pageRequest({ ...query, limit }),
        zToA: query.order === "desc",
      });
      const last = most > 0
        ? await lastExecutions(db, page.items.map(({ id }) => id), most)
        : new Map<JobId, LastExecution[]>();
      const jobs = page.items.map((job) => ({
        ...jobToWire(job),
        ...(most > 0 ? { last_executions: lastToWire(caller, last.get(job.id) ?? []) } : {}),
      }));
      return { jobs, ...nextCursorOf(page) };
    });
  })];
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

/** Those from the time when the job was in a category that he does not see are not his to see. */
function lastToWire(caller: Caller, executions: readonly LastExecution[]): LastExecutionAnswer[] {
  return executions.filter(({ categoryId }) => sees(caller, categoryId)).map((one) => {
    const { startedAt, endedAt } = one;
    const hasRun = startedAt !== undefined && endedAt !== undefined;
    return {
      execution_id: one.id,
      state: one.state,
      scheduled_time: isoTime(one.scheduledAt),
      started_time: isoTimeOrNothing(startedAt),
      ended_time: isoTimeOrNothing(endedAt),
      duration_ms: hasRun ? endedAt - startedAt : null,
    };
  });
}
