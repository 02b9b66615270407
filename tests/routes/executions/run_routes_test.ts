import assert from "node:assert/strict";
import { finish, type Outcome, start } from "../../../scheduler/model/execution.ts";
import {
  type ClaimId,
  type ExecutionId,
  newId,
  type WorkerId,
} from "../../../scheduler/model/ids.ts";
import { day, minute, second } from "../../../scheduler/model/time.ts";
import { Commit, commit } from "../../../scheduler/store/kv/commit.ts";
import { findExecution, setExecution } from "../../../scheduler/store/history/executions.ts";
import { startLater } from "../../../scheduler/store/firing/run_now.ts";
import { type Client, makeJob, type TestApi, testApi } from "../../support/app.ts";

/** Ends a queued execution in this state. */
async function end(api: TestApi, id: ExecutionId, outcome: Outcome): Promise<void> {
  const execution = await findExecution(api.db, id);
  if (execution?.state !== "scheduled") throw new Error(`${id} cannot be ended`);
  const now = api.clock.now();
  const ids = { workerId: newId<WorkerId>(now), claimId: newId<ClaimId>(now) };
  const running = start(execution, { ...ids, hostname: "worker-1", pid: 1 }, now);
  const work = new Commit();
  setExecution(work, finish(running, outcome, now, () => 0));
  await commit(api.db, work, now);
}

async function isRun(client: Client, job: string, body?: unknown) {
  const answer = await client.post(`/executions/${job}`, body);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  assert.deepEqual(Object.keys(answer.body), ["execution_id", "state", "description"]);
  const shown = await client.get(`/executions/${answer.body.execution_id}`);
  return { ...answer.body, execution: shown.body };
}

const broken: Outcome = { kind: "failed", reason: "broken", result: "" };

Deno.test("POST /executions/{job_id} takes other arguments and a reason, and leaves the job alone", async () => {
  await using api = await testApi();
  const job = await makeJob(api.changer);
  const before = (await api.reader.get(`/jobs/${job}`)).body;

  const { state, description, execution } = await isRun(api.changer, job, {
    pub_args: ["three", "four"],
    reason: "the report was late",
  });

  assert.deepEqual([state, description], ["scheduled", "the report was late"]);
  assert.deepEqual(execution.job.pub_args, ["three", "four"]);
  assert.equal(execution.reason, "the report was late");
  assert.equal(execution.trigger, "manual");
  assert.deepEqual((await api.reader.get(`/jobs/${job}`)).body, before);
  const text = await isRun(api.changer, job, { pub_args: '["as","text"]' });
  assert.deepEqual(text.execution.job.pub_args, ["as", "text"]);
  assert.deepEqual((await isRun(api.changer, job, {})).execution.job.pub_args, ["one", "two"]);
});

Deno.test("POST /executions/{job_id} without a body is as it always was, with a content type too", async () => {
  await using api = await testApi();
  const job = await makeJob(api.changer, { max_instances: 20 });
  const path = `/executions/${job}`;

  assert.equal((await api.changer.send("POST", path)).status, 200);
  assert.equal((await api.changer.send("POST", path, "")).status, 200);
  const headers = { "Content-Type": "application/json", "Content-Length": "0" };
  assert.equal((await api.changer.send("POST", path, undefined, { headers })).status, 200);
  const form = { headers: { "Content-Type": "text/plain" } };
  assert.equal((await api.changer.send("POST", path, undefined, form)).status, 200);
  assert.equal((await api.changer.send("POST", path, "{}", form)).status, 200);
  for (const body of ["[]", "null", "5", '"text"']) {
    assert.equal((await api.changer.post(path, body)).status, 200, body);
  }
  assert.equal((await api.changer.send("POST", path, "{")).status, 400);
});

Deno.test("POST /executions/{job_id} waits its turn whatever the overlap rule, unless it is forced", async () => {
  await using api = await testApi();
  for (const overlap of ["skip", "queue", "replace"]) {
    const job = await makeJob(api.changer, { overlap, max_instances: 1 });
    const first = await isRun(api.changer, job);
    const second = await isRun(api.changer, job);
    assert.equal(second.state, "scheduled", overlap);
    assert.equal(second.description, "waits for an instance of its job to end");
    assert.equal(second.execution.state, "scheduled");
    const forced = await isRun(api.changer, job, { force: true });
    assert.deepEqual([forced.state, forced.description], ["scheduled", ""]);
    const oldest = (await api.reader.get(`/executions/${first.execution_id}`)).body.state;
    assert.equal(oldest, "scheduled");
    assert.equal((await api.changer.delete(`/executions/${second.execution_id}`)).status, 200);
  }
});

