import assert from "node:assert/strict";
import { defaultCategory } from "../../../../scheduler/model/category.ts";
import { type MonitorId, newId } from "../../../../scheduler/model/ids.ts";
import {
  draftMonitor,
  editMonitor,
  type Monitor,
  type MonitorDraft,
  pauseMonitor,
  resumeMonitor,
} from "../../../../scheduler/model/monitors/monitor.ts";
import { conditionOf } from "../../../../scheduler/model/monitors/expectation.ts";
import { jobIdOf } from "../../../../scheduler/model/monitors/monitor_execution.ts";
import { draftSchedule } from "../../../../scheduler/model/schedule.ts";
import { day, hour, minute, second } from "../../../../scheduler/model/time.ts";
import { DeliveryArgs } from "../../../../scheduler/model/channels/delivery.ts";
import { tellChannels } from "../../../../scheduler/store/channels/messages.ts";
import { seedCategories } from "../../../../scheduler/store/access/categories.ts";
import { findExecutions } from "../../../../scheduler/store/history/find_executions.ts";
import type { Database } from "../../../../scheduler/store/kv/database.ts";
import { allTime } from "../../../../scheduler/store/kv/walk.ts";
import { findMonitor } from "../../../../scheduler/store/monitors/find_monitors.ts";
import {
  changeMonitor,
  createMonitor,
  deleteMonitor,
} from "../../../../scheduler/store/monitors/monitors.ts";
import { beginPause, forgetEndedPauses } from "../../../../scheduler/store/pauses/pauses.ts";
import { recordPing } from "../../../../scheduler/store/monitors/pings.ts";
import { watchMonitors } from "../../../../scheduler/store/monitors/watch_monitors.ts";
import { alarmsOf, aRun, failed, look, noticesOf, store } from "../../../support/alarms.ts";
import { aJob } from "../../../support/builders.ts";
import { storedChannel } from "../../../support/channels.ts";
import { memoryDatabase } from "../../../support/memory_database.ts";
import { anAudit, storedJob } from "../../../support/store.ts";

const t0 = Date.UTC(2026, 10, 22, 6);

/** A database with a monitor that expects a ping each hour, with a grace of ten minutes. */
async function start(given: Partial<MonitorDraft> = {}) {
  const db = await memoryDatabase();
  await seedCategories(db, t0);
  const monitor = draftMonitor(
    newId<MonitorId>(t0),
    {
      name: "backup",
      categoryId: defaultCategory,
      rhythm: { periodSeconds: 3600 },
      timeZone: "UTC",
      graceSeconds: 600,
      manualResume: false,
      ...given,
    },
    "hash",
    t0,
  );
  await createMonitor(db, monitor, auditOf(monitor, t0), t0);
  await watchMonitors(db, t0);
  return { db, monitor };
}

function auditOf({ id, name, categoryId }: Monitor, at: number) {
  return anAudit({ id: jobIdOf(id), name, categoryId }, "modified", at);
}

function send(
  db: Database,
  { id }: Monitor,
  kind: "start" | "success" | "fail" | "log",
  at: number,
  runId = "",
) {
  const from = { method: "GET", remoteAddress: "192.0.2.1", userAgent: "curl", body: "" };
  return recordPing(db, id, { kind, runId, ...from }, at);
}

/** One tick each minute from `from` to `to`, both included. */
async function tick(db: Database, from: number, to: number): Promise<void> {
  for (let at = from; at <= to; at += minute) await watchMonitors(db, at);
}

async function runsOf(db: Database, { id }: Monitor) {
  const filter = { scheduled: allTime, jobId: jobIdOf(id) };
  const page = await findExecutions(db, filter, { limit: 1000, oldestFirst: true });
  return page.items.map(({ state, description }) => [state, description]);
}

async function conditionAt(db: Database, { id }: Monitor, at: number) {
  const known = await findMonitor(db, id);
  return known && conditionOf(known.monitor, known.state, at);
}

Deno.test("a monitor without a ping is new, and is never called down", async () => {
  const { db, monitor } = await start();
  await using _ = db;

  await tick(db, t0, t0 + 3 * hour);

  assert.equal(await conditionAt(db, monitor, t0 + 3 * hour), "new");
  assert.deepEqual(await alarmsOf(db), []);
});

