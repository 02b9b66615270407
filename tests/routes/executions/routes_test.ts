import assert from "node:assert/strict";
import { hour } from "../../../scheduler/model/time.ts";
import { makeJob, testApi } from "../../support/app.ts";

import { ended, running, scheduledAt, stored } from "./support.ts";

Deno.test("GET /executions/{id} shows an execution that waits", async () => {
  await using api = await testApi();
  const { id, job } = await stored(api, scheduledAt(api.clock.now()));

  const { status, body } = await api.reader.get(`/executions/${id}`);

  const at = "2026-03-02T10:00:00.000Z";
  assert.equal(status, 200);
  assert.deepEqual(body, {
    execution_id: id,
    state: "scheduled",
    description: "",
    result: "",
    job: {
      job_id: job.id,
      job_class_string: "simple_scheduler.jobs.sample_job.AwesomeJob",
      name: "a job",
      pub_args: ["one"],
      month: "*",
      day: "*",
      week: "*",
      day_of_week: "*",
      hour: "*",
      minute: "*",
      timezone: "UTC",
      category_id: 1,
    },
    trigger: "schedule",
    reason: "",
    retry_of: "",
    attempt: 0,
    max_attempts: 1,
    attempts: [],
    hostname: "",
    pid: -1,
    given_back: [],
    coalesced: 0,
    coalesced_since: "",
    task_id: "",
    scheduled_time: at,
    created_time: at,
    started_time: "",
    ended_time: "",
    updated_time: at,
    duration_ms: null,
  });
});

Deno.test("GET /executions/{id} shows one that runs, and one that has ended", async () => {
  await using api = await testApi();
  const runs = await stored(api, running(scheduledAt(api.clock.now())));
  const outcome = { kind: "failed", reason: "no luck", result: "half" } as const;
  const failed = await stored(api, ended(scheduledAt(api.clock.now()), outcome));

  const first = (await api.reader.get(`/executions/${runs.id}`)).body;
  const second = (await api.reader.get(`/executions/${failed.id}`)).body;

  assert.equal(first.state, "running");
  assert.equal(first.hostname, "worker-1");
  assert.equal(first.pid, 42);
  assert.equal(first.started_time, "2026-03-02T10:00:01.000Z");
  assert.equal(first.duration_ms, null);
  assert.equal(second.state, "failed");
  assert.equal(second.result, "half");
  assert.equal(second.description, "no luck");
  assert.equal(second.duration_ms, 2000);
  assert.deepEqual(second.attempts, [{
    attempt: 1,
    started_time: "2026-03-02T10:00:01.000Z",
    ended_time: "2026-03-02T10:00:03.000Z",
    outcome: "failed",
    error: "no luck",
  }]);
});

Deno.test("POST /executions/{job_id} runs a job now, also a paused one, which stays paused", async () => {
  await using api = await testApi();
  const job = await makeJob(api.changer);
  await api.changer.patch(`/jobs/${job}`);

  const { status, body } = await api.changer.post(`/executions/${job}`);

  assert.equal(status, 200);
  const { execution_id } = body;
  assert.deepEqual(body, { execution_id, state: "scheduled", description: "" });
  const execution = (await api.reader.get(`/executions/${body.execution_id}`)).body;
  assert.equal(execution.state, "scheduled");
  assert.equal(execution.trigger, "manual");
  assert.equal(execution.job.job_id, job);
  assert.equal((await api.reader.get(`/jobs/${job}`)).body.paused, true);
  const [log] = (await api.reader.get("/logs")).body.logs;
  assert.equal(log.event, "custom_run");
  assert.equal(log.description, body.execution_id);
  assert.equal(log.user, "changer");
});

Deno.test("executions and logs of a deleted job stay", async () => {
  await using api = await testApi();
  const job = await makeJob(api.changer, { name: "short-lived" });
  const { body: { execution_id } } = await api.changer.post(`/executions/${job}`);

  await api.changer.delete(`/jobs/${job}`);

  const { body } = await api.reader.get(`/executions/${execution_id}`);
  assert.equal(body.job.name, "short-lived");
  assert.equal(body.state, "stopped");
  assert.equal((await api.reader.get("/logs")).body.logs[0].job_name, "short-lived");
  assert.equal((await api.changer.post(`/executions/${job}`)).status, 404);
});

