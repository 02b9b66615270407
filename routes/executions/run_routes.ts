import type { Context } from "hono";
import type { Execution } from "../../scheduler/model/execution.ts";
import { canRetry } from "../../scheduler/model/execution_state.ts";
import type { ExecutionId, JobId } from "../../scheduler/model/ids.ts";
import type { Job } from "../../scheduler/model/job.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import type { RunRequest } from "../../scheduler/model/run_request.ts";
import { day, type Instant, minute } from "../../scheduler/model/time.ts";
import { type Caller, mustChange, seen, sees } from "../../scheduler/model/user.ts";
import type { Also } from "../../scheduler/store/kv/commit.ts";
import { findExecution } from "../../scheduler/store/history/executions.ts";
import { runNow } from "../../scheduler/store/firing/run_now.ts";
import { answer, apiRoutes, optionalBody, route } from "../http/api_route.ts";
import { auditEntry } from "../logs/audit.ts";
import type { RunAnswer, RunRequest as RunRequestBody } from "../contract/runs.ts";
import type { AppEnv, JobDeps } from "../deps.ts";
import { mustFitClass, readPubArgs } from "../jobs/fields.ts";
import { once } from "../http/idempotency.ts";
import { found } from "../http/wire.ts";

const apiRoute = apiRoutes(async () => ({
  ...await import("../contract/common.ts"),
  ...await import("../contract/runs.ts"),
}));

const furthestMs = 366 * day;
/** A client's clock may go behind ours. */
const latestMs = minute;

const runNowRoute = apiRoute({
  method: "post",
  path: "/executions/{id}",
  tags: ["executions"],
  operationId: "runJob",
  summary: "Run a job now",
  description: "Its schedule goes on as it was; a paused job runs too. Where the job has no free " +
    "instance, its overlap rule decides what becomes of the new execution.",
  once: true,
  request: ({ RunNowPath, RunRequest }) => ({ params: RunNowPath, body: optionalBody(RunRequest) }),
  responses: ({ RunAnswer }) => ({ 200: answer(RunAnswer, "What became of it.") }),
  errors: [403, 409],
});

const retryRoute = apiRoute({
  method: "post",
  path: "/executions/{id}/retry",
  tags: ["executions"],
  operationId: "retryExecution",
  summary: "Run an execution again",
  description: "One that ended without success: a new execution with the same arguments.",
  once: true,
  request: ({ ExecutionPath, RetryRequest }) => ({
    params: ExecutionPath,
    body: optionalBody(RetryRequest),
  }),
  responses: ({ RunAnswer }) => ({ 200: answer(RunAnswer, "What became of it.") }),
  errors: [403, 409],
});

export function runRoutes(deps: JobDeps) {
  const { db, clock } = deps;
  return [
    route(runNowRoute, async (c) => {
      const { id } = c.req.valid("param");
      const [caller, body] = [c.var.user, c.req.valid("json")];
      const request = (job: Job) => {
        seen(caller, "job", job, ({ categoryId }) => categoryId);
        mustChange(caller);
        return understandRun(body, job, clock.now(), deps);
      };
      const made = await once(
        c,
        deps,
        async (also) => found("job", await run(c, deps, id, request, also)),
        runAnswer,
      );
      return c.json(made, 200);
    }),
    route(retryRoute, async (c) => {
      const { id } = c.req.valid("param");
      const [caller, { reason, force }] = [c.var.user, c.req.valid("json")];
      const old = mustBeRetryable(caller, await findExecution(db, id));
      const request = (job: Job) => {
        if (!sees(caller, job.categoryId)) throw jobGone();
        return {
          pubArgs: old.job.pubArgs,
          retryOf: id,
          ...(reason ? { reason } : {}),
          ...(force === undefined ? {} : { force }),
        };
      };
      const made = await once(c, deps, async (also) => {
        const again = await run(c, deps, old.job.id, request, also);
        if (again === undefined) throw jobGone();
        return again;
      }, runAnswer);
      return c.json(made, 200);
    }),
  ];
}

function run(
  c: Context<AppEnv>,
  { db, clock }: JobDeps,
  jobId: JobId,
  request: (job: Job) => RunRequest,
  also: Also<Execution> | undefined,
): Promise<Execution | undefined> {
  const now = clock.now();
  const audit = (job: Job, execution: ExecutionId) =>
    auditEntry(c.var.user, job, "custom_run", execution, now);
  return runNow(db, jobId, audit, now, also === undefined ? { request } : { request, also });
}

/** @throws Refusal `invalid` that names the field. */
function understandRun(
  body: RunRequestBody,
  job: Job,
  now: Instant,
  { jobClasses }: JobDeps,
): RunRequest {
  const { reason, force } = body;
  const pubArgs = readPubArgs(body.pub_args);
  // Without its class it is recorded why it does not run, as at a fire.
  if (pubArgs !== undefined && jobClasses.get(job.jobClass) !== undefined) {
    mustFitClass(jobClasses, job.jobClass, pubArgs);
  }
  const runAt = body.run_at === undefined ? undefined : Math.round(body.run_at);
  if (runAt !== undefined) mustBeAhead(runAt, now);
  return {
    ...(pubArgs === undefined ? {} : { pubArgs }),
    ...(reason ? { reason } : {}),
    ...(force === undefined ? {} : { force }),
    ...(runAt === undefined ? {} : { runAt }),
  };
}

function mustBeAhead(runAt: Instant, now: Instant): void {
  if (runAt >= now - latestMs && runAt <= now + furthestMs) return;
  const reason = runAt < now ? "has passed" : "is more than 366 days ahead";
  throw Refusal.invalid([{ field: "run_at", reason }]);
}

function mustBeRetryable(caller: Caller, execution: Execution | undefined): Execution {
  const old = seen(caller, "execution", execution, ({ job }) => job.categoryId);
  mustChange(caller);
  if (canRetry(old.state)) return old;
  throw new Refusal(
    "conflict",
    old.state === "succeeded"
      ? "The execution has succeeded."
      : `The execution has not ended yet: ${old.state}.`,
  );
}

function jobGone(): Refusal {
  return new Refusal("conflict", "The job of this execution is gone.");
}

function runAnswer({ id, state, description }: Execution): { body: RunAnswer } {
  return { body: { execution_id: id, state, description } };
}