Deno.test("POST /executions/{job_id} runs at a later time, and DELETE cancels that", async () => {
  await using api = await testApi();
  const job = await makeJob(api.changer);

  const asked = await isRun(api.changer, job, { run_at: "2026-03-02T19:00:00+08:00" });
  const other = await isRun(api.changer, job, { run_at: "2026-03-02T11:00:00Z" });

  assert.equal(asked.state, "scheduled");
  assert.equal(asked.execution.scheduled_time, "2026-03-02T11:00:00.000Z");
  assert.equal((await api.changer.delete(`/executions/${other.execution_id}`)).status, 200);
  const range = "time_range_start=2026-03-02T11:00Z&time_range_end=2026-03-02T12:00Z";
  const { executions } = (await api.reader.get(`/executions?${range}`)).body;
  assert.equal(executions.length, 2);
  api.clock.advance(60 * minute);
  assert.equal(await startLater(api.db, api.clock.now()), 1);
  await end(api, asked.execution_id, { kind: "succeeded", result: "" });
  const stopped = (await api.reader.get(`/executions/${other.execution_id}`)).body;
  assert.equal(stopped.state, "stopped");

  const late = await isRun(api.changer, job, { run_at: "2026-03-02T10:59:30.5Z" });
  assert.equal(late.execution.scheduled_time, "2026-03-02T11:00:00.000Z", "at once");
});

Deno.test("POST /executions/{job_id} refuses bodies that do not fit, and makes nothing", async () => {
  await using api = await testApi();
  const job = await makeJob(api.changer, {
    job_class_string: "simple_scheduler.jobs.curl_job.CurlJob",
    pub_args: ["https://example.org", "GET"],
  });
  const at = (ms: number) => new Date(api.clock.now() + ms).toISOString();
  const bad: [field: string, body: unknown][] = [
    ["pub_args", { pub_args: "x" }],
    ["pub_args", { pub_args: 5 }],
    ["pub_args[0]", { pub_args: ["nonsense", "GET"] }],
    ["pub_args", { pub_args: ["x".repeat(20_000)] }],
    ["reason", { reason: "x".repeat(501) }],
    ["reason", { reason: 5 }],
    ["reason", { reason: "\ud800" }],
    ["reason", { reason: "\u0000" }],
    ["force", { force: "yes" }],
    ["run_at", { run_at: "tomorrow" }],
    ["run_at", { run_at: 5 }],
    ["run_at", { run_at: "" }],
    ["run_at", { run_at: at(-minute - 1) }],
    ["run_at", { run_at: at(366 * day + 1) }],
    ["run_at", { run_at: "9999-12-31T23:59:59.999Z" }],
    ["run_at", { run_at: "0000-01-01" }],
  ];
  for (const [field, body] of bad) {
    const { status, body: error } = await api.changer.post(`/executions/${job}`, body);
    assert.equal(status, 422, `${JSON.stringify(body)}: ${JSON.stringify(error)}`);
    assert.equal(error.details[0].field, field);
  }
  assert.deepEqual((await api.reader.get("/executions")).body.executions, []);
  assert.equal((await isRun(api.changer, job, { run_at: at(366 * day) })).state, "scheduled");
  assert.equal((await isRun(api.changer, job, { run_at: at(-minute) })).state, "scheduled");
  assert.deepEqual(api.errors, []);
});

Deno.test("POST /executions/{id}/retry runs again what ended without success", async () => {
  await using api = await testApi();
  const job = await makeJob(api.changer);
  const old = await isRun(api.changer, job, { pub_args: ["other", "arguments"] });
  await end(api, old.execution_id, broken);

  const { status, body } = await api.changer.post(`/executions/${old.execution_id}/retry`);

  assert.equal(status, 200);
  assert.deepEqual([body.state, body.description], ["scheduled", ""]);
  const again = (await api.reader.get(`/executions/${body.execution_id}`)).body;
  assert.deepEqual(again.job.pub_args, ["other", "arguments"]);
  assert.deepEqual([again.trigger, again.retry_of], ["retry", old.execution_id]);
  const [log] = (await api.reader.get("/logs")).body.logs;
  assert.deepEqual([log.event, log.description], ["custom_run", body.execution_id]);
  await end(api, body.execution_id, { kind: "timeout", reason: "slow" });
  const third = await api.changer.post(`/executions/${body.execution_id}/retry`, {
    force: true,
    reason: "once more",
  });
  assert.deepEqual([third.status, third.body.description], [200, "once more"]);
});

