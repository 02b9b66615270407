import assert from "node:assert/strict";
import type { JobId } from "../../../scheduler/model/ids.ts";
import { day, hour, minute } from "../../../scheduler/model/time.ts";
import { findJob } from "../../../scheduler/store/jobs/jobs.ts";
import { headOf } from "../../../scheduler/store/feed/changes.ts";
import { changesBehind } from "../../../scheduler/store/feed/changes.ts";
import { ChangeEvents } from "../../../routes/events/change_events.ts";
import { alarmsOf, aRun, failed, store, succeeded } from "../../support/alarms.ts";
import { type Client, makeJob, type TestApi, testApi } from "../../support/app.ts";

/** A job of the client whose last run failed. @returns the ids of the job and of its alarm. */
async function anAlarm(api: TestApi, client: Client = api.changer, after = 0) {
  const id = await makeJob(client) as JobId;
  const job = await findJob(api.db, id);
  assert.ok(job !== undefined);
  await store(api.db, aRun(job, api.clock.now() + after, failed));
  const alarm = (await alarmsOf(api.db)).find(({ subject }) => subject.id === id);
  assert.ok(alarm !== undefined);
  return { job, alarm: alarm.id };
}

Deno.test("GET /alarms lists those of the caller's category, by state, kind and job", async () => {
  await using api = await testApi();
  const one = await anAlarm(api);
  const other = await anAlarm(api, api.changer, minute);
  const foreign = await anAlarm(api, api.stranger, hour);
  await store(api.db, aRun(other.job, api.clock.now() + 2 * minute, succeeded));
  const listed = async (client: Client, query = "") => {
    const { status, body } = await client.get(`/alarms${query}`);
    assert.equal(status, 200);
    return body.alarms.map(({ alarm_id }: { alarm_id: string }) => alarm_id);
  };

  assert.deepEqual(await listed(api.reader), [other.alarm, one.alarm]);
  assert.deepEqual(await listed(api.stranger), [foreign.alarm]);
  assert.deepEqual(await listed(api.admin), [foreign.alarm, other.alarm, one.alarm]);
  assert.deepEqual(await listed(api.admin, "?category_id=2"), [foreign.alarm]);
  assert.deepEqual(await listed(api.reader, "?state=open"), [one.alarm]);
  assert.deepEqual(await listed(api.reader, "?state=closed"), [other.alarm]);
  assert.deepEqual(await listed(api.reader, "?kind=missed"), []);
  assert.deepEqual(await listed(api.reader, `?job_id=${one.job.id}&kind=failed`), [one.alarm]);
  assert.equal((await api.reader.get("/alarms?state=ajar")).status, 422);
  assert.equal((await api.reader.get("/alarms?category_id=2")).status, 404);
  assert.equal((await api.nobody.get("/alarms")).status, 401);
});

Deno.test("GET /alarms gives each alarm once, page by page", async () => {
  await using api = await testApi();
  const made: string[] = [];
  for (let i = 0; i < 5; i++) made.unshift((await anAlarm(api, api.changer, i * minute)).alarm);

  for (const filter of ["", "&state=open"]) {
    const found: string[] = [];
    for (let cursor = "";;) {
      const { body } = await api.reader.get(`/alarms?limit=2${filter}${cursor}`);
      found.push(...body.alarms.map(({ alarm_id }: { alarm_id: string }) => alarm_id));
      if (body.next_cursor === undefined) break;
      cursor = `&cursor=${body.next_cursor}`;
    }
    assert.deepEqual(found, made);
  }
});

Deno.test("an alarm is acknowledged, snoozed and closed, with who did it in history and audit log", async () => {
  await using api = await testApi();
  const { alarm, job } = await anAlarm(api);
  const path = `/alarms/${alarm}`;
  api.clock.advance(minute);

  const known = await api.changer.post(`${path}/acknowledge`, { note: "mine" });
  assert.equal(known.status, 200);
  assert.deepEqual(known.body.acknowledged, {
    user: "changer",
    time: "2026-03-02T10:01:00.000Z",
    note: "mine",
  });
  const until = "2026-03-03T10:00:00.000Z";
  assert.equal((await api.changer.post(`${path}/snooze`, { until })).body.snoozed_until, until);
  const snoozed = await api.changer.post(`${path}/snooze`, { until: "recovery" });
  assert.equal(snoozed.body.snoozed_until, "recovery");
  const closed = await api.changer.post(`${path}/close`);
  assert.deepEqual([closed.body.state, closed.body.closed_by], ["closed", "changer"]);

  const { body } = await api.reader.get(path);
  assert.deepEqual(body, closed.body);
  assert.deepEqual(
    body.history.map(({ event, user }: { event: string; user: string }) => [event, user]),
    [["opened", ""], ["acknowledged", "changer"], ["snoozed", "changer"], ["snoozed", "changer"], [
      "closed",
      "changer",
    ]],
  );
  const logs = (await api.reader.get(`/logs?job_id=${job.id}`)).body.logs;
  assert.deepEqual(
    logs.map(({ event }: { event: string }) => event),
    ["alarm_closed", "alarm_snoozed", "alarm_snoozed", "alarm_acknowledged", "added"],
  );
  assert.deepEqual(JSON.parse(logs.at(-2).description), { alarm_id: alarm, note: "mine" });
});

