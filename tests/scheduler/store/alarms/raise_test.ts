import assert from "node:assert/strict";
import { askToStop, endUnstarted, recover } from "../../../../scheduler/model/execution.ts";
import { editJob } from "../../../../scheduler/model/job.ts";
import { hour, minute, second } from "../../../../scheduler/model/time.ts";
import { defaultAlarmRules } from "../../../../scheduler/model/alarms/alarm_rules.ts";
import { knownAlarms } from "../../../../scheduler/store/alarms/known_alarms.ts";
import { changeCategory, createCategory } from "../../../../scheduler/store/access/categories.ts";
import { setExecution } from "../../../../scheduler/store/history/executions.ts";
import { changeJob, deleteJob } from "../../../../scheduler/store/jobs/jobs.ts";
import { Commit, commit } from "../../../../scheduler/store/kv/commit.ts";
import { sharedServerLimits } from "../../../../scheduler/store/kv/database.ts";
import { keys } from "../../../../scheduler/store/kv/keys.ts";
import { aJob } from "../../../support/builders.ts";
import {
  alarmsOf,
  aRun,
  failed,
  look,
  noticesOf,
  setRules,
  store,
  succeeded,
} from "../../../support/alarms.ts";
import { aReady, aRunning, aSkipped } from "../../../support/executions.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import { anAudit, keysOf, seededDatabase, storedJob } from "../../../support/store.ts";

const t = Date.parse("2026-03-02T10:00:00Z");

async function aStore(limits = {}) {
  const db = await seededDatabase(new FakeClock(t), { ...sharedServerLimits, ...limits });
  const job = await storedJob(db, aJob(t));
  return { db, job, [Symbol.asyncDispose]: () => db[Symbol.asyncDispose]() };
}

Deno.test("a failure opens an alarm in its own commit, and a notice with it", async () => {
  await using world = await aStore();
  const { db, job } = world;
  const run = aRun(job, t, failed);

  await store(db, run);

  const [alarm, ...others] = await alarmsOf(db);
  const [notice] = await noticesOf(db);
  const stamp = (await db.get(keys.execution.at(run.id))).versionstamp;
  assert.ok(alarm !== undefined && notice !== undefined && others.length === 0);
  assert.equal((await db.get(keys.alarm.at(alarm.id))).versionstamp, stamp);
  assert.equal((await db.get(keys.alarmNotice.at(notice.id))).versionstamp, stamp);
  const { kind, state, count, reason, firstExecutionId, subject } = alarm;
  assert.deepEqual(
    { kind, state, count, reason, firstExecutionId, subject },
    {
      kind: "failed",
      state: "open",
      count: 1,
      reason: "exit status 1",
      firstExecutionId: run.id,
      subject: { kind: "job", id: job.id, name: job.name },
    },
  );
  assert.deepEqual([notice.what, notice.number, notice.alarmId], ["opened", 1, alarm.id]);
});

Deno.test("further failures count the open alarm up, also several of one commit", async () => {
  await using world = await aStore();
  const { db, job } = world;

  await store(db, aRun(job, t, failed));
  const last = aRun(job, t + 2 * minute, failed);
  await store(db, aRun(job, t + minute, failed), last);

  const alarms = await alarmsOf(db);
  assert.deepEqual(alarms.map(({ count, lastExecutionId }) => [count, lastExecutionId]), [[
    3,
    last.id,
  ]]);
  assert.equal((await noticesOf(db)).length, 1);
});

Deno.test("a success closes the alarm, and the next failure opens another one", async () => {
  await using world = await aStore();
  const { db, job } = world;

  await store(db, aRun(job, t, failed));
  await store(db, aRun(job, t + minute, succeeded));
  await store(db, aRun(job, t + 2 * minute, failed));

  const alarms = await alarmsOf(db);
  assert.deepEqual(alarms.map(({ state, closedBy }) => [state, closedBy]), [
    ["closed", "recovery"],
    ["open", undefined],
  ]);
  assert.deepEqual((await noticesOf(db)).map(({ what }) => what), ["opened", "closed", "opened"]);
  assert.equal((await keysOf(db, "alarm_open")).length, 1);
});

