import assert from "node:assert/strict";
import type { AlarmRules } from "../../../../scheduler/model/alarms/alarm_rules.ts";
import {
  acknowledgeAlarm,
  closeAlarm,
  snoozeAlarm,
} from "../../../../scheduler/model/alarms/alarm_steps.ts";
import { pauseJob } from "../../../../scheduler/model/job.ts";
import { day, hour, minute, second } from "../../../../scheduler/model/time.ts";
import { forgetAlarms } from "../../../../scheduler/store/alarms/forget_alarms.ts";
import { changeCategory } from "../../../../scheduler/store/access/categories.ts";
import { changeJob, deleteJob } from "../../../../scheduler/store/jobs/jobs.ts";
import type { Database } from "../../../../scheduler/store/kv/database.ts";
import { actOnAlarm } from "../../../../scheduler/store/watching/act_on_alarm.ts";
import { AlarmWatching } from "../../../../scheduler/store/watching/watch_alarms.ts";
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
import { aJob } from "../../../support/builders.ts";
import { aReady, aRunning, storeExecutions } from "../../../support/executions.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import { anAudit, disturbed, keysOf, seededDatabase, storedJob } from "../../../support/store.ts";

/** A Monday. */
const t = Date.parse("2026-03-02T10:00:00Z");

async function aStore(alarms: AlarmRules = {}) {
  const db = await seededDatabase(new FakeClock(t));
  const job = await storedJob(db, aJob(t, { alarms }));
  return { db, job, [Symbol.asyncDispose]: () => db[Symbol.asyncDispose]() };
}

async function states(db: Database) {
  return (await alarmsOf(db)).map(({ kind, state, closedBy }) => [kind, closedBy ?? state]);
}

Deno.test("an execution that does not start in time opens one alarm, however many ticks see it", async () => {
  await using world = await aStore({ late: { seconds: 60 } });
  const { db, job } = world;
  await storeExecutions(db, [aReady(job, t, { trigger: "schedule" })], t);

  await look(db, t + 60 * second);
  assert.deepEqual(await alarmsOf(db), []);
  await look(db, t + 61 * second);
  await look(db, t + 2 * minute);

  assert.deepEqual((await alarmsOf(db)).map(({ kind, count, reason }) => [kind, count, reason]), [
    ["late", 1, "has not started 61 s after its fire time"],
  ]);
});

Deno.test("a late alarm that a person closed does not open again for the same execution", async () => {
  await using world = await aStore({ late: { seconds: 60 } });
  const { db, job } = world;
  await storeExecutions(db, [aReady(job, t, { trigger: "schedule" })], t);
  await look(db, t + 2 * minute);
  const [alarm] = await alarmsOf(db);
  assert.ok(alarm !== undefined);
  const step = () => closeAlarm(alarm, { person: "kim" }, "known", t + 2 * minute);
  await actOnAlarm(db, alarm.id, { step, audit: anAudit(job, "modified", t) }, t + 2 * minute);

  await look(db, t + 3 * minute);

  assert.deepEqual(await states(db), [["late", { person: "kim" }]]);
});

Deno.test("a run of a person that waits is not late", async () => {
  await using world = await aStore({ late: { seconds: 60 } });
  const { db, job } = world;
  await storeExecutions(db, [aReady(job, t)], t);

  await look(db, t + hour);

  assert.deepEqual(await alarmsOf(db), []);
});

Deno.test("a run that takes longer than its figure opens an alarm, and its end closes it", async () => {
  await using world = await aStore({ long: { seconds: 100 } });
  const { db, job } = world;
  await storeExecutions(db, [aRunning(aReady(job, t, { trigger: "schedule" }), t)], t);

  await look(db, t + 100 * second);
  assert.deepEqual(await alarmsOf(db), []);
  await look(db, t + 101 * second);
  const [alarm] = await alarmsOf(db);
  assert.deepEqual([alarm?.kind, alarm?.state], ["long", "open"]);
  await look(db, t + 3 * minute);
  assert.equal((await alarmsOf(db))[0]?.state, "open");
  // Another process ends it, without knowing of the alarm.
  const ended = { ...aRun(job, t, failed, { tookMs: 5 * minute }), id: alarm?.lastExecutionId };
  await store(disturbed(db, (commit) => commit()), ended as typeof ended & { id: string } as never);
  await look(db, t + 6 * minute);

  assert.deepEqual((await states(db)).toSorted(), [["failed", "open"], ["long", "recovery"]]);
});

Deno.test("what is long by the usual p95 is known from five successful runs on", async () => {
  await using world = await aStore({ long: { timesP95: 3 } });
  const { db, job } = world;
  const run = (i: number) => aRun(job, t + i * minute, succeeded, { tookMs: 10 * second });
  for (const i of [0, 1, 2, 3]) await store(db, run(i));
  const at = t + 10 * minute;
  await storeExecutions(db, [aRunning(aReady(job, at, { trigger: "schedule" }), at)], at);

  await look(db, at + 31 * second);
  assert.deepEqual(await alarmsOf(db), []);
  await store(db, run(4));
  await look(db, at + 30 * second);
  assert.deepEqual(await alarmsOf(db), []);
  await look(db, at + 31 * second);

  assert.deepEqual((await alarmsOf(db)).map(({ reason }) => reason), [
    "runs for 31 s, longer than 30 s",
  ]);
});

