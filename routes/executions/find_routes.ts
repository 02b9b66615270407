import type { CategoryId, JobId } from "../../scheduler/model/ids.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import { minute } from "../../scheduler/model/time.ts";
import { type Caller, sees } from "../../scheduler/model/user.ts";
import type { Database } from "../../scheduler/store/kv/database.ts";
import {
  type ExecutionFilter,
  findExecutions,
} from "../../scheduler/store/history/find_executions.ts";
import { findJob } from "../../scheduler/store/jobs/jobs.ts";
import { allTime } from "../../scheduler/store/kv/walk.ts";
import { answer, apiRoutes, route } from "../http/api_route.ts";
import type { JobExecutionQuery } from "../contract/find.ts";
import type { AppDeps } from "../deps.ts";
import { executionToWire } from "./wire.ts";
import { nextCursorIn, type PagedRange, pagedRange } from "../http/ranges.ts";
import { SharedAnswers } from "../http/shared_answers.ts";
import { chosenCategory, shownCategory } from "../http/wire.ts";

const apiRoute = apiRoutes(async () => ({
  ...await import("../contract/common.ts"),
  ...await import("../contract/executions.ts"),
  ...await import("../contract/find.ts"),
}));

const defaultRangeMs = 10 * minute;

const aboutPages =
  "Of a long history some thousand records are looked at for one page: a page can be " +
  "shorter than `limit`, even empty, and have a `next_cursor` all the same. Only a page without " +
  "one is the last.";

const listRoute = apiRoute({
  method: "get",
  path: "/executions",
  tags: ["executions"],
  operationId: "listExecutions",
  summary: "List the executions of a time range",
  description:
    "What was scheduled in it, newest first: the last 10 minutes where neither a range nor " +
    `anything else is asked for, and the whole history where only something else is. ${aboutPages}`,
  request: ({ ExecutionQuery }) => ({ query: ExecutionQuery }),
  responses: ({ ExecutionList }) => ({ 200: answer(ExecutionList, "A page of them.") }),
  errors: [404],
});

const ofJobRoute = apiRoute({
  method: "get",
  path: "/jobs/{job_id}/executions",
  tags: ["executions"],
  operationId: "listExecutionsOfJob",
  summary: "List the executions of a job",
  description:
    "Newest first, also those of a deleted job. The whole history where no range is sent. " +
    aboutPages,
  request: ({ JobPath, JobExecutionQuery }) => ({ params: JobPath, query: JobExecutionQuery }),
  responses: ({ ExecutionList }) => ({ 200: answer(ExecutionList, "A page of them.") }),
});

export function findExecutionsRoutes({ db, clock }: AppDeps) {
  const answers = new SharedAnswers(db);
  return [
    route(listRoute, (c) => {
      const query = c.req.valid("query");
      const category = chosenCategory(c.var.user, query.category_id);
      const { job_id } = query;
      const isNarrowed = job_id !== undefined || Boolean(query.category_id) || isFiltered(query);
      return answers.answer(c, async () => {
        const paged = pagedRange(query, isNarrowed, clock.now(), defaultRangeMs);
        const filter = { ...filterOf(query, category, paged), ...given("jobId", job_id) };
        return await answerPage(db, filter, paged);
      });
    }),
    route(ofJobRoute, async (c) => {
      const { job_id } = c.req.valid("param");
      const query = c.req.valid("query");
      const category = shownCategory(c.var.user);
      await mustBeKnown(db, job_id, c.var.user);
      return await answers.answer(c, async () => {
        const paged = pagedRange(query, true, clock.now(), defaultRangeMs);
        const filter = { ...filterOf(query, category, paged), jobId: job_id };
        return await answerPage(db, filter, paged);
      });
    }),
  ];
}

async function answerPage(db: Database, filter: ExecutionFilter, { range, request }: PagedRange) {
  const page = await findExecutions(db, filter, request);
  return { executions: page.items.map(executionToWire), ...nextCursorIn(page, range) };
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
  return {
    scheduled: range,
    ...given("categoryId", category),
    ...given("states", state),
    ...given("trigger", trigger),
    ...given("text", q),
    ...(isByUpdate
      ? {
        updated: {
          from: updated_range_start ?? allTime.from,
          to: updated_range_end ?? allTime.to,
        },
      }
      : {}),
  };
}

function given<K extends string, V>(name: K, value: V | undefined): { [key in K]?: V } {
  return value === undefined ? {} : { [name]: value } as { [key in K]?: V };
}

/**
 * Of a job that is gone, or in a category that the caller does not see, the executions that he
 * does see are there all the same.
 * @throws Refusal `not_found` where there are none of them either.
 */
export async function mustBeKnown(
  db: Database,
  jobId: JobId,
  caller: Caller,
): Promise<void> {
  const job = await findJob(db, jobId);
  if (job !== undefined && sees(caller, job.categoryId)) return;
  const category = shownCategory(caller);
  // From both ends: a job that was moved has those of one category at its beginning.
  for (const oldestFirst of [false, true]) {
    const filter = { jobId, scheduled: allTime, ...given("categoryId", category) };
    const page = await findExecutions(db, filter, { limit: 1, oldestFirst });
    if (page.items.length > 0) return;
  }
  throw new Refusal("not_found", "There is no such job.");
}