Deno.test("a success of a job without open alarms writes and reads nothing of alarms", async () => {
  await using world = await aStore();
  const { db, job } = world;
  await store(db, aRun(await storedJob(db, aJob(t)), t, failed));
  const turn = (await db.read(keys.alarm.turn)).versionstamp;

  await store(db, aRun(job, t + minute, succeeded));

  assert.equal((await db.read(keys.alarm.turn)).versionstamp, turn);
});

Deno.test("a run that a person stopped raises nothing; a timeout and a lost worker do", async () => {
  await using world = await aStore();
  const { db, job } = world;
  const running = aRunning(aReady(job, t));
  const stopped = recover(askToStop(running, "kim", t), t + second, () => 0);
  const lost = recover(aRunning(aReady(job, t + minute)), t + 2 * minute, () => 0);

  for (const one of [stopped, lost]) {
    const work = new Commit();
    setExecution(work, one);
    await commit(db, work, t + 3 * minute);
  }
  await store(db, aRun(job, t + hour, { kind: "timeout", reason: "took longer than 60 s" }));

  assert.deepEqual((await alarmsOf(db)).map(({ kind, count }) => [kind, count]), [["failed", 2]]);
});

Deno.test("a rule of n failures opens the alarm with the nth in a row", async () => {
  await using world = await aStore();
  const { db, job } = world;
  await setRules(db, job, { failed: { after: 3 } }, t);

  await store(db, aRun(job, t, failed));
  await store(db, aRun(job, t + minute, failed));
  await store(db, aRun(job, t + 2 * minute, succeeded));
  const first = aRun(job, t + 3 * minute, failed);
  await store(db, first);
  await store(db, aRun(job, t + 4 * minute, failed));
  assert.deepEqual(await alarmsOf(db), []);
  await store(db, aRun(job, t + 5 * minute, failed));

  const alarms = await alarmsOf(db);
  assert.deepEqual(alarms.map(({ count, firstExecutionId }) => [count, firstExecutionId]), [
    [3, first.id],
  ]);
});

Deno.test("failures that are written at once by many count as in a row", async () => {
  await using world = await aStore();
  const { db, job } = world;
  await setRules(db, job, { failed: { after: 3 } }, t);

  await Promise.all([0, 1, 2, 3].map((i) => store(db, aRun(job, t + i * minute, failed))));

  assert.deepEqual((await alarmsOf(db)).map(({ count }) => count), [4]);
});

Deno.test("a missed fire opens an alarm, and the success of a later fire closes it", async () => {
  await using world = await aStore();
  const { db, job } = world;
  const skipped = (at: number) => ({ ...aSkipped(aReady(job, at)), trigger: "schedule" as const });

  await store(db, skipped(t + minute));
  await store(db, aRun(job, t, succeeded, { tookMs: 2 * minute }));
  assert.deepEqual((await alarmsOf(db)).map(({ kind, state }) => [kind, state]), [[
    "missed",
    "open",
  ]]);
  await store(db, aRun(job, t + 3 * minute, succeeded));

  assert.deepEqual((await alarmsOf(db)).map(({ state }) => state), ["closed"]);
});

Deno.test("a run that a person asked for and that could not start is no missed fire", async () => {
  await using world = await aStore();
  const { db, job } = world;

  await store(db, endUnstarted(aReady(job, t), "scheduled error", "no such class", t));

  assert.deepEqual(await alarmsOf(db), []);
});

Deno.test("a late start opens an alarm, a start in time closes it, and a late success does not", async () => {
  await using world = await aStore();
  const { db, job } = world;
  await setRules(db, job, { late: { seconds: 30 } }, t);
  knownAlarms(db).leastLateMs = 30 * second;

  await store(db, aRun(job, t, succeeded, { lateMs: 30 * second }));
  assert.deepEqual(await alarmsOf(db), []);
  await store(db, aRun(job, t + minute, succeeded, { lateMs: 40 * second }));
  await store(db, aRun(job, t + 2 * minute, succeeded, { lateMs: 40 * second }));
  assert.deepEqual((await alarmsOf(db)).map(({ count, state }) => [count, state]), [[2, "open"]]);
  await store(db, aRun(job, t + 3 * minute, succeeded));

  assert.deepEqual((await alarmsOf(db)).map(({ state }) => state), ["closed"]);
});

