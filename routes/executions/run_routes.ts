import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";
import { type Caller, isAdmin, mustChange, seen, sees } from "../../scheduler/model/caller.ts";
import type { Execution } from "../../scheduler/model/execution.ts";
import { canRetry } from "../../scheduler/model/execution_state.ts";
import type { ExecutionId, JobId } from "../../scheduler/model/ids.ts";
import type { Job } from "../../scheduler/model/job.ts";
import { programRefusal } from "../../scheduler/model/rights/program_rights.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import type { RunRequest as StoredRequest } from "../../scheduler/model/run_request.ts";
import { day, type Instant, minute } from "../../scheduler/model/time.ts";
import { runNow } from "../../scheduler/store/firing/run_now.ts";
import { findExecution } from "../../scheduler/store/history/executions.ts";
import { findJob } from "../../scheduler/store/jobs/jobs.ts";
import type { Also } from "../../scheduler/store/kv/commit.ts";
import { ExecutionPath, RunNowPath } from "../contract/common.ts";
import { IdempotencyKey } from "../contract/headers.ts";
import { RetryRequest, RunAnswer, RunRequest } from "../contract/jobs/runs.ts";
import type { AppDeps, AppEnv } from "../deps.ts";
import { optionalJsonBody } from "../http/body.ts";
import { found } from "../http/errors.ts";
import { once } from "../http/idempotency.ts";
import { given } from "../http/given.ts";
import { newApp } from "../http/new_app.ts";
import { bearer, errors, forChangers, json, optionalBody } from "../http/route_config.ts";
import { mustFitClass, mustOpenSecrets, readPubArgs } from "../jobs/fields.ts";
import { auditEntry, isSame } from "../logs/audit.ts";

const furthestMs = 366 * day;
/** A client's clock may be behind ours. */
const latestMs = minute;

const all = {
  tags: ["executions"],
  security: bearer,
  "x-permission": forChangers,
  middleware: [optionalJsonBody],
};

const runNowRoute = createRoute({
  ...all,
  method: "post",
  path: "/{id}",
  operationId: "runJob",
  summary: "Run a job now",
  description:
    "The schedule of the job stays as it is, and a paused job runs too. When the job has " +
    "no free instance, the execution waits its turn; `force` starts it at once. At most 100 " +
    "executions of a job wait.",
  request: { params: RunNowPath, headers: IdempotencyKey, body: optionalBody(RunRequest) },
  responses: {
    200: json(RunAnswer, "The new execution."),
    ...errors(403, 404, 409, 415, 422, 507),
  },
});

const retryRoute = createRoute({
  ...all,
  method: "post",
  path: "/{id}/retry",
  operationId: "retryExecution",
  summary: "Run an execution again",
  description:
    "Makes a new execution with the same arguments, for an execution that ended without " +
    "success. It waits its turn, as a job that is run now.",
  request: { params: ExecutionPath, headers: IdempotencyKey, body: optionalBody(RetryRequest) },
  responses: {
    200: json(RunAnswer, "The new execution."),
    ...errors(403, 404, 409, 415, 422, 507),
  },
});

export function runRoutes(deps: AppDeps) {
  const { db } = deps;
  return newApp()
    .openapi(runNowRoute, async (c) => {
      const { id } = c.req.valid("param");
      const [caller, body] = [c.var.caller, c.req.valid("json")];
      const request = (job: Job) => {
        seen(caller, "job", job, ({ categoryId }) => categoryId);
        mustChange(caller);
        return understandRun(body, job, caller, deps);
      };
      const made = await once(c, deps, {
        make: async (also) => found("job", await run(c, deps, id, request, also)),
        answerOf: runAnswer,
        mayStill: (answered) => mayStillRun(deps, caller, id, answered),
      });
      return c.json(made, 200);
    })
    .openapi(retryRoute, async (c) => {
      const { id } = c.req.valid("param");
      const [caller, body] = [c.var.caller, c.req.valid("json")];
      const old = mustBeRetryable(caller, await findExecution(db, id));
      const request = (job: Job) => {
        if (!sees(caller, job.categoryId)) throw jobGone();
        return understandRetry(body, old, job, caller, deps);
      };
      const made = await once(c, deps, {
        make: async (also) => {
          const again = await run(c, deps, old.job.id, request, also);
          if (again === undefined) throw jobGone();
          return again;
        },
        answerOf: runAnswer,
        mayStill: (answered) => mayStillRun(deps, caller, old.job.id, answered),
      });
      return c.json(made, 200);
    });
}