Deno.test("a job without a success in time is overdue, though it is paused, and a success closes it", async () => {
  await using world = await aStore({ overdue: { seconds: 3600 } });
  const { db, job } = world;
  await store(db, aRun(job, t, succeeded));
  await changeJob(db, job.id, (one) => ({
    job: pauseJob(one, t + minute),
    audit: anAudit(one, "paused", t + minute),
  }), t + minute);

  await look(db, t + hour);
  assert.deepEqual(await alarmsOf(db), []);
  await look(db, t + hour + 2 * second);
  await look(db, t + 2 * hour);
  assert.deepEqual((await alarmsOf(db)).map(({ count, reason }) => [count, reason]), [
    [1, "no success for 3600 s; the last success was at 2026-03-02T10:00:01.000Z"],
  ]);
  await store(db, aRun(job, t + 3 * hour, succeeded));

  assert.deepEqual(await states(db), [["overdue", "recovery"]]);
});

Deno.test("a deadline counts on its days, in its zone, and for a success of the 24 hours before", async () => {
  const overdue = { by: "06:00", timeZone: "Asia/Taipei", days: [1, 2, 3, 4, 5] };
  await using world = await aStore({ overdue });
  const { db, job } = world;
  const tuesday = Date.parse("2026-03-03T06:00:00+08:00");
  await store(db, aRun(job, tuesday - hour, succeeded));

  await look(db, tuesday + minute);
  await look(db, tuesday + day - second);
  assert.deepEqual(await alarmsOf(db), []);
  // A success of the day before is too old.
  await look(db, tuesday + day);
  assert.deepEqual((await alarmsOf(db)).map(({ count }) => count), [1]);
  await look(db, tuesday + 2 * day);
  await look(db, tuesday + 2 * day + hour);
  assert.deepEqual((await alarmsOf(db)).map(({ count }) => count), [2]);
  const friday = tuesday + 3 * day;
  await store(db, aRun(job, friday - minute, succeeded));
  const saturday = friday + day;
  await look(db, saturday + 2 * hour);
  await look(db, saturday + day + 2 * hour);

  assert.deepEqual(await states(db), [["overdue", "recovery"]]);
});

Deno.test("a job that was deleted by mistake becomes overdue, until a person closes the alarm", async () => {
  await using world = await aStore({ overdue: { seconds: 3600 } });
  const { db, job } = world;
  await store(db, aRun(job, t, failed));
  await deleteJob(db, job.id, (one) => anAudit(one, "deleted", t), t + minute);

  await look(db, t + 2 * hour);
  const overdue = (await alarmsOf(db, "overdue"))[0];
  assert.ok(overdue !== undefined);
  assert.match(overdue.reason, /the job was deleted at 2026-03-02T10:01:00/);
  assert.deepEqual((await alarmsOf(db, "failed")).map(({ closedBy }) => closedBy), ["deletion"]);
  const step = () => closeAlarm(overdue, { person: "kim" }, "it is not needed", t + 2 * hour);
  await actOnAlarm(db, overdue.id, { step, audit: anAudit(job, "deleted", t) }, t + 2 * hour);
  await look(db, t + 9 * hour);

  assert.equal((await alarmsOf(db, "overdue")).length, 1);
  assert.deepEqual(await keysOf(db, "alarm_watch", "alarm_open"), []);
});

Deno.test("an alarm of another process that a success did not close is closed at the next tick", async () => {
  await using world = await aStore();
  const { db, job } = world;
  await store(db, aRun(job, t, failed));
  const other = disturbed(db, (commit) => commit());

  await store(other, aRun(job, t + minute, succeeded));
  assert.deepEqual(await states(db), [["failed", "open"]]);
  await Promise.all([look(db, t + 2 * minute), look(other, t + 2 * minute)]);

  assert.deepEqual(await states(db), [["failed", "recovery"]]);
  assert.deepEqual((await noticesOf(db)).map(({ what }) => what), ["opened", "closed"]);
});

Deno.test("an alarm whose rule was removed is closed", async () => {
  await using world = await aStore({ overdue: { seconds: 60 } });
  const { db, job } = world;
  await store(db, aRun(job, t, failed));
  await look(db, t + hour);

  await setRules(db, job, { failed: false }, t + hour);
  await look(db, t + hour + minute);

  assert.deepEqual((await states(db)).toSorted(), [["failed", "rules"], ["overdue", "rules"]]);
});