Deno.test("rules of the job come before those of the category, and those before the server's", async () => {
  await using world = await aStore();
  const { db, job } = world;
  const other = await storedJob(db, aJob(t));
  knownAlarms(db).server = { ...defaultAlarmRules, failed: false };

  await store(db, aRun(job, t, failed), aRun(other, t, failed));
  assert.deepEqual(await alarmsOf(db), []);
  await changeCategory(db, job.categoryId, { alarms: { failed: { after: 1 }, urgent: true } }, t);
  await setRules(db, other, { failed: false }, t);
  await store(db, aRun(job, t + minute, failed), aRun(other, t + minute, failed));

  const alarms = await alarmsOf(db);
  assert.deepEqual(alarms.map(({ subject, urgent }) => [subject.id, urgent]), [[job.id, true]]);
});

Deno.test("deleting a job closes its alarms in the commit of the deletion", async () => {
  await using world = await aStore();
  const { db, job } = world;
  await store(db, aRun(job, t, failed));

  await deleteJob(db, job.id, (one) => anAudit(one, "deleted", t), t + minute);
  await store(db, aRun(job, t + hour, failed));

  assert.deepEqual((await alarmsOf(db)).map(({ closedBy }) => closedBy), ["deletion"]);
  assert.deepEqual(await keysOf(db, "alarm_open"), []);
});

Deno.test("one commit raises more alarms than it can check one by one", async () => {
  await using world = await aStore({ checks: 4 });
  const { db } = world;
  const jobs = await Promise.all(Array.from({ length: 60 }, () => storedJob(db, aJob(t))));

  await store(db, ...jobs.map((job) => aRun(job, t, failed)));

  assert.equal((await alarmsOf(db)).length, 60);
  assert.equal((await noticesOf(db)).length, 60);
});

Deno.test("open alarms follow their job into another category", async () => {
  await using world = await aStore();
  const { db, job } = world;
  const { id: categoryId } = await createCategory(db, { name: "other", description: "" }, t);
  await store(db, aRun(job, t, failed));

  await changeJob(db, job.id, (one) => ({
    job: editJob(one, { ...one, categoryId }, t),
    audit: anAudit(one, "modified", t),
  }), t);

  assert.deepEqual((await alarmsOf(db)).map((alarm) => alarm.categoryId), [categoryId]);
});

Deno.test("a record of alarms that cannot be read stops no end and no tick, and the alarm opens anew", async () => {
  const garbage = [{ timeout: "503" }, "database or disk is full", -1n];
  for (const table of ["alarm", "alarm_open", "alarm_by_subject", "alarm_turn", "alarm_watch"]) {
    for (const value of garbage) {
      await using world = await aStore();
      const { db, job } = world;
      await setRules(db, job, { overdue: { seconds: 60 }, late: { seconds: 5 } }, t);
      await store(db, aRun(job, t, failed));
      for (const key of await keysOf(db, table)) await db.kv.set(JSON.parse(key), value);

      await look(db, t + hour);
      await store(db, aRun(job, t + hour, failed));
      await store(db, aRun(job, t + 2 * hour, failed));

      const open = (await alarmsOf(db, "failed")).filter(({ state }) => state === "open");
      assert.equal(open.length, 1, table);
      await store(db, aRun(job, t + 3 * hour, succeeded));
      await look(db, t + 3 * hour);
      const left = (await alarmsOf(db, "failed")).filter(({ state }) => state === "open");
      assert.equal(left.length, 0, table);
    }
  }
});

Deno.test("a failure of a job whose record cannot be read raises an alarm by the rules of its category", async () => {
  await using world = await aStore();
  const { db, job } = world;
  await db.kv.set(keys.job.at(job.id).parts, "garbage");

  await store(db, aRun(job, t, failed));

  assert.deepEqual((await alarmsOf(db)).map(({ subject }) => subject.name), [job.name]);
});
