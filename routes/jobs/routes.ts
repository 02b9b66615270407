import { type JobId, newId } from "../../scheduler/model/ids.ts";
import { draftJob, editJob, type Job, pauseJob, resumeJob } from "../../scheduler/model/job.ts";
import { type Caller, mustChange, seen } from "../../scheduler/model/user.ts";
import type { Also } from "../../scheduler/store/kv/commit.ts";
import { changeJob, createJob, deleteJob, findJob } from "../../scheduler/store/jobs/jobs.ts";
import { answer, apiRoutes, body, route } from "../http/api_route.ts";
import { argumentsText, auditEntry, changesText, jobText } from "../logs/audit.ts";
import type { JobDeps } from "../deps.ts";
import { ifMatch, jobTag } from "../http/etags.ts";
import { isUnchanged, understandEdit, understandNewJob } from "./fields.ts";
import { jobToWire } from "./wire.ts";
import { once } from "../http/idempotency.ts";
import { found } from "../http/wire.ts";

const apiRoute = apiRoutes(async () => ({
  ...await import("../contract/common.ts"),
  ...await import("../contract/jobs.ts"),
}));

const tags = ["jobs"];

const getRoute = apiRoute({
  method: "get",
  path: "/jobs/{job_id}",
  tags,
  operationId: "getJob",
  summary: "Get one job",
  tagged: true,
  request: ({ JobPath }) => ({ params: JobPath }),
  responses: ({ Job }) => ({ 200: answer(Job, "The job.") }),
});

const createJobRoute = apiRoute({
  method: "post",
  path: "/jobs",
  tags,
  operationId: "createJob",
  summary: "Create a job",
  right: "change",
  tagged: true,
  once: true,
  request: ({ NewJob }) => ({ body: body(NewJob) }),
  responses: ({ JobRef }) => ({ 201: answer(JobRef, "It was made.") }),
});

const changeRoute = apiRoute({
  method: "put",
  path: "/jobs/{job_id}",
  tags,
  operationId: "changeJob",
  summary: "Change a job",
  description: "What is not named stays; a paused job stays paused.",
  tagged: true,
  request: ({ JobPath, JobEdit }) => ({ params: JobPath, body: body(JobEdit) }),
  responses: ({ JobRef }) => ({ 200: answer(JobRef, "It was changed.") }),
  errors: [403],
});

const deleteRoute = apiRoute({
  method: "delete",
  path: "/jobs/{job_id}",
  tags,
  operationId: "deleteJob",
  summary: "Delete a job",
  tagged: true,
  description: "Its executions and logs stay.",
  request: ({ JobPath }) => ({ params: JobPath }),
  responses: ({ JobRef }) => ({ 200: answer(JobRef, "It was deleted.") }),
  errors: [403],
});

const pauseRoute = apiRoute({
  method: "patch",
  path: "/jobs/{job_id}",
  tags,
  operationId: "pauseJob",
  summary: "Pause a job",
  tagged: true,
  request: ({ JobPath }) => ({ params: JobPath }),
  responses: ({ JobRef }) => ({ 200: answer(JobRef, "It is paused.") }),
  errors: [403],
});

const resumeRoute = apiRoute({
  method: "options",
  path: "/jobs/{job_id}",
  tags,
  operationId: "resumeJob",
  summary: "Resume a job",
  tagged: true,
  description: "With a token; a CORS preflight, which has none, resumes nothing.",
  request: ({ JobPath }) => ({ params: JobPath }),
  responses: ({ JobRef }) => ({ 200: answer(JobRef, "It is not paused any more.") }),
  errors: [403],
});

export function jobRoutes(deps: JobDeps) {
  const { db, clock } = deps;
  return [
    route(getRoute, async (c) => {
      const { job_id } = c.req.valid("param");
      const job = seenJob(c.var.user, await findJob(db, job_id));
      c.header("ETag", jobTag(job));
      return c.json(jobToWire(job), 200);
    }),
    route(createJobRoute, async (c) => {
      const [caller, now] = [c.var.user, clock.now()];
      const make = (also?: Also<Job>) => {
        const draft = understandNewJob(c.req.valid("json"), caller, deps);
        const job = draftJob(newId<JobId>(now), draft, now);
        const audit = auditEntry(caller, job, "added", argumentsText(job), now);
        return createJob(db, job, audit, now, also);
      };
      const made = await once(c, deps, make, (job) => ({
        body: { job_id: job.id },
        etag: jobTag(job),
      }));
      return c.json(made, 201);
    }),
    route(changeRoute, async (c) => {
      const { job_id } = c.req.valid("param");
      const [caller, now, mustMatch] = [c.var.user, clock.now(), ifMatch(c)];
      const change = (job: Job) => {
        mustChangeJob(caller, job);
        mustMatch(job);
        const draft = understandEdit(c.req.valid("json"), job, caller, deps);
        if (isUnchanged(job, draft)) return undefined;
        const edited = editJob(job, draft, now);
        const text = changesText(job, edited, now);
        return { job: edited, audit: auditEntry(caller, edited, "modified", text, now) };
      };
      c.header("ETag", jobTag(found("job", await changeJob(db, job_id, change, now))));
      return c.json({ job_id }, 200);
    }),
    route(deleteRoute, async (c) => {
      const { job_id } = c.req.valid("param");
      const [caller, now, mustMatch] = [c.var.user, clock.now(), ifMatch(c)];
      const isDeleted = await deleteJob(db, job_id, (job) => {
        mustChangeJob(caller, job);
        mustMatch(job);
        return auditEntry(caller, job, "deleted", jobText(job), now);
      }, now);
      found("job", isDeleted || undefined);
      return c.json({ job_id }, 200);
    }),
    route(pauseRoute, async (c) => {
      const { job_id } = c.req.valid("param");
      c.header("ETag", jobTag(await setPaused(deps, c.var.user, job_id, true, ifMatch(c))));
      return c.json({ job_id }, 200);
    }),
    route(resumeRoute, async (c) => {
      const { job_id } = c.req.valid("param");
      c.header("ETag", jobTag(await setPaused(deps, c.var.user, job_id, false, ifMatch(c))));
      return c.json({ job_id }, 200);
    }),
  ];
}

/** Does nothing to a job that is so already. */
async function setPaused(
  { db, clock }: JobDeps,
  caller: Caller,
  id: JobId,
  paused: boolean,
  mustMatch: (job: Job) => void,
): Promise<Job> {
  const now = clock.now();
  const change = (job: Job) => {
    mustChangeJob(caller, job);
    mustMatch(job);
    if (job.paused === paused) return undefined;
    const changed = paused ? pauseJob(job, now) : resumeJob(job, now);
    return { job: changed, audit: auditEntry(caller, job, paused ? "paused" : "resumed", "", now) };
  };
  return found("job", await changeJob(db, id, change, now));
}

function seenJob(caller: Caller, job: Job | undefined): Job {
  return seen(caller, "job", job, ({ categoryId }) => categoryId);
}

/** What he cannot see is not there for him; what he sees he may perhaps only read. */
function mustChangeJob(caller: Caller, job: Job): void {
  seenJob(caller, job);
  mustChange(caller);
}