/**
 * @throws Refusal for a caller who may not run the job now, or does not see the execution that was made. A job that was
 * deleted since changes nothing.
 */
async function mayStillRun(
  { db }: AppDeps,
  caller: Caller,
  job: JobId,
  { execution_id }: RunAnswer,
): Promise<void> {
  const present = await findJob(db, job);
  if (present !== undefined) seen(caller, "job", present, ({ categoryId }) => categoryId);
  const execution = await findExecution(db, execution_id as ExecutionId);
  seen(caller, "execution", execution, ({ job }) => job.categoryId);
  mustChange(caller);
}

function run(
  c: Context<AppEnv>,
  { db, clock, takePlace }: AppDeps,
  jobId: JobId,
  request: (job: Job) => StoredRequest,
  also: Also<Execution> | undefined,
): Promise<Execution | undefined> {
  const now = clock.now();
  const audit = (job: Job, execution: ExecutionId) =>
    auditEntry(c.var.caller, job, "custom_run", execution, now);
  return runNow(db, jobId, audit, now, {
    request,
    ...given("also", also),
    ...given("takePlace", takePlace),
  });
}

/** @throws Refusal `invalid` that names the field that does not fit. */
function understandRun(
  body: RunRequest,
  job: Job,
  caller: Caller,
  deps: AppDeps,
): StoredRequest {
  const { jobClasses, clock } = deps;
  const { reason, force } = body;
  const now = clock.now();
  const pubArgs = readPubArgs(body.pub_args);
  // Without its class the job cannot run: the execution says so, as at a fire.
  if (pubArgs !== undefined && jobClasses.get(job.jobClass) !== undefined) {
    mustFitClass(jobClasses, job.jobClass, pubArgs);
  }
  if (pubArgs !== undefined) mustOpenSecrets({ ...job, pubArgs }, deps);
  const runAt = typeof body.run_at === "number" ? Math.round(body.run_at) : undefined;
  if (runAt !== undefined) mustBeAhead(runAt, now);
  return {
    ...(pubArgs === undefined ? {} : {
      pubArgs,
      ...approvalOf(
        job,
        isAdmin(caller) || isSame(pubArgs, job.pubArgs) && job.approvedByAdmin === true,
        deps,
      ),
    }),
    ...given("reason", reason || undefined),
    ...given("force", force),
    ...given("runAt", runAt),
  };
}

function understandRetry(
  { reason, force }: RetryRequest,
  old: Execution,
  job: Job,
  caller: Caller,
  deps: AppDeps,
): StoredRequest {
  mustOpenSecrets({ ...job, pubArgs: old.job.pubArgs }, deps);
  const wasApproved = old.job.approvedByAdmin === true && old.job.jobClass === job.jobClass;
  return {
    pubArgs: old.job.pubArgs,
    ...approvalOf(job, isAdmin(caller) || wasApproved, deps),
    retryOf: old.id,
    ...given("reason", reason || undefined),
    ...given("force", force),
  };
}

/** @throws Refusal `forbidden` for arguments that nobody approved, where the job's category may not run programs. */
function approvalOf(
  job: Job,
  isApproved: boolean,
  { jobClasses, programCategories }: AppDeps,
): Pick<StoredRequest, "approvedByAdmin"> {
  const jobClass = jobClasses.get(job.jobClass);
  if (jobClass?.startsPrograms !== true) return {};
  const approval = isApproved ? { approvedByAdmin: true as const } : {};
  const owner = { categoryId: job.categoryId, ...approval };
  const refusal = programRefusal(jobClass, owner, programCategories);
  if (refusal !== undefined) throw Refusal.forbidden(`${refusal}.`);
  return approval;
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
