import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";
import { type Caller, callerName, mustChange } from "../../scheduler/model/caller.ts";
import type { Calendars } from "../../scheduler/model/calendars/exclusion.ts";
import { resumed } from "../../scheduler/model/firing/resumed.ts";
import type { Instant } from "../../scheduler/model/time.ts";
import { type JobId, newId } from "../../scheduler/model/ids.ts";
import { draftJob, editJob, type Job as StoredJob, pauseJob } from "../../scheduler/model/job.ts";
import { changeJob, createJob, deleteJob, findJob } from "../../scheduler/store/jobs/jobs.ts";
import { JobPath } from "../contract/common.ts";
import { IdempotencyKey, IfMatch, ifNoneMatchHeader } from "../contract/headers.ts";
import { Job, JobEdit, JobRef, NewJob } from "../contract/jobs/jobs.ts";
import { JobPauseRequest } from "../contract/timing/pauses.ts";
import type { AppDeps, AppEnv } from "../deps.ts";
import { namedChannels } from "../alarms/named_channels.ts";
import { executionsOfJobRoutes } from "../executions/find_routes.ts";
import { jsonBody, noBody } from "../http/body.ts";
import { found } from "../http/errors.ts";
import { given } from "../http/given.ts";
import { isoTimeOrNothing } from "../http/times.ts";
import { mustBeAhead } from "../maintenance/wire.ts";
import { changeBy } from "../http/changes.ts";
import { ifNoneMatch, jobTag } from "../http/etags.ts";
import { once } from "../http/idempotency.ts";
import { newApp } from "../http/new_app.ts";
import {
  bearer,
  body,
  errors,
  forChangers,
  forReaders,
  json,
  notModified,
  onlyChangers,
  taggedJson,
} from "../http/route_config.ts";
import { argumentsText, auditEntry, editEntries, jobText } from "../logs/audit.ts";
import { isUnchanged, understandEdit, understandNewJob } from "./fields.ts";
import { findJobRoutes } from "./find_routes.ts";
import { jobReader, seenJob } from "./read_job.ts";
import { jobToWire } from "./wire.ts";

const all = { tags: ["jobs"], security: bearer };

const getRoute = createRoute({
  ...all,
  method: "get",
  path: "/{job_id}",
  operationId: "getJob",
  summary: "Get one job",
  "x-permission": forReaders,
  middleware: [ifNoneMatch],
  parameters: [ifNoneMatchHeader],
  request: { params: JobPath },
  responses: { 200: taggedJson(Job, "The job."), 304: notModified, ...errors(404) },
});

const createJobRoute = createRoute({
  ...all,
  method: "post",
  path: "/",
  operationId: "createJob",
  summary: "Create a job",
  "x-permission": forChangers,
  middleware: [onlyChangers, jsonBody],
  request: { headers: IdempotencyKey, body: body(NewJob) },
  responses: { 201: taggedJson(JobRef, "Created."), ...errors(403, 415, 422, 507) },
});

const changeRoute = createRoute({
  ...all,
  method: "put",
  path: "/{job_id}",
  operationId: "changeJob",
  summary: "Change a job",
  description: "A field that is not sent keeps its value; a paused job stays paused.",
  "x-permission": forChangers,
  middleware: [jsonBody],
  request: { params: JobPath, headers: IfMatch, body: body(JobEdit) },
  responses: { 200: taggedJson(JobRef, "Changed."), ...errors(403, 404, 412, 415, 422, 507) },
});

const deleteRoute = createRoute({
  ...all,
  method: "delete",
  path: "/{job_id}",
  operationId: "deleteJob",
  summary: "Delete a job",
  description: "The executions and logs of the job stay.",
  "x-permission": forChangers,
  middleware: [noBody],
  request: { params: JobPath, headers: IfMatch },
  responses: { 200: json(JobRef, "Deleted."), ...errors(403, 404, 412, 507) },
});

const pauseRoute = createRoute({
  ...all,
  method: "patch",
  path: "/{job_id}",
  operationId: "pauseJob",
  summary: "Pause a job",
  "x-permission": forChangers,
  middleware: [noBody],
  request: { params: JobPath, headers: IfMatch },
  responses: { 200: taggedJson(JobRef, "Paused."), ...errors(403, 404, 412, 507) },
});

const pauseUntilRoute = createRoute({
  ...all,
  method: "post",
  path: "/{job_id}/pause",
  operationId: "pauseJobUntil",
  summary: "Pause a job with a reason",
  description: "The job goes on by itself at `until`, or when somebody resumes it. A job that is " +
    "paused already gets the new reason and the new end.",
  "x-permission": forChangers,
  middleware: [jsonBody],
  request: { params: JobPath, headers: IfMatch, body: body(JobPauseRequest) },
  responses: { 200: taggedJson(JobRef, "Paused."), ...errors(403, 404, 412, 415, 422, 507) },
});

const resumeRoute = createRoute({
  ...all,
  method: "options",
  path: "/{job_id}",
  operationId: "resumeJob",
  summary: "Resume a job",
  description: "The call needs a token; a CORS preflight, which has none, resumes nothing.",
  "x-permission": forChangers,
  middleware: [noBody],
  request: { params: JobPath, headers: IfMatch },
  responses: { 200: taggedJson(JobRef, "Resumed."), ...errors(403, 404, 412, 507) },
});