Deno.test("a ping that does not come opens one alarm, and the next success closes it", async () => {
  const { db, monitor } = await start();
  await using _ = db;
  await send(db, monitor, "success", t0);

  await tick(db, t0 + minute, t0 + 70 * minute);
  const late = [await conditionAt(db, monitor, t0 + 70 * minute), (await alarmsOf(db)).length];
  await tick(db, t0 + 71 * minute, t0 + 75 * minute);
  const [down] = await alarmsOf(db);
  const condition = await conditionAt(db, monitor, t0 + 75 * minute);
  await send(db, monitor, "success", t0 + 76 * minute);

  assert.deepEqual(late, ["late", 0]);
  assert.equal(condition, "down");
  assert.deepEqual(
    [down?.kind, down?.state, down?.count, down?.subject],
    ["missed", "open", 1, { kind: "monitor", id: monitor.id, name: "backup" }],
  );
  assert.match(down?.reason ?? "", /^no ping by 2026-11-22T07:10:00.000Z; expected at .*07:00/);
  const alarms = await alarmsOf(db);
  assert.deepEqual(alarms.map(({ state, closedBy }) => [state, closedBy]), [[
    "closed",
    "recovery",
  ]]);
  assert.deepEqual((await noticesOf(db)).map(({ what }) => what), ["opened", "closed"]);
  assert.deepEqual((await runsOf(db, monitor)).map(([state]) => state), [
    "succeeded",
    "scheduled error",
    "succeeded",
  ]);
  assert.equal(await conditionAt(db, monitor, t0 + 76 * minute), "up");
});

Deno.test("a look at open alarms of jobs and of monitors calls no record unreadable", async () => {
  const { db, monitor } = await start();
  await using _ = db;
  await send(db, monitor, "success", t0);
  await tick(db, t0 + minute, t0 + 75 * minute);
  const job = await storedJob(db, aJob(t0, { alarms: { failed: { after: 1 } } }));
  await store(db, aRun(job, t0 + 75 * minute, failed));

  await look(db, t0 + 76 * minute);

  assert.deepEqual((await alarmsOf(db)).map(({ subject }) => subject.kind), ["monitor", "job"]);
  assert.equal(db.unreadable.count, 0);
});

Deno.test("each further ping that does not come counts the alarm up", async () => {
  const { db, monitor } = await start();
  await using _ = db;
  await send(db, monitor, "success", t0);

  await tick(db, t0 + minute, t0 + 5 * hour);

  const [alarm, ...others] = await alarmsOf(db);
  assert.deepEqual([alarm?.count, others.length], [4, 0]);
});

Deno.test("a schedule says in its zone when pings are expected", async () => {
  const schedule = draftSchedule({ hour: "15", minute: "0" }, "Asia/Taipei");
  const { db, monitor } = await start({ rhythm: { schedule }, timeZone: "Asia/Taipei" });
  await using _ = db;
  await send(db, monitor, "success", t0 + 61 * minute); // 15:01 there

  await tick(db, t0 + day, t0 + day + 70 * minute);
  const before = await alarmsOf(db);
  await tick(db, t0 + day + 71 * minute, t0 + day + 71 * minute);

  assert.deepEqual(before, []);
  assert.equal((await alarmsOf(db)).length, 1);
});

Deno.test("a failure opens an alarm in the same commit, and the watch does not open it again", async () => {
  const { db, monitor } = await start();
  await using _ = db;

  await send(db, monitor, "fail", t0);
  const alarms = await alarmsOf(db);
  await tick(db, t0 + minute, t0 + 3 * minute);
  await look(db, t0 + 3 * minute);

  assert.deepEqual(alarms.map(({ kind, state }) => [kind, state]), [["failed", "open"]]);
  assert.equal((await alarmsOf(db))[0]?.state, "open");
  await send(db, monitor, "success", t0 + 4 * minute);
  assert.equal((await alarmsOf(db))[0]?.state, "closed");
});

Deno.test("a run that does not end within the grace is a failure, told once", async () => {
  const { db, monitor } = await start();
  await using _ = db;
  await send(db, monitor, "success", t0);
  await send(db, monitor, "start", t0 + 10 * minute);

  await tick(db, t0 + 11 * minute, t0 + 25 * minute);
  const [alarm] = await alarmsOf(db);
  await send(db, monitor, "success", t0 + 26 * minute);

  assert.deepEqual([alarm?.kind, alarm?.count], ["failed", 1]);
  assert.match(alarm?.reason ?? "", /did not end within its grace of 600 s/);
  assert.equal((await alarmsOf(db))[0]?.state, "closed");
  const known = await findMonitor(db, monitor.id);
  assert.equal(known?.state.lastDurationMs, 16 * minute);
});

