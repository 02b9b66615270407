import assert from "node:assert/strict";
import type { AppDeps } from "../../../routes/app.ts";
import { Engine } from "../../../scheduler/engine/engine.ts";
import { defineJobClass, z } from "../../../scheduler/job_classes/job_class.ts";
import { jobClassRegistry } from "../../../scheduler/job_classes/mod.ts";
import { createLogger } from "../../../scheduler/log.ts";
import { defaultCategory } from "../../../scheduler/model/category.ts";
import type { ExecutionId } from "../../../scheduler/model/ids.ts";
import type { ProgramCategories } from "../../../scheduler/model/rights/program_rights.ts";
import { aJobBody, type Client, type TestApi, testApi } from "../../support/app.ts";
import { ended } from "../../support/world.ts";

function aClass(name: string, startsPrograms: boolean) {
  return defineJobClass({
    name,
    notes: "Answers its arguments.",
    startsPrograms,
    args: z.tuple([]).rest(z.string()),
    example: [],
    run: (args) => args,
  });
}

const jobClasses = jobClassRegistry([aClass("test.Program", true), aClass("test.Plain", false)]);

const program = { job_class_string: "test.Program", pub_args: ["one"] };
const plain = { job_class_string: "test.Plain", pub_args: ["one"] };
const inDefault: ProgramCategories = new Set([defaultCategory]);

function anApi(given: Partial<AppDeps> = {}): Promise<TestApi> {
  return testApi({ jobClasses, ...given });
}

/** The admin's job that runs a program, in category 1. */
async function adminsJob(api: TestApi): Promise<string> {
  const { status, body } = await api.admin.post("/jobs", aJobBody(program));
  assert.equal(status, 201, JSON.stringify(body));
  return body.job_id;
}

/** How a run ends on a server with these categories. */
async function endOf(api: TestApi, execution: string, programCategories?: ProgramCategories) {
  const engine = new Engine({
    db: api.db,
    clock: api.clock,
    jobClasses,
    ...(programCategories === undefined ? {} : { programCategories }),
    log: createLogger({ clock: api.clock, write: () => {} }),
    concurrency: 1,
    hostname: "host",
    pid: 1,
    executionRetentionDays: 30,
    logRetentionDays: 365,
    elapsed: () => api.clock.elapsed(),
  });
  await engine.drain();
  const { state, description } = await ended(api.db, execution as ExecutionId);
  await engine.stop();
  return { state, description };
}

async function run(client: Client, job: string, body?: unknown): Promise<string> {
  const answer = await client.post(`/executions/${job}`, body);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body.execution_id;
}

Deno.test("POST /jobs lets only admins save a job that runs programs, and says which class and why", async () => {
  await using api = await anApi();

  for (const client of [api.changer, api.overseer]) {
    const { status, body } = await client.post("/jobs", aJobBody(program));
    assert.equal(status, 403);
    assert.equal(body.code, "forbidden");
    assert.match(
      body.error,
      /^Permission denied: test\.Program runs programs .* SHELL_CATEGORIES .* category \d/,
    );
  }
  assert.equal((await api.changer.post("/jobs", aJobBody(plain))).status, 201);
  const job = await adminsJob(api);
  assert.equal((await endOf(api, await run(api.admin, job))).state, "succeeded");
});

Deno.test("POST /jobs lets writers of a category in SHELL_CATEGORIES save such a job, and no others", async () => {
  for (const programCategories of [inDefault, "all"] as const) {
    await using api = await anApi({ programCategories });

    const own = await api.changer.post("/jobs", aJobBody(program));
    const other = await api.stranger.post("/jobs", aJobBody(program));

    assert.equal(own.status, 201);
    assert.equal(other.status, programCategories === "all" ? 201 : 403);
  }
});

Deno.test("PUT /jobs/{job_id} lets nobody but an admin change what a job runs", async () => {
  await using api = await anApi();
  const job = await adminsJob(api);
  const plainJob = (await api.changer.post("/jobs", aJobBody(plain))).body.job_id;

  assert.equal((await api.changer.put(`/jobs/${job}`, { pub_args: ["evil"] })).status, 403);
  assert.equal((await api.changer.put(`/jobs/${plainJob}`, program)).status, 403);
  assert.equal(
    (await api.changer.put(`/jobs/${job}`, { name: "renamed", ...program })).status,
    200,
  );

  assert.deepEqual((await api.admin.get(`/jobs/${job}`)).body.pub_args, ["one"]);
  assert.equal((await endOf(api, await run(api.changer, job))).state, "succeeded");
});

Deno.test("POST /executions/{id} takes other arguments of a program from admins alone", async () => {
  await using api = await anApi();
  const job = await adminsJob(api);
  const evil = { pub_args: ["evil"] };

  const refused = await api.changer.post(`/executions/${job}`, evil);
  const same = await run(api.changer, job, { pub_args: ["one"] });
  const admins = await run(api.admin, job, evil);

  assert.equal(refused.status, 403);
  assert.equal((await endOf(api, same)).state, "succeeded");
  assert.equal((await endOf(api, admins)).state, "succeeded");
});

Deno.test("a job of a category that may not run programs any more does not run until an admin saves it", async () => {
  await using api = await anApi({ programCategories: inDefault });
  const { job_id } = (await api.changer.post("/jobs", aJobBody(program))).body;
  assert.equal((await endOf(api, await run(api.changer, job_id), inDefault)).state, "succeeded");

  const refused = await endOf(api, await run(api.changer, job_id));
  const saved = await api.admin.put(`/jobs/${job_id}`, { name: "approved" });
  const approved = await endOf(api, await run(api.changer, job_id));

  assert.equal(refused.state, "scheduled error");
  assert.match(refused.description, /only an admin may save such a job/);
  assert.equal(saved.status, 200);
  assert.equal(approved.state, "succeeded");
});

Deno.test("an edit by a writer ends the approval of an admin", async () => {
  await using api = await anApi({ programCategories: inDefault });
  const job = await adminsJob(api);
  await api.changer.put(`/jobs/${job}`, { pub_args: ["two"] });

  const end = await endOf(api, await run(api.changer, job));

  assert.equal(end.state, "scheduled error");
});

Deno.test("POST /executions/{id}/retry does not run old arguments that nobody approved", async () => {
  await using api = await anApi({ programCategories: inDefault });
  const { job_id } = (await api.changer.post("/jobs", aJobBody(program))).body;
  const old = await run(api.changer, job_id);
  await api.changer.delete(`/executions/${old}`);
  await api.admin.put(`/jobs/${job_id}`, { pub_args: ["two"] });

  const { body } = await api.changer.post(`/executions/${old}/retry`);

  assert.equal((await endOf(api, body.execution_id)).state, "scheduled error");
});