export function jobRoutes(deps: AppDeps) {
  const { db, clock } = deps;
  const app = newApp();
  const readJob = jobReader(deps);
  app.openapi(getRoute, async (c) => {
    const { job_id } = c.req.valid("param");
    const { job, pause } = await readJob(c.get("caller"), job_id);
    c.header("ETag", jobTag(job, pause));
    return c.json(jobToWire(job, pause), 200);
  });
  app.openapi(createJobRoute, async (c) => {
    const [caller, now] = [c.get("caller"), clock.now()];
    const made = await once(c, deps, {
      make: async (also) => {
        const sent = c.req.valid("json");
        const mustTell = await namedChannels(db, sent.alarms);
        const draft = understandNewJob(sent, caller, deps);
        mustTell(draft.categoryId);
        const job = draftJob(newId<JobId>(now), draft, now);
        const audit = auditEntry(caller, job, "added", argumentsText(job), now);
        return await createJob(db, job, audit, now, also);
      },
      answerOf: (job: StoredJob) => ({ body: { job_id: job.id }, etag: jobTag(job) }),
      mayStill: async ({ job_id }) => {
        const job = await findJob(db, job_id);
        if (job !== undefined) mustChangeJob(caller, job);
      },
    });
    return c.json(made, 201);
  });
  app.openapi(changeRoute, async (c) => {
    const { job_id } = c.req.valid("param");
    const body = c.req.valid("json");
    const { caller, now, mustFit } = changeBy(c, clock, mustChangeJob);
    const mustTell = await namedChannels(db, body.alarms);
    const changed = await changeJob(db, job_id, (job, calendars) => {
      mustFit(job);
      const edited = editOf(job, body, caller, deps, now, calendars);
      mustTell((edited?.job ?? job).categoryId);
      return edited;
    }, now);
    c.header("ETag", jobTag(found("job", changed)));
    return c.json({ job_id }, 200);
  });
  app.openapi(deleteRoute, async (c) => {
    const { job_id } = c.req.valid("param");
    const { caller, now, mustFit } = changeBy(c, clock, mustChangeJob);
    const isDeleted = await deleteJob(db, job_id, (job) => {
      mustFit(job);
      return auditEntry(caller, job, "deleted", jobText(job), now);
    }, now);
    found("job", isDeleted || undefined);
    return c.json({ job_id }, 200);
  });
  app.openapi(pauseRoute, async (c) => {
    const { job_id } = c.req.valid("param");
    c.header("ETag", jobTag(await setPaused(c, deps, job_id, true)));
    return c.json({ job_id }, 200);
  });
  app.openapi(pauseUntilRoute, async (c) => {
    const { job_id } = c.req.valid("param");
    c.header("ETag", jobTag(await pauseWithReason(c, deps, job_id, c.req.valid("json"))));
    return c.json({ job_id }, 200);
  });
  app.openapi(resumeRoute, async (c) => {
    const { job_id } = c.req.valid("param");
    c.header("ETag", jobTag(await setPaused(c, deps, job_id, false)));
    return c.json({ job_id }, 200);
  });
  app.route("/", findJobRoutes(deps));
  app.route("/", executionsOfJobRoutes(deps));
  return app;
}

/** The edited job with its audit entry; `undefined` where the edit changes nothing. */
function editOf(
  job: StoredJob,
  body: JobEdit,
  caller: Caller,
  deps: AppDeps,
  now: Instant,
  calendars: Calendars,
) {
  const draft = understandEdit(body, job, caller, deps);
  if (isUnchanged(job, draft)) return undefined;
  const edited = editJob(job, draft, now, calendars);
  return { job: edited, audit: editEntries(caller, job, edited, now) };
}

/** Changes nothing where the job is in the wanted state already. */
async function setPaused(
  c: Context<AppEnv>,
  { db, clock }: AppDeps,
  id: JobId,
  paused: boolean,
): Promise<StoredJob> {
  const { caller, now, mustFit } = changeBy(c, clock, mustChangeJob);
  const change = (job: StoredJob, calendars: Calendars) => {
    mustFit(job);
    if (job.paused === paused) return undefined;
    const audit = auditEntry(caller, job, paused ? "paused" : "resumed", "", now);
    if (!paused) return { ...resumed(job, now, calendars), audit };
    const pause = { by: callerName(caller), at: now, reason: "" };
    return { job: pauseJob(job, now, pause), audit };
  };
  return found("job", await changeJob(db, id, change, now));
}

/** Pauses a job with a reason. One that is paused already gets the new words and the new end. */
async function pauseWithReason(
  c: Context<AppEnv>,
  { db, clock }: AppDeps,
  id: JobId,
  { reason, until, fires }: JobPauseRequest,
): Promise<StoredJob> {
  const { caller, now, mustFit } = changeBy(c, clock, mustChangeJob);
  mustBeAhead(until, now);
  const change = (job: StoredJob) => {
    mustFit(job);
    const pause = {
      ...{
        by: callerName(caller),
        at: job.pause?.at ?? now,
        reason,
        fires: fires ?? "skip" as const,
      },
      ...given("until", until ?? undefined),
    };
    const told = JSON.stringify({
      reason,
      until: isoTimeOrNothing(pause.until),
      fires: pause.fires,
    });
    return {
      job: pauseJob(job, now, pause),
      audit: auditEntry(caller, job, "paused", told, now),
    };
  };
  return found("job", await changeJob(db, id, change, now));
}

/** @throws Refusal `not_found` for a job that the caller does not see, `forbidden` for one to read only. */
function mustChangeJob(caller: Caller, job: StoredJob): void {
  seenJob(caller, job);
  mustChange(caller);
}
