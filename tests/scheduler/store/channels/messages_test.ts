import assert from "node:assert/strict";
import { defaultCategory } from "../../../../scheduler/model/category.ts";
import type { ChannelNotice } from "../../../../scheduler/model/channels/channel_notice.ts";
import type { CategoryId } from "../../../../scheduler/model/ids.ts";
import { hour, minute, second } from "../../../../scheduler/model/time.ts";
import { deleteChannel } from "../../../../scheduler/store/channels/channels.ts";
import { tellChannels } from "../../../../scheduler/store/channels/messages.ts";
import type { Database } from "../../../../scheduler/store/kv/database.ts";
import { sharedServerLimits } from "../../../../scheduler/store/kv/database.ts";
import { anAlarm, storedChannel } from "../../../support/channels.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import { allExecutions, keysOf, seededDatabase } from "../../../support/store.ts";

const categoryTwo = 2 as CategoryId;

Deno.test("tellChannels() tells the channels that the alarm names, or those of its category, or those of the server", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const now = clock.now();
  const server = await storedChannel(db, now, { name: "server" });
  const category = await storedChannel(db, now, { name: "cat", categoryId: defaultCategory });
  const named = await storedChannel(db, now, { name: "named", categoryId: defaultCategory });

  const a = await anAlarm(db, now, { channels: [named.id] });
  const b = await anAlarm(db, now);
  const c = await anAlarm(db, now, { categoryId: categoryTwo });
  const d = await anAlarm(db, now, { categoryId: categoryTwo, channels: ["gone", named.id] });
  await anAlarm(db, now, { channels: [] });
  await tellChannels(db, now);

  const told = await toldBy(db);
  assert.deepEqual(told.get(named.jobId), [a.id, b.id]);
  assert.deepEqual(told.get(category.jobId), [b.id]);
  assert.deepEqual(told.get(server.jobId), [c.id, d.id]);
  assert.deepEqual(await keysOf(db, "alarm_notice", "channel_notice"), []);
});

Deno.test("tellChannels() in several processes puts each notice into one message", async () => {
  const clock = new FakeClock();
  for (const limits of [undefined, sharedServerLimits]) {
    await using db = await seededDatabase(clock, limits);
    const channel = await storedChannel(db, clock.now(), { kind: "pagerduty" });
    const other = await storedChannel(db, clock.now());
    const alarms = [];
    for (let i = 0; i < 60; i++) alarms.push((await anAlarm(db, clock.now())).id);

    await Promise.all(Array.from({ length: 5 }, () => tellChannels(db, clock.now())));

    const told = await toldBy(db);
    assert.deepEqual(told.get(channel.jobId)?.toSorted(), alarms.toSorted());
    assert.deepEqual(told.get(other.jobId)?.toSorted(), alarms.toSorted());
  }
});

Deno.test("tellChannels() makes one message of more than five notices in a minute", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  await storedChannel(db, clock.now());
  for (let i = 0; i < 3; i++) await anAlarm(db, clock.now());
  assert.equal(await tellChannels(db, clock.now()), undefined);
  const start = clock.now();

  clock.advance(10 * second);
  for (let i = 0; i < 4; i++) await anAlarm(db, clock.now());
  const lookAt = await tellChannels(db, clock.now());
  const before = await messages(db);
  clock.advance(50 * second);
  await tellChannels(db, clock.now());

  assert.equal(lookAt, start + minute);
  assert.deepEqual(before.map((notices) => notices.length), [1, 1, 1]);
  assert.deepEqual((await messages(db)).map((notices) => notices.length), [1, 1, 1, 4]);
});

Deno.test("tellChannels() holds in quiet hours what is not urgent until they end", async () => {
  const clock = new FakeClock("2026-03-02T23:00:00Z");
  await using db = await seededDatabase(clock);
  await storedChannel(db, clock.now(), {
    quietHours: { from: "22:00", to: "07:00", timeZone: "UTC" },
  });
  await anAlarm(db, clock.now(), { name: "calm" });
  await anAlarm(db, clock.now(), { name: "urgent", urgent: true });

  const lookAt = await tellChannels(db, clock.now());
  const inTheNight = await messages(db);
  clock.advance(8 * hour);
  await tellChannels(db, clock.now());

  assert.equal(lookAt, Date.parse("2026-03-03T07:00:00Z"));
  assert.deepEqual(namesOf(inTheNight), ["urgent"]);
  assert.deepEqual(namesOf(await messages(db)), ["urgent", "calm"]);
});

Deno.test("deleteChannel() drops the notices that wait for it", async () => {
  const clock = new FakeClock("2026-03-02T23:00:00Z");
  await using db = await seededDatabase(clock);
  const channel = await storedChannel(db, clock.now(), {
    quietHours: { from: "22:00", to: "07:00", timeZone: "UTC" },
  });
  await anAlarm(db, clock.now());
  await tellChannels(db, clock.now());

  await deleteChannel(db, channel.id, clock.now(), () => [], () => {});
  clock.advance(8 * hour);
  await tellChannels(db, clock.now());

  assert.deepEqual(await messages(db), []);
  assert.deepEqual(
    await keysOf(db, "channel_notice", "channel", "channel_secrets", "channel_window"),
    [],
  );
});

/** The notices of all messages, oldest first. */
async function messages(db: Database): Promise<ChannelNotice[][]> {
  const executions = await allExecutions(db);
  return executions.map(({ job }) =>
    (job.pubArgs[0] as unknown as { notices: ChannelNotice[] }).notices
  );
}

/** The alarms that each channel told, by the job id of the channel. */
async function toldBy(db: Database): Promise<Map<string, string[]>> {
  const told = new Map<string, string[]>();
  for (const { job, trigger } of await allExecutions(db)) {
    assert.equal(trigger, "notification");
    const { notices } = job.pubArgs[0] as unknown as { notices: ChannelNotice[] };
    told.set(job.id, [...told.get(job.id) ?? [], ...notices.map(({ alarmId }) => alarmId)]);
  }
  return told;
}

function namesOf(all: ChannelNotice[][]): string[] {
  return all.flat().map(({ subject }) => subject.name);
}
