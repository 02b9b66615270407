import assert from "node:assert/strict";
import type { Alarm } from "../../../../scheduler/model/alarms/alarm.ts";
import { jobClassRegistry, parseAllowList } from "../../../../scheduler/job_classes/mod.ts";
import { hour, minute } from "../../../../scheduler/model/time.ts";
import { notificationJob } from "../../../../scheduler/notifications/notification_job.ts";
import { findAlarms } from "../../../../scheduler/store/alarms/find_alarms.ts";
import { knownAlarms } from "../../../../scheduler/store/alarms/known_alarms.ts";
import { deleteChannel } from "../../../../scheduler/store/channels/channels.ts";
import { noteSending } from "../../../../scheduler/store/channels/health.ts";
import { tellChannels } from "../../../../scheduler/store/channels/messages.ts";
import type { Database } from "../../../../scheduler/store/kv/database.ts";
import { AlarmWatching } from "../../../../scheduler/store/watching/watch_alarms.ts";
import { anAlarm, storedChannel } from "../../../support/channels.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import { HttpSink } from "../../../support/sinks.ts";
import { allExecutions, seededDatabase } from "../../../support/store.ts";
import { aWorld } from "../../../support/world.ts";

async function alarmsOfChannels(db: Database): Promise<readonly Alarm[]> {
  return (await findAlarms(db, { kind: "unsent" }, { limit: 100 })).items;
}

Deno.test("a message that is given up opens one alarm of its channel, which another channel tells", async () => {
  await using world = await aWorld();
  const { db, clock, jobClass } = world;
  await using broken = new HttpSink();
  await using whole = new HttpSink();
  broken.behaviour = "fail";
  const channel = await storedChannel(db, clock.now(), { name: "broken" }, { url: broken.url });
  await storedChannel(db, clock.now(), { name: "whole" }, { url: whole.url });
  const deps = { db, clock, allow: parseAllowList("*"), timeoutMs: 10_000 };
  const engine = world.engine({ jobClasses: jobClassRegistry([jobClass, notificationJob(deps)]) });
  await anAlarm(db, clock.now());

  for (let i = 0; i < 50; i++) {
    await engine.tick();
    await engine.drain();
    clock.advance(hour);
  }

  const [alarm, ...others] = await alarmsOfChannels(db);
  assert.deepEqual(others, []);
  assert.equal(alarm?.state, "open");
  assert.deepEqual(alarm?.subject, { kind: "channel", id: channel.id, name: "broken" });
  assert.match(alarm?.reason ?? "", /answered 503/);
  // It was opened when the channel had failed for an hour, and counted when the message was given up.
  assert.equal(alarm?.count, 2);
  const lost = (await allExecutions(db)).filter(({ state }) => state === "failed");
  assert.deepEqual(lost.map(({ id }) => id), [alarm?.lastExecutionId]);
  const told = whole.received.map(({ body }) => JSON.parse(body).subject);
  assert.deepEqual(told.filter((subject) => subject.startsWith("broken")), [
    "broken does not get its messages through",
  ]);
  const ofBroken = broken.received.filter(({ body }) =>
    JSON.parse(body).notices[0].kind === "unsent"
  );
  assert.deepEqual(ofBroken, []);
});

Deno.test("noteSending() opens an alarm of a channel that fails for an hour, and closes it with the next message", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const { id } = await storedChannel(db, clock.now());
  const fail = () => noteSending(db, id, "it answered 503", clock.now());

  await fail();
  clock.advance(59 * minute);
  await fail();
  const before = await alarmsOfChannels(db);
  clock.advance(minute);
  await fail();
  clock.advance(minute);
  await fail();
  const during = await alarmsOfChannels(db);
  await tellChannels(db, clock.now());
  await noteSending(db, id, undefined, clock.now());
  const after = await alarmsOfChannels(db);

  assert.deepEqual(before, []);
  assert.deepEqual(during.map(({ state, count }) => [state, count]), [["open", 1]]);
  // The only channel is the one that fails: nobody is told, and nothing waits.
  assert.deepEqual(await allExecutions(db), []);
  assert.deepEqual(after.map(({ state, closedBy }) => [state, closedBy]), [["closed", "recovery"]]);
});

Deno.test("a tick closes the alarm of a channel that another process sent by, or that is gone", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const channels = [await storedChannel(db, clock.now()), await storedChannel(db, clock.now())];
  for (const at of [0, hour]) {
    clock.advance(at);
    for (const { id } of channels) await noteSending(db, id, "it answered 503", clock.now());
  }
  clock.advance(minute);
  const [sent, gone] = channels;

  // This process does not know of the alarm.
  knownAlarms(db).renew([]);
  await noteSending(db, sent!.id, undefined, clock.now());
  const open = await alarmsOfChannels(db);
  await new AlarmWatching(db).look(clock.now(), () => true);
  await deleteChannel(db, gone!.id, clock.now(), () => [], () => {});

  assert.deepEqual(open.map(({ state }) => state), ["open", "open"]);
  const closed = await alarmsOfChannels(db);
  const ends = new Map(closed.map(({ subject, closedBy }) => [subject.id, closedBy]));
  assert.deepEqual(ends, new Map([[sent!.id, "recovery"], [gone!.id, "deletion"]]));
});