Deno.test("of overlapping runs, only the one that was started last has to end in time", async () => {
  const { db, monitor } = await start();
  await using _ = db;
  const [a, b] = [crypto.randomUUID(), crypto.randomUUID()];
  await send(db, monitor, "start", t0, a);
  await send(db, monitor, "start", t0 + minute, b);
  await send(db, monitor, "success", t0 + 2 * minute, b);

  await tick(db, t0 + 3 * minute, t0 + 20 * minute);
  const first = await send(db, monitor, "success", t0 + 20 * minute, a);

  assert.deepEqual(await alarmsOf(db), []);
  assert.equal(first?.durationMs, 20 * minute);
});

Deno.test("a paused monitor misses nothing, and a ping resumes it unless only a person may", async () => {
  for (const manualResume of [false, true]) {
    const { db, monitor } = await start({ manualResume });
    await using _ = db;
    await send(db, monitor, "success", t0);
    await changeMonitor(db, monitor.id, (one) => ({
      monitor: pauseMonitor(one, t0 + minute),
      audit: auditOf(one, t0 + minute),
    }), t0 + minute);

    await tick(db, t0 + hour, t0 + 3 * hour);
    const none = await alarmsOf(db);
    const ping = await send(db, monitor, "success", t0 + 3 * hour);

    assert.deepEqual(none, []);
    assert.equal(ping?.kind, manualResume ? "ignored" : "success");
    const condition = await conditionAt(db, monitor, t0 + 3 * hour);
    assert.equal(condition, manualResume ? "paused" : "up");
  }
});

Deno.test("a resumed monitor expects its next ping as if its rhythm began then", async () => {
  const { db, monitor } = await start();
  await using _ = db;
  await send(db, monitor, "success", t0);
  const resumedAt = t0 + 5 * hour;
  await changeMonitor(db, monitor.id, (one) => ({
    monitor: resumeMonitor(pauseMonitor(one, t0 + minute), resumedAt),
    audit: auditOf(one, resumedAt),
  }), resumedAt);

  await tick(db, resumedAt, resumedAt + 70 * minute);
  const before = await alarmsOf(db);
  await tick(db, resumedAt + 71 * minute, resumedAt + 71 * minute);

  assert.deepEqual(before.length, 0);
  assert.equal((await alarmsOf(db)).length, 1);
});

Deno.test("nothing is missed while no process looked: one period and grace after that it is", async () => {
  const { db, monitor } = await start();
  await using _ = db;
  await send(db, monitor, "success", t0);
  await tick(db, t0 + minute, t0 + 30 * minute);

  const back = t0 + 9 * hour;
  await tick(db, back, back + 70 * minute);
  const before = await alarmsOf(db);
  await tick(db, back + 71 * minute, back + 71 * minute);

  assert.deepEqual(before, []);
  const [alarm] = await alarmsOf(db);
  assert.match(alarm?.reason ?? "", /expected at 2026-11-22T16:00/);
});

Deno.test("nothing is missed while the category is paused, nor right after that", async () => {
  const { db, monitor } = await start();
  await using _ = db;
  await send(db, monitor, "success", t0);
  const scope = monitor.categoryId;
  const until = t0 + 3 * hour;
  const pause = { scope, by: "kim", at: t0 + minute, reason: "", until, fires: "skip" } as const;
  await beginPause(db, pause, t0 + minute);

  await tick(db, t0 + minute, until);
  await forgetEndedPauses(db, until);
  await tick(db, until, until + 69 * minute);
  const before = await alarmsOf(db);
  await tick(db, until + 70 * minute, until + 70 * minute);

  assert.deepEqual(before, []);
  assert.equal((await alarmsOf(db)).length, 1);
});

Deno.test("an outage that is over when a ping is expected excuses nothing", async () => {
  const { db, monitor } = await start({ rhythm: { periodSeconds: 86_400 } });
  await using _ = db;
  await send(db, monitor, "success", t0);

  // Ten hours without a tick, and then one each minute.
  await tick(db, t0 + 10 * hour, t0 + day + 11 * minute);

  assert.equal((await alarmsOf(db)).length, 1);
});

