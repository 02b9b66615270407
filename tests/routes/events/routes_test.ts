import { strict as assert } from "node:assert";
import { minute } from "../../../scheduler/model/time.ts";
import { ChangeRetention } from "../../../scheduler/store/feed/change_retention.ts";
import { keys } from "../../../scheduler/store/kv/keys.ts";
import { makeJob, otherCategory, type TestApi, testApi } from "../../support/app.ts";
import { EventReader, type Told } from "../../support/sse.ts";

const token = (api: TestApi, who: "admin" | "reader" | "stranger") => api[who].token ?? "";

async function open(
  api: TestApi,
  who: "admin" | "reader" | "stranger",
  path = "/events?kinds=job,execution,log",
  lastEventId?: string,
): Promise<EventReader> {
  const response = await api.app.request(`/api/v1${path}`, {
    headers: {
      Authorization: `Bearer ${token(api, who)}`,
      ...(lastEventId === undefined ? {} : { "Last-Event-ID": lastEventId }),
    },
  });
  assert.equal(response.status, 200);
  assert.match(response.headers.get("Content-Type") ?? "", /^text\/event-stream/);
  return new EventReader(response);
}

const isExecution = ({ event }: Told) => event === "execution";

Deno.test("events tell of a job, its run and the log entry of both, each with an id", async () => {
  await using api = await testApi();
  await using events = await open(api, "admin");
  const ready = await events.next();

  const id = await makeJob(api.admin);
  const { body: { execution_id } } = await api.admin.post(`/executions/${id}`);
  const told = await events.until(isExecution);

  assert.equal(ready?.event, "ready");
  assert.equal(ready?.data.resumed, false);
  assert.deepEqual(told.map(({ event }) => event), ["job", "log", "job", "execution"]);
  assert.equal(told[0]?.data.job.job_id, id);
  assert.equal(told[1]?.data.log.event, "added");
  assert.equal(told[3]?.data.execution_id, execution_id);
  assert.equal(told[3]?.data.state, "scheduled");
  assert.equal(told[3]?.data.execution.job.job_id, id);
  for (const { id } of told) assert.match(id ?? "", /^[0-9a-f]{20}$/);
});

Deno.test("events are of what the caller may see, and of the kinds that he asks for", async () => {
  await using api = await testApi();
  await using reader = await open(api, "reader", "/events?kinds=job");
  await using stranger = await open(api, "stranger", "/events?kinds=job,log");
  await reader.next();
  await stranger.next();

  await makeJob(api.admin, { name: "hidden", category_id: otherCategory });
  await makeJob(api.admin, { name: "shown" });

  const told = await reader.until(({ event }) => event === "job");
  assert.deepEqual(told.map(({ data }) => data.job.name), ["shown"]);
  const toldStranger = await stranger.until(({ event }) => event === "log");
  assert.deepEqual(toldStranger.map(({ event }) => event), ["job", "log"]);
  assert.equal(toldStranger[0]?.data.job.name, "hidden");
});

Deno.test("a job that leaves the caller's category is gone for him", async () => {
  await using api = await testApi();
  const id = await makeJob(api.admin);
  api.clock.advance(minute);
  await using events = await open(api, "reader", "/events?kinds=job");
  await events.next();

  await api.admin.put(`/jobs/${id}`, { category_id: otherCategory });

  assert.deepEqual((await events.until(() => true))[0]?.data, { job_id: id, job: null });
});

Deno.test("an event is told to those who may see the record that it holds, and to no other", async () => {
  await using api = await testApi();
  let lastId: string | undefined;
  {
    await using events = await open(api, "admin", "/events?kinds=job");
    lastId = (await events.next())?.id;
  }
  const id = await makeJob(api.admin, { pub_args: ["old"] });
  await api.admin.put(`/jobs/${id}`, { category_id: otherCategory, pub_args: ["secret"] });
  const last = await makeJob(api.admin);
  await makeJob(api.admin, { name: "last", category_id: otherCategory });
  const told = async (who: "admin" | "reader" | "stranger", from = lastId) => {
    await using events = await open(api, who, "/events?kinds=job", from);
    const all = await events.until(({ data }) => data.job_id === last || data.job?.name === "last");
    return all.filter(({ data }) => data.job_id === id).map(({ data }) => data.job?.pub_args);
  };

  // The change that made the job was of the first category, and its record is now of the other.
  assert.deepEqual(await told("reader"), [undefined, undefined]);
  assert.deepEqual(await told("stranger"), [["secret"], ["secret"]]);
  assert.deepEqual(await told("admin"), [["secret"], ["secret"]]);
  assert.deepEqual(await told("reader", "0".repeat(20)), [undefined, undefined]);
});

Deno.test("a client that comes back with its last id is told what it missed", async () => {
  await using api = await testApi();
  let lastId: string | undefined;
  {
    await using events = await open(api, "admin");
    await makeJob(api.admin, { name: "seen" });
    lastId = (await events.until(({ event }) => event === "log")).at(-1)?.id;
  }
  await makeJob(api.admin, { name: "missed" });

  await using events = await open(api, "admin", "/events?kinds=job", lastId);
  const told = await events.until(({ data }) => data.job?.name === "missed");

  assert.equal(told[0]?.event, "ready");
  assert.equal(told[0]?.data.resumed, true);
});

Deno.test("a client that was away for too long is told to reload", async () => {
  await using api = await testApi();
  let lastId: string | undefined;
  {
    await using events = await open(api, "admin");
    lastId = (await events.next())?.id;
  }
  await makeJob(api.admin);
  const retention = new ChangeRetention(api.db, api.clock, () => api.clock.elapsed());
  for (let i = 0; i < 3; i++) {
    await retention.forgetChanges();
    api.clock.advance(20 * minute);
  }

  for (const id of [lastId, "no id of ours", "f".repeat(32), "f".repeat(20)]) {
    await using events = await open(api, "admin", "/events?kinds=job", id);
    const told = await events.until(({ event }) => event === "reload");

    assert.equal(told[0]?.data.resumed, false);
    assert.match(told.at(-1)?.data.reason, /does not reach back/);
  }
});

Deno.test("the queue's figures are told, and told anew when they change", async () => {
  await using api = await testApi();
  const id = await makeJob(api.admin);
  await using events = await open(api, "admin", "/events?kinds=queue");
  const [, first] = await events.until(({ event }) => event === "queue");

  await api.admin.post(`/executions/${id}`);
  const [second] = await events.until(({ event }) => event === "queue");

  const empty = { ready: 0, later: 0, running: 0, waiting: 0, workers: 0 };
  assert.deepEqual(first?.data, empty);
  assert.deepEqual(second?.data, { ...empty, ready: 1 });
});

Deno.test("events need a token, end with it, and take only kinds that exist", async () => {
  await using api = await testApi();
  await using events = await open(api, "reader", "/events?kinds=job");

  assert.equal((await api.nobody.get("/events")).status, 401);
  const refused = await api.admin.get("/events?kinds=job,weather");
  assert.equal(refused.status, 422);
  assert.match(refused.body.details[0].field, /^kinds/);
  await api.admin.delete(`/users/${api.users.reader.id}`);
  await events.next();
  assert.equal(await events.next(), undefined);
});

Deno.test("an error of the database at the start ends the stream, and not the process", async () => {
  await using api = await testApi();
  const { db } = api;
  const get = db.get.bind(db);
  db.get = (key) =>
    key.parts === keys.changeHead.parts ? Promise.reject(new Error("gone")) : get(key);
  await using events = await open(api, "admin", "/events?kinds=queue");

  assert.equal(await events.next(), undefined);
});