Deno.test("DELETE /executions/{id} stops what waits or runs, and refuses what has ended", async () => {
  await using api = await testApi();
  const waits = await stored(api, scheduledAt(api.clock.now()));
  const runs = await stored(api, running(scheduledAt(api.clock.now())));
  const done = await stored(
    api,
    ended(scheduledAt(api.clock.now()), { kind: "succeeded", result: "" }),
  );
  const stateOf = async (id: string) => (await api.reader.get(`/executions/${id}`)).body.state;

  const stopped = await api.changer.delete(`/executions/${waits.id}`);
  assert.equal(stopped.status, 200);
  assert.deepEqual(stopped.body, { execution_id: waits.id });
  assert.equal(await stateOf(waits.id), "stopped");

  assert.equal((await api.changer.delete(`/executions/${runs.id}`)).status, 200);
  assert.equal((await api.changer.delete(`/executions/${runs.id}`)).status, 200);
  assert.equal(await stateOf(runs.id), "stopping");

  for (const { id } of [done, waits]) {
    const again = await api.changer.delete(`/executions/${id}`);
    assert.equal(again.status, 409);
    assert.equal(again.body.code, "conflict");
  }
  const { logs } = (await api.reader.get("/logs")).body;
  assert.deepEqual(
    logs.map((log: { event: string; description: string }) => [log.event, log.description]),
    [["stopped", runs.id], ["stopped", waits.id]],
  );
});

Deno.test("executions: 401 without a token, 403 without the right, 404 from another category", async () => {
  await using api = await testApi();
  const job = await makeJob(api.changer);
  const { id } = await stored(api, scheduledAt(api.clock.now()));

  for (const path of ["/executions", `/executions/${id}`]) {
    assert.equal((await api.nobody.get(path)).status, 401);
  }
  assert.equal((await api.nobody.post(`/executions/${job}`)).status, 401);
  assert.equal((await api.nobody.delete(`/executions/${id}`)).status, 401);
  assert.equal((await api.reader.post(`/executions/${job}`)).status, 403);
  assert.equal((await api.reader.delete(`/executions/${id}`)).status, 403);
  for (
    const answer of [
      await api.stranger.get(`/executions/${id}`),
      await api.stranger.post(`/executions/${job}`),
      await api.stranger.delete(`/executions/${id}`),
      await api.admin.get(`/executions/${"f".repeat(32)}`),
      await api.admin.post(`/executions/${"f".repeat(32)}`),
      await api.admin.delete(`/executions/${"f".repeat(32)}`),
      await api.admin.get("/executions/1"),
      await api.admin.post("/executions/1"),
      await api.admin.delete("/executions/1"),
    ]
  ) {
    assert.equal(answer.status, 404);
    assert.equal(answer.body.code, "not_found");
  }
  assert.equal((await api.reader.get("/executions")).body.executions.length, 1);
});

Deno.test("GET /logs answers the last 24 hours of what the caller sees, with their number", async () => {
  await using api = await testApi();
  await makeJob(api.stranger, { name: "theirs" });
  const job = await makeJob(api.changer, { name: "old" });
  api.clock.advance(24 * hour + 1);
  await api.changer.patch(`/jobs/${job}`);
  await api.admin.options(`/jobs/${job}`);

  const { status, body } = await api.reader.get("/logs");

  assert.equal(status, 200);
  assert.deepEqual(body, {
    logs: [
      {
        job_id: job,
        job_name: "old",
        event: "resumed",
        user: "admin",
        description: "",
        created_time: "2026-03-03T10:00:00.001Z",
      },
      {
        job_id: job,
        job_name: "old",
        event: "paused",
        user: "changer",
        description: "",
        created_time: "2026-03-03T10:00:00.001Z",
      },
    ],
    total: 2,
  });
  const all = "time_range_start=2026-03-01";
  assert.equal((await api.reader.get(`/logs?${all}`)).body.total, 3);
  assert.equal((await api.stranger.get(`/logs?${all}`)).body.total, 1);
  const page = (await api.admin.get(`/logs?limit=1&${all}`)).body;
  assert.equal(page.logs.length, 1);
  assert.equal(page.total, 4);
  const next = (await api.admin.get(`/logs?limit=1&cursor=${page.next_cursor}&${all}`)).body;
  assert.equal(next.logs[0].event, "paused");
  assert.equal((await api.nobody.get("/logs")).status, 401);
});
