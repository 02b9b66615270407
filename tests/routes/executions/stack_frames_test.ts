import assert from "node:assert/strict";
import { defineJobClass, JobFailure, z } from "../../../scheduler/job_classes/job_class.ts";
import { jobClassRegistry } from "../../../scheduler/job_classes/mod.ts";
import { Engine } from "../../../scheduler/engine/engine.ts";
import { createLogger } from "../../../scheduler/log.ts";
import { Client, makeJob, type TestApi, testApi } from "../../support/app.ts";
import { EventReader } from "../../support/sse.ts";

const frames = "    at run (file:///srv/carillon/jobs/a.ts:3:9)\n    at async file:///srv/x.ts:1:1";
const stack = `Error: no\n${frames}`;

/** A class of a module, which says the stack in each way that a class has. */
function teller(relaysOutput: boolean) {
  return defineJobClass({
    name: relaysOutput ? "tests.Relays" : "tests.Tells",
    notes: "Tells a stack.",
    relaysOutput,
    args: z.tuple([z.enum(["return", "throw", "throw with result"])]),
    example: ["throw"],
    run([how], { log, describe }) {
      log.error(stack);
      log.error("    at run (file:///srv/carillon/jobs/a.ts:3:9)");
      if (how === "return") {
        describe(stack);
        return { stack };
      }
      const error = new JobFailure(stack, how === "throw" ? {} : { result: { stack } });
      throw error;
    },
  });
}

const jobClasses = jobClassRegistry([teller(false), teller(true)]);

async function runEach(api: TestApi, jobClass: string): Promise<string[]> {
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
  const ids: string[] = [];
  for (const how of ["return", "throw", "throw with result"]) {
    const job = await makeJob(api.changer, {
      name: how,
      job_class_string: jobClass,
      pub_args: [how],
    });
    ids.push((await api.changer.post(`/executions/${job}`)).body.execution_id);
  }
  await engine.drain();
  await engine.stop();
  return ids;
}

/** All that the API says of executions to this caller, by the way out. */
async function waysOut(api: TestApi, { token }: Client, ids: string[]) {
  const ways: Record<string, string> = {};
  const headers = { Authorization: `Bearer ${token}` };
  const stream = { ...headers, Accept: "text/event-stream" };
  const get = async (path: string) =>
    await (await api.app.request(`/api/v1${path}`, { headers })).text();
  for (const id of ids) {
    ways[`one ${id}`] = await get(`/executions/${id}`);
    ways[`log ${id}`] = await get(`/executions/${id}/logs`);
    await using lines = new EventReader(
      await api.app.request(`/api/v1/executions/${id}/logs`, { headers: stream }),
    );
    ways[`followed log ${id}`] = JSON.stringify(await lines.until(({ event }) => event === "end"));
    const { job } = JSON.parse(ways[`one ${id}`] ?? "");
    ways[`of job ${id}`] = await get(`/jobs/${job.job_id}/executions`);
  }
  ways.list = await get("/executions");
  ways.page = await get("/executions?limit=10");
  ways.jobs = await get("/jobs?include=last_executions:5");
  ways.audit = await get("/logs");
  ways.stats = await get("/stats");
  return ways;
}

async function aKey(api: TestApi): Promise<Client> {
  const { body } = await api.admin.post("/api_keys", { name: "robot", access: "change" });
  return new Client(api.app, body.secret);
}

const path = /srv\/|file:/;

Deno.test("frames of the server's code leave it for admins alone, whichever way", async () => {
  await using api = await testApi({ jobClasses });
  const position = await lastEventId(api);
  const ids = await runEach(api, "tests.Tells");

  for (const caller of [api.reader, api.changer, await aKey(api)]) {
    for (const [way, text] of Object.entries(await waysOut(api, caller, ids))) {
      assert.doesNotMatch(text, path, way);
    }
  }
  const shown = await waysOut(api, api.admin, ids);
  for (const id of ids) {
    for (const way of ["one", "log", "followed log", "of job"]) {
      assert.match(shown[`${way} ${id}`] ?? "", path, `${way} for an admin`);
    }
  }
  for (const way of ["list", "page"]) assert.match(shown[way] ?? "", path, way);
  assert.match(shown.list ?? "", /Error: no/);
  for (const client of [api.admin, api.reader]) {
    assert.doesNotMatch(JSON.stringify(await eventsSince(api, client, position)), path);
  }
  const { result } = (await api.reader.get(`/executions/${ids[2]}`)).body;
  assert.deepEqual(JSON.parse(result), { stack: "Error: no" }, "the JSON stays JSON");
});

Deno.test("what a program or another server said is shown to all who see the job", async () => {
  await using api = await testApi({ jobClasses });
  const ids = await runEach(api, "tests.Relays");

  const shown = await waysOut(api, api.reader, ids);

  for (const id of ids) assert.match(shown[`log ${id}`] ?? "", path);
  assert.match(shown[`one ${ids[0]}`] ?? "", path, "its result");
  assert.match(shown[`one ${ids[2]}`] ?? "", path, "its result of a failure");
  const { result } = (await api.reader.get(`/executions/${ids[1]}`)).body;
  assert.doesNotMatch(result, path, "the stack of the server's own error");
});

async function lastEventId(api: TestApi): Promise<string> {
  await using events = await follow(api, api.admin);
  return (await events.next())?.id ?? "";
}

async function eventsSince(api: TestApi, client: Client, id: string) {
  await using events = await follow(api, client, id);
  const ended = new Set<string>();
  return await events.until(({ event, data }) => {
    if (event === "execution" && /succeeded|failed/.test(data.state)) ended.add(data.execution_id);
    return ended.size === 3;
  });
}

async function follow(api: TestApi, { token }: Client, id?: string): Promise<EventReader> {
  const query = id === undefined ? "" : `&last_event_id=${id}`;
  return new EventReader(
    await api.app.request(`/api/v1/events?kinds=execution${query}`, {
      headers: { Authorization: `Bearer ${token}` },
    }),
  );
}
