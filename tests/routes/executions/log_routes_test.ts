import { strict as assert } from "node:assert";
import { Engine } from "../../../scheduler/engine/engine.ts";
import { defineJobClass, z } from "../../../scheduler/job_classes/job_class.ts";
import { jobClassRegistry } from "../../../scheduler/job_classes/mod.ts";
import { createLogger } from "../../../scheduler/log.ts";
import type { ExecutionId } from "../../../scheduler/model/ids.ts";
import { writeLog } from "../../../scheduler/store/history/execution_logs.ts";
import { makeJob, type TestApi, testApi } from "../../support/app.ts";
import { EventReader } from "../../support/sse.ts";

const talks = (hold: Promise<void>) =>
  defineJobClass({
    name: "tests.Talks",
    notes: "Says one thing, waits, says another.",
    args: z.tuple([]),
    example: [],
    async run(_args, { log }) {
      log.info("first");
      await hold;
      log.warn("second");
    },
  });

async function runOf(api: TestApi, job: string): Promise<string> {
  return (await api.admin.post(`/executions/${job}`)).body.execution_id;
}

Deno.test("an execution's log is followed while it is written, and ends with the execution", async () => {
  const hold = Promise.withResolvers<void>();
  const jobClasses = jobClassRegistry([talks(hold.promise)]);
  await using api = await testApi({ jobClasses });
  const engine = new Engine({
    db: api.db,
    clock: api.clock,
    jobClasses,
    log: createLogger({ write: () => {} }),
    concurrency: 1,
    hostname: "here",
    pid: 1,
    executionRetentionDays: 30,
    logRetentionDays: 30,
  });
  const job = await makeJob(api.admin, { job_class_string: "tests.Talks", pub_args: [] });
  const id = await runOf(api, job);
  const drained = engine.drain();

  const response = await api.app.request(`/api/v1/executions/${id}/logs`, {
    headers: { Authorization: `Bearer ${api.reader.token}`, Accept: "text/event-stream" },
  });
  await using events = new EventReader(response);
  const before = await events.until(({ event }) => event === "line");
  hold.resolve();
  const after = await events.until(({ event }) => event === "end");
  await drained;
  await engine.stop();

  assert.deepEqual(before.map(({ data }) => data.message), ["first"]);
  assert.deepEqual(after.map(({ data }) => data.message ?? data.state), ["second", "succeeded"]);
  assert.equal(await events.next(), undefined);
  const { body } = await api.reader.get(`/executions/${id}/logs`);
  assert.equal(body.is_cut, false);
  assert.deepEqual(
    body.logs.map(({ level, message, attempt }: Record<string, unknown>) => [
      attempt,
      level,
      message,
    ]),
    [[1, "info", "first"], [1, "warn", "second"]],
  );
});

Deno.test("where lines were dropped, the log says so", async () => {
  await using api = await testApi();
  const id = await runOf(api, await makeJob(api.admin)) as ExecutionId;
  const at = api.clock.now();
  const chunk = (message: string) => ({
    attempt: 1,
    lines: [{ at, level: "info" as const, message }],
  });
  await writeLog(api.db, id, 1_000_000, chunk("head"), undefined, at);
  await writeLog(api.db, id, 1_000_020, chunk("tail"), undefined, at);

  const { body } = await api.admin.get(`/executions/${id}/logs`);

  assert.equal(body.is_cut, true);
  assert.deepEqual(body.logs.map(({ message }: { message: string }) => message), [
    "head",
    "… lines in the middle were dropped …",
    "tail",
  ]);
});

Deno.test("an execution's log is only for those who see the execution", async () => {
  await using api = await testApi();
  const id = await runOf(api, await makeJob(api.admin));

  assert.equal((await api.nobody.get(`/executions/${id}/logs`)).status, 401);
  assert.equal((await api.stranger.get(`/executions/${id}/logs`)).status, 404);
  assert.equal((await api.reader.get(`/executions/${"0".repeat(32)}/logs`)).status, 404);
  assert.equal((await api.reader.get("/executions/no/logs")).status, 404);
  assert.deepEqual((await api.reader.get(`/executions/${id}/logs`)).body, {
    logs: [],
    is_cut: false,
  });
});