Deno.test("a run that takes long raises one alarm, which its end closes", async () => {
  const { db, monitor } = await start({ alarms: { long: { seconds: 120 } } });
  await using _ = db;
  await send(db, monitor, "success", t0);
  await send(db, monitor, "start", t0 + minute);

  await tick(db, t0 + 2 * minute, t0 + 6 * minute);
  await look(db, t0 + 6 * minute);
  const [long, ...others] = await alarmsOf(db);
  await send(db, monitor, "success", t0 + 7 * minute);

  assert.deepEqual([long?.kind, long?.state, long?.count, others.length], ["long", "open", 1, 0]);
  assert.equal((await alarmsOf(db))[0]?.state, "closed");
});

Deno.test("several processes that look at once tell each miss once", async () => {
  const { db, monitor } = await start();
  await using _ = db;
  await send(db, monitor, "success", t0);

  await tick(db, t0 + minute, t0 + 70 * minute);
  await Promise.all([1, 2, 3, 4].map(() => watchMonitors(db, t0 + 71 * minute)));

  const [alarm, ...others] = await alarmsOf(db);
  assert.deepEqual([alarm?.count, others.length], [1, 0]);
  assert.equal((await runsOf(db, monitor)).length, 2);
});

Deno.test("a ping and a look at the same moment leave the alarm closed", async () => {
  for (let i = 0; i < 10; i++) {
    const { db, monitor } = await start();
    await using _ = db;
    await send(db, monitor, "success", t0);
    await tick(db, t0 + minute, t0 + 70 * minute);

    await Promise.all([
      watchMonitors(db, t0 + 71 * minute),
      send(db, monitor, "success", t0 + 71 * minute),
    ]);

    const open = (await alarmsOf(db)).filter(({ state }) => state === "open");
    assert.deepEqual(open, []);
    assert.equal(await conditionAt(db, monitor, t0 + 72 * minute), "up");
  }
});

Deno.test("a deletion closes the alarms of the monitor, and an edit of its name renames them", async () => {
  const { db, monitor } = await start();
  await using _ = db;
  await send(db, monitor, "fail", t0);
  await changeMonitor(db, monitor.id, (one) => ({
    monitor: editMonitor(one, { ...one, name: "nightly backup" }, t0 + second),
    audit: auditOf(one, t0 + second),
  }), t0 + second);
  await send(db, monitor, "fail", t0 + 2 * second);
  const [renamed] = await alarmsOf(db);

  await deleteMonitor(db, monitor.id, (one) => auditOf(one, t0 + minute), t0 + minute);

  assert.equal(renamed?.subject.name, "nightly backup");
  const [closed] = await alarmsOf(db);
  assert.deepEqual([closed?.state, closed?.closedBy], ["closed", "deletion"]);
  assert.equal(closed?.history.at(-1)?.note, "the monitor was deleted");
  assert.equal(await send(db, monitor, "success", t0 + minute), undefined);
});

Deno.test("`missed: false` lets no missing ping raise an alarm", async () => {
  const { db, monitor } = await start({ alarms: { missed: false } });
  await using _ = db;
  await send(db, monitor, "success", t0);

  await tick(db, t0 + minute, t0 + 75 * minute);

  assert.deepEqual(await alarmsOf(db), []);
  assert.equal(await conditionAt(db, monitor, t0 + 75 * minute), "down");
});

Deno.test("a channel tells of a monitor by name, in its zone, and without a fire time", async () => {
  const { db, monitor } = await start({ timeZone: "Asia/Taipei" });
  await using _ = db;
  const channel = await storedChannel(db, t0);
  await send(db, monitor, "fail", t0);

  await tellChannels(db, t0);

  const filter = { scheduled: allTime, jobId: channel.jobId };
  const { items: [message] } = await findExecutions(db, filter, { limit: 1 });
  const [{ notices: [notice] = [] } = {}] = DeliveryArgs.parse(message?.job.pubArgs);
  assert.deepEqual(
    [notice?.cause, notice?.subject.kind, notice?.subject.name, notice?.timeZone, notice?.fireAt],
    ["failed", "monitor", "backup", "Asia/Taipei", undefined],
  );
});
