import assert from "node:assert/strict";
import type { CategoryId, JobId } from "../../../scheduler/model/ids.ts";
import { hour, minute, second } from "../../../scheduler/model/time.ts";
import { findJob } from "../../../scheduler/store/jobs/jobs.ts";
import { type Answer, makeJob, type TestApi, testApi } from "../../support/app.ts";
import { anEnded, aReady, aRunning, storeExecutions } from "../../support/executions.ts";
import { broken, done } from "../../support/store.ts";

const curl = { job_class_string: "simple_scheduler.jobs.curl_job.CurlJob" };

function namesOf({ status, body }: Answer): string[] {
  assert.equal(status, 200, JSON.stringify(body));
  return body.jobs.map((job: { name: string }) => job.name);
}

async function storeRun(api: TestApi, id: string, outcome: typeof done) {
  const job = await findJob(api.db, id as JobId);
  assert.ok(job !== undefined);
  const execution = anEnded(aReady(job, api.clock.now() - minute), outcome);
  await storeExecutions(api.db, [execution], api.clock.now());
  return execution;
}

async function someJobs(api: TestApi) {
  await makeJob(api.stranger, { name: "theirs" });
  const backup = await makeJob(api.changer, { name: "Backup" });
  const mail = await makeJob(api.changer, { name: "mail" });
  const args = { pub_args: ["https://example.org", "GET", ""] };
  await makeJob(api.changer, { name: "fetch", ...curl, ...args });
  await api.changer.patch(`/jobs/${mail}`);
  await storeRun(api, backup, broken);
  return { backup, mail };
}

Deno.test("GET /jobs finds by each filter, in both orders", async () => {
  await using api = await testApi();
  await someJobs(api);
  const expected: [string, string[]][] = [
    ["", ["Backup", "fetch", "mail"]],
    ["order=desc", ["mail", "fetch", "Backup"]],
    ["order=desc&limit=1", ["mail"]],
    ["q=BACK", ["Backup"]],
    ["q=curl_job", ["fetch"]],
    [`job_class_string=${curl.job_class_string}`, ["fetch"]],
    ["job_class_string=Curl", []],
    ["state=paused", ["mail"]],
    ["state=active", ["Backup", "fetch"]],
    ["state=failing", ["Backup"]],
    ["state=failing,paused", ["Backup", "mail"]],
    ["state=failing&state=paused&q=mail", ["mail"]],
    ["category_id=1", ["Backup", "fetch", "mail"]],
    ["category_id=0&q=theirs", []],
  ];

  for (const [query, names] of expected) {
    assert.deepEqual(namesOf(await api.reader.get(`/jobs?${query}`)), names, query);
  }
  assert.deepEqual(namesOf(await api.admin.get("/jobs?category_id=2")), ["theirs"]);
  assert.equal((await api.admin.get("/jobs")).body.jobs.length, 4);
});

Deno.test("GET /jobs goes page by page through a filter, in both orders", async () => {
  await using api = await testApi();
  for (let i = 0; i < 7; i++) {
    await makeJob(api.changer, { name: `job ${i}` });
    await makeJob(api.changer, { name: `other ${i}` });
  }

  for (const order of ["asc", "desc"]) {
    const found: string[] = [];
    let cursor = "";
    do {
      const query = `q=job%20&limit=2&order=${order}&cursor=${encodeURIComponent(cursor)}`;
      const answer = await api.reader.get(`/jobs?${query}`);
      found.push(...namesOf(answer));
      cursor = answer.body.next_cursor ?? "";
    } while (cursor !== "");
    const names = [0, 1, 2, 3, 4, 5, 6].map((i) => `job ${i}`);
    assert.deepEqual(found, order === "asc" ? names : names.reverse());
  }
});

Deno.test("GET /jobs tells the last executions of each job when it is asked to", async () => {
  await using api = await testApi();
  const id = await makeJob(api.changer);
  const job = await findJob(api.db, id as JobId);
  assert.ok(job !== undefined);
  const now = api.clock.now();
  const elsewhere = anEnded(aReady({ ...job, categoryId: 2 as CategoryId }, now - 2 * hour), done);
  const failed = anEnded(aReady(job, now - hour), broken);
  const runs = aRunning(aReady(job, now - minute));
  await storeExecutions(api.db, [elsewhere, failed, runs], now);

  const [first] = (await api.reader.get("/jobs?include=last_executions:12")).body.jobs;
  const [short] = (await api.reader.get("/jobs?include=last_executions:1")).body.jobs;
  const [plain] = (await api.reader.get("/jobs")).body.jobs;

  assert.deepEqual(first.last_executions, [
    {
      execution_id: runs.id,
      state: "running",
      scheduled_time: "2026-03-02T09:59:00.000Z",
      started_time: "2026-03-02T09:59:01.000Z",
      ended_time: "",
      duration_ms: null,
      description: "",
    },
    {
      execution_id: failed.id,
      state: "failed",
      scheduled_time: "2026-03-02T09:00:00.000Z",
      started_time: "2026-03-02T09:00:01.000Z",
      ended_time: "2026-03-02T09:00:03.000Z",
      duration_ms: 2 * second,
      description: "broken",
    },
  ]);
  assert.equal(short.last_executions.length, 1);
  assert.equal("last_executions" in plain, false);
  const [all] = (await api.admin.get("/jobs?include=last_executions")).body.jobs;
  assert.equal(all.last_executions.length, 3);
});

Deno.test("GET /jobs with executions has at most 100 jobs on a page", async () => {
  await using api = await testApi();
  for (let i = 0; i < 101; i++) await makeJob(api.changer);

  const { body } = await api.reader.get("/jobs?include=last_executions:20&limit=1000");

  assert.equal(body.jobs.length, 100);
  assert.ok(body.next_cursor);
});

Deno.test("GET /jobs refuses what is no filter, and hides other categories", async () => {
  await using api = await testApi();
  const bad = [
    ["state", "broken"],
    ["state", "active;paused"],
    ["order", "up"],
    ["include", "last_executions:0"],
    ["include", "last_executions:21"],
    ["include", "last_executions:"],
    ["include", "everything"],
    ["category_id", "one"],
    ["job_class_string", "x".repeat(201)],
    ["q", "x".repeat(201)],
    ["cursor", "x"],
  ];

  for (const [name, value] of bad) {
    const { status, body } = await api.reader.get(`/jobs?${name}=${value}`);
    assert.equal(status, 422, `${name}=${value}`);
    assert.equal(body.details[0].field, name);
  }
  assert.equal((await api.reader.get("/jobs?category_id=2")).status, 404);
  assert.equal((await api.nobody.get("/jobs?state=failing")).status, 401);
  assert.deepEqual(api.errors, []);
});
