import assert from "node:assert/strict";
import { hour, minute, second } from "../../../scheduler/model/time.ts";
import { keys } from "../../../scheduler/store/kv/keys.ts";
import { watchMonitors } from "../../../scheduler/store/monitors/watch_monitors.ts";
import { testApi } from "../../support/app.ts";
import { makeMonitor, ping } from "../../support/monitors.ts";
import { allKeys } from "../../support/store.ts";

Deno.test("POST /monitors shows the key once, and the database holds no key", async () => {
  await using api = await testApi();

  const made = await api.changer.post("/monitors", {
    name: "backup",
    cron: "0 2 * * *",
    grace_seconds: 600,
  });

  assert.equal(made.status, 201);
  const { monitor_id, key, ping_path } = made.body;
  assert.match(key, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  assert.equal(ping_path, `/ping/${key}`);
  const { body, headers } = await api.reader.get(`/monitors/${monitor_id}`);
  assert.match(headers.get("ETag") ?? "", /^"v1-/);
  assert.deepEqual(
    [body.name, body.hour, body.minute, body.timezone, body.period_seconds, body.grace_seconds],
    ["backup", "2", "0", "Asia/Taipei", null, 600],
  );
  assert.deepEqual([body.state, body.category_id, body.next_ping_time], ["new", 1, ""]);
  assert.ok(!JSON.stringify(body).includes(key));
  for (const stored of await allKeys(api.db)) assert.ok(!stored.includes(key), stored);
  const record = await api.db.get(keys.monitor.at(monitor_id));
  assert.ok(!JSON.stringify(record.value).includes(key));
});

Deno.test("POST /monitors takes the key that a script has already, unless another monitor has it", async () => {
  await using api = await testApi();
  const key = "5bf66975-d4c7-4bf5-bcc8-b8d8a82ea278";
  const fields = { name: "backup", period_seconds: 86_400, key };

  const made = await api.changer.post("/monitors", fields);
  const again = await api.changer.post("/monitors", fields);
  const wrong = await api.changer.post("/monitors", { ...fields, key: "backup" });

  assert.equal(made.body.key, key);
  assert.equal((await ping(api, key)).status, 200);
  assert.deepEqual([again.status, again.body.details[0].field], [409, "key"]);
  assert.deepEqual([wrong.status, wrong.body.details[0].field], [422, "key"]);
});

Deno.test("an Idempotency-Key gets the same key again, and makes one monitor", async () => {
  await using api = await testApi();
  const headers = { "Idempotency-Key": "once" };
  const fields = { name: "backup", period_seconds: 60 };

  const first = await api.changer.send("POST", "/monitors", fields, { headers });
  const second = await api.changer.send("POST", "/monitors", fields, { headers });

  assert.deepEqual(second.body, first.body);
  assert.equal((await api.changer.get("/monitors")).body.monitors.length, 1);
});

Deno.test("a monitor needs a period or cron fields, and not both", async () => {
  await using api = await testApi();
  const refused: [Record<string, unknown>, string][] = [
    [{}, "period_seconds"],
    [{ period_seconds: 60, minute: "0" }, "period_seconds"],
    [{ period_seconds: 59 }, "period_seconds"],
    [{ cron: "61 * * * *" }, "cron"],
    [{ minute: "61" }, "minute"],
    [{ period_seconds: 60, timezone: "Asia/Nowhere" }, "timezone"],
    [{ period_seconds: 60, grace_seconds: 1 }, "grace_seconds"],
    [{ period_seconds: 60, name: "" }, "name"],
  ];
  for (const [fields, field] of refused) {
    const { status, body } = await api.changer.post("/monitors", { name: "a", ...fields });
    assert.deepEqual([status, body.details?.[0]?.field], [422, field]);
  }
});

Deno.test("PUT /monitors/{monitor_id} keeps what is not sent, and honours If-Match", async () => {
  await using api = await testApi();
  const { id } = await makeMonitor(api, { cron: "0 2 * * *", period_seconds: null });
  const headers = { "If-Match": '"v7"' };

  const stale = await api.changer.send("PUT", `/monitors/${id}`, { name: "b" }, { headers });
  const tag = (await api.changer.get(`/monitors/${id}`)).headers.get("ETag") ?? "";
  const current = { headers: { "If-Match": tag } };
  const changed = await api.changer.send("PUT", `/monitors/${id}`, { hour: "3" }, current);
  const same = await api.changer.put(`/monitors/${id}`, { hour: "3" });
  const { body } = await api.changer.get(`/monitors/${id}`);
  await api.changer.put(`/monitors/${id}`, { period_seconds: 3600 });
  const periodic = (await api.changer.get(`/monitors/${id}`)).body;

  assert.deepEqual([stale.status, changed.status, same.status], [412, 200, 200]);
  assert.deepEqual([body.name, body.hour, body.minute, body.version], ["a monitor", "3", "0", 2]);
  assert.deepEqual([periodic.period_seconds, periodic.hour], [3600, null]);
});

Deno.test("a new key closes the old address", async () => {
  await using api = await testApi();
  const { id, key } = await makeMonitor(api);

  const { status, body } = await api.changer.post(`/monitors/${id}/key`);

  assert.equal(status, 200);
  assert.notEqual(body.key, key);
  assert.deepEqual(
    [(await ping(api, key)).status, (await ping(api, body.key)).status],
    [404, 200],
  );
  const { logs } = (await api.admin.get(`/logs?job_id=${id}`)).body;
  assert.deepEqual(logs.map(({ event }: { event: string }) => event), ["key_renewed", "added"]);
  assert.ok(!JSON.stringify(logs).includes(body.key));
});

Deno.test("a paused monitor is resumed by a person, or by its next ping", async () => {
  await using api = await testApi();
  const { id, key } = await makeMonitor(api);
  const state = async () => {
    api.clock.advance(second);
    return (await api.reader.get(`/monitors/${id}`)).body.state;
  };

  await ping(api, key);
  await state();
  await api.changer.post(`/monitors/${id}/pause`);
  const paused = await state();
  await ping(api, `${key}/start`);
  const started = await state();
  await ping(api, key);
  const pinged = await state();
  await api.changer.post(`/monitors/${id}/pause`);
  await state();
  await api.changer.post(`/monitors/${id}/resume`);

  assert.deepEqual([paused, started, pinged, await state()], ["paused", "paused", "up", "up"]);
  const { logs } = (await api.admin.get(`/logs?job_id=${id}`)).body;
  assert.deepEqual(
    logs.map(({ event, user }: { event: string; user: string }) => [event, user]).reverse(),
    [
      ["added", "admin"],
      ["paused", "changer"],
      ["resumed", "a ping"],
      ["paused", "changer"],
      ["resumed", "changer"],
    ],
  );
});

Deno.test("monitors are seen and changed by those who see and change the jobs of their category", async () => {
  await using api = await testApi();
  const { id } = await makeMonitor(api);

  assert.equal((await api.stranger.get(`/monitors/${id}`)).status, 404);
  assert.equal((await api.stranger.get(`/monitors/${id}/pings`)).status, 404);
  assert.equal((await api.stranger.put(`/monitors/${id}`, { name: "mine" })).status, 404);
  assert.equal((await api.stranger.post(`/monitors/${id}/key`)).status, 404);
  assert.equal((await api.stranger.delete(`/monitors/${id}`)).status, 404);
  assert.deepEqual((await api.stranger.get("/monitors")).body.monitors, []);
  assert.equal((await api.changer.put(`/monitors/${id}`, { category_id: 2 })).status, 403);
  assert.equal((await api.admin.put(`/monitors/${id}`, { category_id: 2 })).status, 200);
  assert.equal((await api.stranger.get(`/monitors/${id}`)).status, 200);
  assert.equal((await api.admin.delete("/categories/2")).status, 409);
  assert.equal((await api.stranger.delete(`/monitors/${id}`)).status, 200);
});

Deno.test("GET /monitors pages by name, and filters by text and state", async () => {
  await using api = await testApi();
  for (const name of ["delta", "Alpha", "bravo", "charlie"]) await makeMonitor(api, { name });
  const names = (body: { monitors: { name: string }[] }) => body.monitors.map(({ name }) => name);

  const all = (await api.reader.get("/monitors")).body;
  const first = (await api.reader.get("/monitors?limit=3")).body;
  const cursor = encodeURIComponent(first.next_cursor);
  const second = (await api.reader.get(`/monitors?limit=3&cursor=${cursor}`)).body;
  const found = (await api.reader.get("/monitors?q=LPH&state=new,up")).body;
  const none = (await api.reader.get("/monitors?state=down")).body;

  assert.deepEqual(names(all), ["Alpha", "bravo", "charlie", "delta"]);
  assert.deepEqual(names(first), ["Alpha", "bravo", "charlie"]);
  assert.deepEqual([names(second), second.next_cursor], [["delta"], undefined]);
  assert.deepEqual([names(found), names(none)], [["Alpha"], []]);
  assert.equal((await api.reader.get("/monitors?state=asleep")).status, 422);
});

Deno.test("an alarm of a monitor is listed by the monitor's id, and can be acknowledged and closed", async () => {
  await using api = await testApi();
  const { id, key } = await makeMonitor(api, { period_seconds: 3600 });
  await watchMonitors(api.db, api.clock.now());
  await ping(api, key);
  for (let i = 0; i < 62; i++) {
    api.clock.advance(minute);
    await watchMonitors(api.db, api.clock.now());
  }

  const { alarms: [alarm] } = (await api.reader.get(`/alarms?job_id=${id}`)).body;
  const acknowledged = await api.changer.post(`/alarms/${alarm.alarm_id}/acknowledge`);
  const closed = await api.changer.post(`/alarms/${alarm.alarm_id}/close`);

  assert.deepEqual([alarm.kind, alarm.subject.kind, alarm.subject.id], ["missed", "monitor", id]);
  assert.deepEqual([acknowledged.status, closed.body.state], [200, "closed"]);
  const { body } = await api.reader.get(`/monitors/${id}`);
  assert.equal(body.state, "down");
  assert.notEqual(body.down_since, "");
  api.clock.advance(hour);
});

Deno.test("rules name channels that exist and may tell of the category: jobs, categories, monitors", async () => {
  await using api = await testApi();
  const channelOf = async (category_id?: number) =>
    (await api.admin.post("/channels", {
      name: crypto.randomUUID(),
      kind: "slack",
      url: "https://hooks.example.org/",
      ...(category_id === undefined ? {} : { category_id }),
    })).body.id;
  const [everywhere, own, others] = [await channelOf(), await channelOf(1), await channelOf(2)];
  const job = {
    job_class_string: "simple_scheduler.jobs.sample_job.AwesomeJob",
    pub_args: ["one", "two"],
    minute: "0",
  };
  const monitor = await makeMonitor(api);
  const madeJob = (await api.admin.post("/jobs", { ...job, name: "a" })).body.job_id;
  const calls: [string, string, Record<string, unknown>][] = [
    ["POST", "/jobs", { ...job, name: "b" }],
    ["PUT", `/jobs/${madeJob}`, {}],
    ["POST", "/monitors", { name: "b", period_seconds: 60 }],
    ["PUT", `/monitors/${monitor.id}`, {}],
    ["PUT", "/categories/1", {}],
  ];

  for (const [method, path, fields] of calls) {
    const send = (channels: string[]) =>
      api.admin.send(method, path, { ...fields, alarms: { channels } });
    const refused = await send([everywhere, others, "gone"]);
    const taken = await send([everywhere, own]);

    assert.equal(refused.status, 422, path);
    assert.deepEqual(
      refused.body.details.map(({ field }: { field: string }) => field),
      ["alarms.channels[1]", "alarms.channels[2]"],
    );
    assert.ok(taken.status === 200 || taken.status === 201, `${path}: ${taken.status}`);
  }
  const fresh = { name: "fresh", alarms: { channels: [own] } };
  assert.equal((await api.admin.post("/categories", fresh)).status, 422);
});
