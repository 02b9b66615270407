import assert from "node:assert/strict";
import { readSecretCategories } from "../../../routes/category_lists.ts";
import { ConfigError } from "../../../scheduler/config.ts";
import { Engine } from "../../../scheduler/engine/engine.ts";
import { defineJobClass, readJobSecret, z } from "../../../scheduler/job_classes/job_class.ts";
import {
  builtInJobClasses,
  jobClassRegistry,
  parseAllowList,
} from "../../../scheduler/job_classes/mod.ts";
import { createLogger } from "../../../scheduler/log.ts";
import type { CategoryId } from "../../../scheduler/model/ids.ts";
import type { SecretCategories } from "../../../scheduler/model/rights/secret_rights.ts";
import { makeJob, otherCategory, type TestApi, testApi } from "../../support/app.ts";

const closed = "JOB_SECRET_CLOSED";
/** The secret is for category 1 alone. */
const secretCategories: SecretCategories = new Map([
  [closed, new Set([1 as CategoryId])],
  ["SIMPLE_SCHEDULER_SLACK_URL", new Set([1 as CategoryId])],
]);

/** A module's class that makes up the name of the secret. */
const maker = defineJobClass({
  name: "tests.MakesUp",
  notes: "Reads a secret by a part of its name.",
  args: z.tuple([z.string()]),
  example: ["X"],
  run: ([part]) => readJobSecret(`JOB_SECRET_${part}`).length,
});

const jobClasses = jobClassRegistry([
  ...builtInJobClasses({ allowShellJobs: true, httpJobAllow: parseAllowList("") }),
  maker,
]);

const httpJob = {
  job_class_string: "carillon.jobs.HttpJob",
  pub_args: [{ url: "https://example.org/", signature: { secret_env: closed } }],
};

async function runNow(api: TestApi, id: string, given: SecretCategories = secretCategories) {
  const engine = new Engine({
    db: api.db,
    clock: api.clock,
    jobClasses,
    secretCategories: given,
    log: createLogger({ write: () => {} }),
    concurrency: 1,
    hostname: "here",
    pid: 1,
    executionRetentionDays: 30,
    logRetentionDays: 30,
  });
  const { execution_id } = (await api.admin.post(`/executions/${id}`)).body;
  await engine.drain();
  await engine.stop();
  return (await api.admin.get(`/executions/${execution_id}`)).body;
}

Deno.test("a job of another category that names a closed secret is refused, with the field", async () => {
  await using api = await testApi({ jobClasses, secretCategories });

  const { status, body } = await api.stranger.post("/jobs", { name: "x", minute: "*", ...httpJob });

  assert.equal(status, 422);
  assert.deepEqual(body.details, [{
    field: "pub_args[0].signature.secret_env",
    reason: `${closed} is not for jobs of category 2: see CATEGORIES_OF_${closed}`,
  }]);
  await makeJob(api.changer, httpJob);
  const slack = {
    job_class_string: "simple_scheduler.jobs.slack_job.SlackJob",
    pub_args: ["#team", "Carillon", ":bell:", "text"],
  };
  const implied = await api.stranger.post("/jobs", { name: "x", minute: "*", ...slack });
  assert.deepEqual([implied.status, implied.body.details[0].field], [422, "pub_args"]);
  const wide = await api.overseer.post("/jobs", { name: "x", minute: "*", ...httpJob });
  assert.equal(wide.status, 422, "category 0 is a category like any other");
});

Deno.test("a job cannot get a closed secret by an edit, a move, or a run with other arguments", async () => {
  await using api = await testApi({ jobClasses, secretCategories });
  const args = [{ url: "https://example.org/" }];
  const other = await makeJob(api.stranger, { ...httpJob, pub_args: args });
  const own = await makeJob(api.changer, httpJob);

  assert.equal(
    (await api.stranger.put(`/jobs/${other}`, { pub_args: httpJob.pub_args })).status,
    422,
  );
  assert.equal(
    (await api.stranger.post(`/executions/${other}`, { pub_args: httpJob.pub_args })).status,
    422,
  );
  assert.equal((await api.admin.put(`/jobs/${own}`, { category_id: otherCategory })).status, 422);
  assert.equal((await api.changer.put(`/jobs/${own}`, { name: "renamed" })).status, 200);
});

Deno.test("a secret that was closed since is not read, and the execution says why", async () => {
  await using api = await testApi({ jobClasses });
  const job = await makeJob(api.stranger, httpJob);

  const { state, description } = await runNow(api, job);

  assert.equal(state, "scheduled error");
  assert.match(description, /JOB_SECRET_CLOSED is not for jobs of category 2/);
});

Deno.test("a class cannot read a closed secret by a name that it makes up", async () => {
  Deno.env.set(closed, "correct horse");
  try {
    await using api = await testApi({ jobClasses, secretCategories });
    const made = { job_class_string: "tests.MakesUp", pub_args: ["CLOSED"] };
    const [own, other] = [await makeJob(api.changer, made), await makeJob(api.stranger, made)];

    assert.equal((await runNow(api, own)).state, "succeeded");
    const refused = await runNow(api, other);
    assert.equal(refused.state, "failed");
    assert.match(refused.description, /is not for jobs of category 2/);
    assert.equal((await runNow(api, other, new Map())).state, "succeeded");
  } finally {
    Deno.env.delete(closed);
  }
});

Deno.test("readSecretCategories() takes numbers, names and *, and a name that is not there closes", async () => {
  await using api = await testApi();
  const warnings: string[] = [];
  const log = createLogger({ write: (line) => warnings.push(line) });

  const read = await readSecretCategories(
    {
      CATEGORIES_OF_JOB_SECRET_A: "1, other",
      CATEGORIES_OF_JOB_SECRET_B: "*",
      CATEGORIES_OF_JOB_SECRET_C: "nowhere",
      CATEGORIES_OF_JOB_SECRET_D: " ",
      JOB_SECRET_A_CATEGORIES: "a secret of its own",
    },
    api.db,
    log,
  );

  assert.deepEqual([...read], [
    ["JOB_SECRET_A", new Set([1, 2])],
    ["JOB_SECRET_B", "all"],
    ["JOB_SECRET_C", new Set()],
  ]);
  assert.match(warnings.join(), /CATEGORIES_OF_JOB_SECRET_C/);
  await assert.rejects(
    readSecretCategories({ CATEGORIES_OF_JWT_SECRET: "1" }, api.db, log),
    ConfigError,
  );
});