Deno.test("who may not change the job may not change its alarm, and others do not see it", async () => {
  await using api = await testApi();
  const { alarm } = await anAlarm(api);

  for (const act of ["acknowledge", "close"]) {
    assert.equal((await api.reader.post(`/alarms/${alarm}/${act}`)).status, 403);
    assert.equal((await api.stranger.post(`/alarms/${alarm}/${act}`)).status, 404);
    assert.equal((await api.changer.post(`/alarms/${"0".repeat(32)}/${act}`)).status, 404);
  }
  assert.equal((await api.stranger.get(`/alarms/${alarm}`)).status, 404);
  assert.equal((await api.changer.get("/alarms/nonsense")).status, 404);
});

Deno.test("a bad time or note of a snooze is refused by name, and a closed alarm with 409", async () => {
  await using api = await testApi();
  const { alarm } = await anAlarm(api);
  const snooze = async (body: unknown) =>
    (await api.changer.post(`/alarms/${alarm}/snooze`, body)).body.details?.[0]?.field;
  const at = (ms: number) => new Date(api.clock.now() + ms).toISOString();

  assert.equal(await snooze({}), "until");
  assert.equal(await snooze({ until: "soon" }), "until");
  assert.equal(await snooze({ until: at(-minute) }), "until");
  assert.equal(await snooze({ until: at(400 * day) }), "until");
  assert.equal(await snooze({ until: "recovery", note: "x".repeat(501) }), "note");
  await api.changer.post(`/alarms/${alarm}/close`);
  assert.equal((await api.changer.post(`/alarms/${alarm}/close`)).status, 409);
});

Deno.test("a job keeps its alarm rules until an edit replaces them, and {} removes them", async () => {
  await using api = await testApi();
  const channel = { name: "operators", kind: "slack", url: "https://hooks.example.org/" };
  const { id: operators } = (await api.admin.post("/channels", channel)).body;
  const alarms = {
    failed: { after: 3 },
    missed: false,
    late: { seconds: 60 },
    long: { times_p95: 2.5 },
    overdue: { by: "06:00", days: [5, 1] },
    repeat_hours: 4,
    urgent: true,
    channels: [operators],
  };
  const id = await makeJob(api.changer, { alarms });
  const shown = async () => (await api.reader.get(`/jobs/${id}`)).body.alarms;

  const whole = {
    ...alarms,
    overdue: { by: "06:00", timezone: "Asia/Taipei", days: [1, 5] },
  };
  assert.deepEqual(await shown(), whole);
  await api.changer.put(`/jobs/${id}`, { name: "another", alarms: null });
  assert.deepEqual(await shown(), whole);
  await api.changer.put(`/jobs/${id}`, { alarms: { failed: false } });
  assert.deepEqual(await shown(), { failed: false });
  const { version } = (await api.reader.get(`/jobs/${id}`)).body;
  await api.changer.put(`/jobs/${id}`, { alarms: {} });
  const { body } = await api.reader.get(`/jobs/${id}`);
  assert.deepEqual([body.alarms, body.version], [undefined, version + 1]);
});

Deno.test("a wrong rule is refused with the name of its field", async () => {
  await using api = await testApi();
  const wrong: [unknown, string][] = [
    [{ failed: { after: 0 } }, "alarms.failed.after"],
    [{ failed: true }, "alarms.failed"],
    [{ missed: "perhaps" }, "alarms.missed"],
    [{ late: { seconds: -1 } }, "alarms.late.seconds"],
    [{ long: { times_p95: 0 } }, "alarms.long.times_p95"],
    [{ overdue: { by: "6 o'clock" } }, "alarms.overdue.by"],
    [{ overdue: { by: "06:00", timezone: "Asia/Nowhere" } }, "alarms.overdue.timezone"],
    [{ overdue: { by: "06:00", days: [8] } }, "alarms.overdue.days[0]"],
    [{ repeat_hours: -1 }, "alarms.repeat_hours"],
    ["often", "alarms"],
  ];
  for (const [alarms, field] of wrong) {
    const { status, body } = await api.changer.post("/jobs", {
      job_class_string: "simple_scheduler.jobs.sample_job.AwesomeJob",
      name: "x",
      minute: "*",
      alarms,
    });
    assert.deepEqual([status, body.details[0].field], [422, field]);
  }
});

Deno.test("a category has rules of its own, which only admins change", async () => {
  await using api = await testApi();
  const alarms = {
    failed: { after: 2 },
    overdue: { by: "06:00", timezone: "Asia/Taipei" },
  };

  assert.equal((await api.changer.put("/categories/1", { alarms })).status, 403);
  assert.equal((await api.admin.put("/categories/1", { alarms })).status, 200);

  assert.deepEqual((await api.reader.get("/categories/1")).body.alarms, alarms);
});

Deno.test("the feed tells of an alarm to those who see its job", async () => {
  await using api = await testApi();
  const before = await headOf(api.db);
  const { alarm } = await anAlarm(api);

  const { changes } = await changesBehind(api.db, before);
  const events = (await Promise.all(changes.map((one) => new ChangeEvents(api.db).of(one)))).flat();
  const told = events.filter(({ kind }) => kind === "alarm");

  const caller = (user: keyof typeof api.users) => ({
    kind: "user" as const,
    user: api.users[user],
  });
  assert.deepEqual(told.map((one) => one.dataFor(caller("stranger"))), [undefined]);
  assert.deepEqual(told.map((one) => one.dataFor(caller("reader"))), [{
    alarm_id: alarm,
    alarm: (await api.reader.get(`/alarms/${alarm}`)).body,
  }]);
});