Deno.test("an open alarm is told again in its time, unless somebody looks after it", async () => {
  await using world = await aStore({ repeatHours: 2 });
  const { db, job } = world;
  const watching = new AlarmWatching(db);
  await store(db, aRun(job, t, failed));
  const [alarm] = await alarmsOf(db);
  assert.ok(alarm !== undefined);
  const told = async () => (await noticesOf(db)).length;

  await look(db, t + 2 * hour, watching);
  assert.equal(await told(), 1);
  await look(db, t + 2 * hour + minute, watching);
  await look(db, t + 3 * hour, watching);
  assert.equal(await told(), 2);
  const audit = anAudit(job, "modified", t);
  const until = t + 10 * hour;
  await actOnAlarm(db, alarm.id, {
    step: (one) => ({ alarm: snoozeAlarm(one, "kim", until, "", t + 3 * hour) }),
    audit,
  }, t + 3 * hour);
  await look(db, until - second, watching);
  assert.equal(await told(), 2);
  await look(db, until, watching);
  assert.equal(await told(), 3);
  await actOnAlarm(db, alarm.id, {
    step: (one) => ({ alarm: acknowledgeAlarm(one, "kim", "mine", until) }),
    audit,
  }, until);
  await look(db, t + 3 * day, watching);

  assert.equal(await told(), 3);
  const { history, notices } = (await alarmsOf(db))[0] ?? {};
  assert.deepEqual(history?.map(({ what, by }) => [what, by]), [
    ["opened", undefined],
    ["snoozed", "kim"],
    ["acknowledged", "kim"],
  ]);
  assert.equal(notices, 3);
});

Deno.test("two people who close an alarm at once close it once", async () => {
  await using world = await aStore();
  const { db, job } = world;
  await store(db, aRun(job, t, failed));
  const [alarm] = await alarmsOf(db);
  assert.ok(alarm !== undefined);

  const closed = await Promise.all(
    ["kim", "lee"].map((person) =>
      actOnAlarm(disturbed(db, (commit) => commit()), alarm.id, {
        step: (one) => closeAlarm(one, { person }, "", t + minute),
        audit: anAudit(job, "modified", t + minute),
      }, t + minute)
    ),
  );

  assert.equal(closed.filter((one) => one !== undefined).length, 1);
  assert.deepEqual((await noticesOf(db)).map(({ what }) => what), ["opened", "closed"]);
  // The audit entry of the one who was too late is not there either.
  assert.equal((await keysOf(db, "audit_by_job")).length, 2);
});

Deno.test("forgetAlarms() removes closed alarms that are old, and leaves open ones", async () => {
  await using world = await aStore();
  const { db, job } = world;
  const other = await storedJob(db, aJob(t));
  await store(db, aRun(job, t, failed), aRun(other, t, failed));
  await store(db, aRun(job, t + minute, succeeded));

  assert.equal(await forgetAlarms(db, t + second), undefined);
  assert.equal((await alarmsOf(db)).length, 2);
  await forgetAlarms(db, t + hour);

  assert.deepEqual((await alarmsOf(db)).map(({ subject }) => subject.id), [other.id]);
  assert.equal((await keysOf(db, "alarm_by_subject")).length, 1);
});

Deno.test("the jobs of a category are overdue by its rule, each until its own success or a person's close", async () => {
  await using world = await aStore();
  const { db, job } = world;
  const other = await storedJob(db, aJob(t));
  const spared = await storedJob(db, aJob(t, { alarms: { overdue: false } }));
  await changeCategory(db, job.categoryId, { alarms: { overdue: { seconds: 3600 } } }, t);
  const watching = new AlarmWatching(db);
  await store(db, aRun(other, t + 30 * minute, succeeded));

  await look(db, t + hour, watching);
  assert.deepEqual(await alarmsOf(db), []);
  await look(db, t + hour + minute, watching);
  await look(db, t + hour + 2 * minute, new AlarmWatching(db));
  const [alarm, ...more] = await alarmsOf(db);
  assert.ok(alarm !== undefined && more.length === 0 && alarm.subject.id === job.id);
  await look(db, t + 2 * hour, watching);
  assert.equal((await alarmsOf(db)).length, 2);
  await store(db, aRun(other, t + 2 * hour, succeeded));
  const step = () => closeAlarm(alarm, { person: "kim" }, "", t + 2 * hour);
  await actOnAlarm(db, alarm.id, { step, audit: anAudit(job, "modified", t) }, t + 2 * hour);
  await look(db, t + 3 * hour - minute, watching);
  assert.deepEqual(await states(db), [
    ["overdue", { person: "kim" }],
    ["overdue", "recovery"],
  ]);
  await look(db, t + 4 * hour, watching);
  assert.equal((await alarmsOf(db)).filter(({ state }) => state === "open").length, 2);
  await changeCategory(db, job.categoryId, { alarms: {} }, t + 4 * hour);
  await look(db, t + 4 * hour + minute, watching);

  const all = await alarmsOf(db);
  assert.deepEqual(all.filter(({ closedBy }) => closedBy === "rules").length, 2);
  assert.ok(all.every(({ subject, state }) => state === "closed" && subject.id !== spared.id));
});
