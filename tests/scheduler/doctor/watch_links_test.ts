import assert from "node:assert/strict";
import { examine } from "../../../scheduler/doctor/doctor.ts";
import type { ChannelId } from "../../../scheduler/model/ids.ts";
import { hour, minute } from "../../../scheduler/model/time.ts";
import { fireDue } from "../../../scheduler/store/firing/fire.ts";
import { noteSending } from "../../../scheduler/store/channels/health.ts";
import { testApi } from "../../support/app.ts";
import { makeMonitor, ping } from "../../support/monitors.ts";

/** A server with a monitor, its ping, a channel of a category with an open alarm, a calendar, and a paused job that uses it. */
async function watchedServer() {
  const api = await testApi();
  const { admin, db, clock } = api;
  const { key } = await makeMonitor(api);
  await ping(api, key);
  const { body: channel } = await admin.post("/channels", {
    name: "On call",
    kind: "webhook",
    url: "https://hooks.example.org/",
    category_id: 1,
  });
  await noteSending(db, channel.id as ChannelId, "it answered 503", clock.now() - hour);
  await noteSending(db, channel.id as ChannelId, "it answered 503", clock.now());
  const { body: calendar } = await admin.post("/calendars", {
    name: "Holidays",
    timezone: "UTC",
    dates: [{ from: "2026-12-25" }],
  });
  const { body: job } = await admin.post("/jobs", {
    name: "careful",
    job_class_string: "simple_scheduler.jobs.sample_job.AwesomeJob",
    pub_args: ["a", "b"],
    minute: "0",
    not_on: [calendar.id],
  });
  const until = new Date(clock.now() + hour).toISOString();
  await admin.post(`/jobs/${job.job_id}/pause`, { reason: "a move", until });
  return api;
}

/** The findings about index rows: the clock of the test has neither ticks nor workers. */
async function indexFaults({ db, clock }: Awaited<ReturnType<typeof watchedServer>>, fix = false) {
  const { findings } = await examine({ db, clock, fix });
  return findings.filter(({ check }) => check.endsWith("index entries"));
}

Deno.test("examine() finds and mends what is wrong in the rows of monitors, alarms, channels and calendars", async () => {
  await using api = await watchedServer();
  const { db } = api;
  const indexes = [
    ...["monitor_by_name", "monitor_by_category", "monitor_by_key", "ping_by_monitor"],
    ...["alarm_by_subject", "alarm_open", "channel_by_name", "channel_by_category"],
    ...["calendar_by_name", "job_by_calendar", "resume"],
  ];
  assert.deepEqual(await indexFaults(api), []);

  for (const index of indexes) {
    const [row] = await Array.fromAsync(db.kv.list({ prefix: [index] }));
    assert.ok(row !== undefined, index);
    await db.kv.delete(row.key);
    const needless = [...row.key.slice(0, -1), `${String(row.key.at(-1))}ff`];
    await db.kv.set(needless, row.value);

    const seen = await indexFaults(api);
    const mended = await indexFaults(api, true);

    assert.deepEqual(
      seen.map(({ check, count, text }) => [check, count, text.includes(index)]),
      [["missing index entries", 1, true], ["needless index entries", 1, true]],
      index,
    );
    assert.deepEqual(mended.map(({ fixed }) => fixed), [1, 1], index);
    assert.deepEqual(await indexFaults(api), [], index);
    assert.deepEqual((await db.kv.get(row.key)).value, row.value, index);
  }
});

Deno.test("examine() takes the due row of a job that a pause holds where it waits", async () => {
  await using api = await watchedServer();
  const { admin, db, clock } = api;
  const { status } = await admin.post("/jobs", {
    name: "held",
    job_class_string: "simple_scheduler.jobs.sample_job.AwesomeJob",
    pub_args: ["a", "b"],
    minute: "*",
    category_id: 1,
  });
  assert.equal(status, 201);
  const until = new Date(clock.now() + hour).toISOString();
  const pause = { category_id: 1, reason: "a move", until, fires: "make_up" };
  assert.equal((await admin.post("/maintenance", pause)).status, 201);
  clock.advance(minute);
  await fireDue(db, clock.now());
  const held = await Array.fromAsync(db.kv.list({ prefix: ["held"] }));

  const found = await indexFaults(api);

  assert.equal(held.length, 1);
  assert.deepEqual(found, []);
});