Deno.test("POST /executions/{id}/retry is 409 before the end, after success, and without its job", async () => {
  await using api = await testApi();
  const job = await makeJob(api.changer);
  const run = async () => (await isRun(api.changer, job)).execution_id as ExecutionId;
  const [waits, good, bad] = [await run(), await run(), await run()];
  await end(api, good, { kind: "succeeded", result: "" });
  await end(api, bad, broken);
  const retry = (id: string, client = api.changer) => client.post(`/executions/${id}/retry`);

  for (const id of [waits, good]) {
    const { status, body } = await retry(id);
    assert.deepEqual([status, body.code], [409, "conflict"]);
  }
  assert.equal((await retry(bad)).status, 200);
  await api.admin.put(`/jobs/${job}`, { category_id: 2 });
  assert.equal((await retry(bad)).status, 409, "its job is where he cannot see it");
  assert.equal((await retry(bad, api.admin)).status, 200);
  await api.admin.delete(`/jobs/${job}`);
  assert.equal((await retry(bad, api.admin)).status, 409);
  assert.equal((await retry(waits)).status, 409, "its job was deleted, which stopped it");
});

Deno.test("a retry waits its turn unless it is forced; with 100 waiting it is 409, and says why", async () => {
  await using api = await testApi();
  const job = await makeJob(api.changer, { max_instances: 1 });
  const { execution_id } = await isRun(api.changer, job);
  await end(api, execution_id, broken);
  const path = `/executions/${execution_id}/retry`;

  assert.equal((await api.changer.post(path)).body.state, "scheduled");
  for (let i = 0; i < 100; i++) {
    const { body } = await api.changer.post(path);
    assert.deepEqual(
      [body.state, body.description],
      ["scheduled", "waits for an instance of its job to end"],
    );
  }
  for (const full of [path, `/executions/${job}`]) {
    const { status, body } = await api.changer.post(full);
    assert.deepEqual([status, body.code], [409, "conflict"]);
    assert.match(body.error, /^100 executions of this job wait/);
  }
  assert.equal((await api.changer.post(path, { force: true })).body.state, "scheduled");
});

Deno.test("runs and retries: 401 without a token, 403 without the right, 404 from another category", async () => {
  await using api = await testApi();
  const job = await makeJob(api.changer);
  const { execution_id } = await isRun(api.changer, job);
  await end(api, execution_id, broken);

  for (const path of [`/executions/${job}`, `/executions/${execution_id}/retry`]) {
    for (const body of [undefined, {}, { reason: "x", force: true }]) {
      assert.equal((await api.nobody.post(path, body)).status, 401);
      assert.equal((await api.reader.post(path, body)).status, 403);
      assert.equal((await api.stranger.post(path, body)).status, 404);
    }
  }
  const bad = { pub_args: ["1", "2", "3"], run_at: "2000-01-01" };
  assert.equal((await api.reader.post(`/executions/${job}`, bad)).status, 403);
  assert.equal((await api.stranger.post(`/executions/${job}`, bad)).status, 404);
  for (const id of ["f".repeat(32), "1", "x"]) {
    assert.equal((await api.admin.post(`/executions/${id}/retry`)).status, 404);
  }
  assert.equal((await api.changer.post(`/executions/${execution_id}/retry`, { x: 1 })).status, 200);
});

Deno.test("a run that an admin asks for ahead is not moved by the wall clock's seconds", async () => {
  await using api = await testApi();
  const job = await makeJob(api.changer);
  const asked = await isRun(api.admin, job, { run_at: "2026-03-02T10:00:01.4Z" });

  api.clock.advance(second);
  assert.equal(await startLater(api.db, api.clock.now()), 0);
  api.clock.advance(second);
  assert.equal(await startLater(api.db, api.clock.now()), 1);

  assert.equal(asked.execution.scheduled_time, "2026-03-02T10:00:01.400Z");
});
