import assert from "node:assert/strict";
import { type Execution, isEnded } from "../../../../scheduler/model/execution.ts";
import { type ExecutionId, fireId, type JobId, newId } from "../../../../scheduler/model/ids.ts";
import { editJob, type Job, type JobDraft, pauseJob } from "../../../../scheduler/model/job.ts";
import { draftSchedule } from "../../../../scheduler/model/schedule.ts";
import { day, hour, minute, second } from "../../../../scheduler/model/time.ts";
import {
  type Database,
  openDatabase,
  sharedServerLimits,
} from "../../../../scheduler/store/kv/database.ts";
import { findExecutions } from "../../../../scheduler/store/history/find_executions.ts";
import { fireDue } from "../../../../scheduler/store/firing/fire.ts";
import { releaseAllWaiting, releaseWaiting } from "../../../../scheduler/store/firing/waiting.ts";
import { stopExecution } from "../../../../scheduler/store/firing/stop.ts";
import { changeJob, findJob } from "../../../../scheduler/store/jobs/jobs.ts";
import { recordSteps } from "../../../../scheduler/store/running/record_steps.ts";
import { runNow } from "../../../../scheduler/store/firing/run_now.ts";
import { stopRequests } from "../../../../scheduler/store/running/stop_requests.ts";
import { aJob } from "../../../support/builders.ts";
import { temporaryFolder } from "../../../support/temporary_folder.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import {
  aLease,
  anAudit,
  claimed,
  done,
  dueJobs,
  executionAt,
  interposed,
  keysOf,
  runNowAt,
  seededDatabase,
  stepsOf,
  storedJob,
} from "../../../support/store.ts";

async function executions(db: Database): Promise<Execution[]> {
  const range = { from: 0, to: Date.parse("2100-01-01") };
  return [...(await findExecutions(db, { scheduled: range }, { limit: 10_000 })).items].reverse();
}

/** The fire times of all executions, as minutes since `from`. */
async function firedMinutes(db: Database, from: number): Promise<number[]> {
  return (await executions(db)).map(({ scheduledAt }) => (scheduledAt - from) / minute);
}

function stop(db: Database, execution: Execution, now: number) {
  const { id, job } = execution;
  const audit = anAudit(job as Job, "stopped", now);
  return stopExecution(db, id, "kim", audit, now);
}

function edit(db: Database, job: Job, given: Partial<JobDraft>, now: number) {
  return changeJob(db, job.id, (before) => {
    const { name, jobClass, pubArgs, schedule, categoryId, policy } = before;
    const draft = { name, jobClass, pubArgs, schedule, categoryId, policy, ...given };
    return { job: editJob(before, draft, now), audit: anAudit(before, "modified", now) };
  }, now);
}

Deno.test("fireDue() fires a due job once, and no other", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const due = await storedJob(db, aJob(clock.now()));
  await storedJob(db, aJob(clock.now() + 1));

  assert.equal(await fireDue(db, clock.now()), 1);
  assert.equal(await fireDue(db, clock.now()), 0);

  const [made, ...rest] = await executions(db);
  assert.equal(made?.id, fireId(due.id, clock.now()));
  assert.deepEqual(rest, []);
  assert.equal((await keysOf(db, "queue")).length, 1);
  assert.equal((await keysOf(db, "run_of", "execution_by_category")).length, 2);
});

for (const [where, limits] of [["local", undefined], ["shared", sharedServerLimits]] as const) {
  Deno.test(`fireDue() by several at once fires each job once, ${where} limits`, async () => {
    const clock = new FakeClock();
    await using db = await seededDatabase(clock, limits);
    for (let i = 0; i < 60; i++) await storedJob(db, aJob(clock.now()));

    const fired = await Promise.all([1, 2, 3, 4].map(() => fireDue(db, clock.now())));

    assert.equal(fired.reduce((sum, n) => sum + n), 60);
    assert.equal((await executions(db)).length, 60);
    assert.equal((await dueJobs(db)).length, 60);
  });
}

Deno.test("fireDue() on one file by two databases fires each job once", async () => {
  const clock = new FakeClock();
  await using folder = await temporaryFolder();
  const path = `${folder.path}/test.db`;
  const [one, two] = [await openDatabase(path), await openDatabase(path)];
  await using seeded = await seededDatabase(clock);
  for await (const { key, value } of seeded.kv.list({ prefix: [] })) await one.kv.set(key, value);
  for (let i = 0; i < 50; i++) await storedJob(one, aJob(clock.now()));

  const fired = await Promise.all([one, two, one, two].map((db) => fireDue(db, clock.now())));

  assert.equal(fired.reduce((sum, n) => sum + n), 50);
  assert.equal((await executions(two)).length, 50);
  one.close();
  two.close();
});

Deno.test("fireDue() loses against an edit in between, and fires what the edit left", async () => {
  const clock = new FakeClock();
  const start = clock.now();
  await using db = await seededDatabase(clock);
  const job = await storedJob(db, aJob(start));
  const late = interposed(db, () => edit(db, job, { name: "edited" }, start));

  assert.equal(await fireDue(late, start), 1);

  const [made, ...rest] = await executions(db);
  assert.equal(made?.job.name, "edited");
  assert.deepEqual(rest, []);
});

Deno.test("fireDue() does not fire a job that is paused or moved in between", async () => {
  const clock = new FakeClock();
  const now = clock.now();
  await using db = await seededDatabase(clock);
  const paused = await storedJob(db, aJob(now));
  const moved = await storedJob(db, aJob(now));
  const late = interposed(db, async () => {
    await changeJob(db, paused.id, (job) => ({
      job: pauseJob(job, now),
      audit: anAudit(job, "paused", now),
    }), now);
    await edit(db, moved, { schedule: draftSchedule({ minute: "30" }, "UTC") }, now);
  });

  assert.equal(await fireDue(late, now), 0);

  assert.deepEqual(await executions(db), []);
  assert.equal((await keysOf(db, "due")).length, 1);
});

Deno.test("edits race with ticks: every fire time has one execution, and no edit is lost", async () => {
  const clock = new FakeClock();
  const start = clock.now();
  await using db = await seededDatabase(clock);
  const job = await storedJob(db, aJob(start, { policy: { maxInstances: 100 } }));

  for (let i = 0; i < 15; i++) {
    await Promise.all([
      fireDue(db, clock.now()),
      edit(db, job, { pubArgs: [i] }, clock.now()),
      runNow(db, job.id, (j) => anAudit(j, "custom_run", start), clock.now()),
      fireDue(db, clock.now()),
      edit(db, job, { name: `name ${i}` }, clock.now()),
    ]);
    clock.advance(minute);
  }

  const all = await executions(db);
  const scheduled = all.filter(({ trigger }) => trigger === "schedule");
  assert.deepEqual(
    scheduled.map(({ scheduledAt }) => (scheduledAt - start) / minute),
    Array.from({ length: 15 }, (_, i) => i),
  );
  assert.equal(all.length, 30);
  assert.equal((await findJob(db, job.id))?.version, 31);
  assert.equal((await keysOf(db, "due")).length, 1);
});

Deno.test("fireDue() when the clock jumps forward an hour makes up once for what was missed", async () => {
  const clock = new FakeClock();
  const start = clock.now();
  await using db = await seededDatabase(clock);
  await storedJob(db, aJob(start));
  await fireDue(db, clock.now());

  clock.jump(hour);
  await fireDue(db, clock.now());
  clock.jump(-hour);
  await fireDue(db, clock.now());
  clock.advance(minute);
  await fireDue(db, clock.now());
  clock.advance(hour);
  await fireDue(db, clock.now());

  const fired = await firedMinutes(db, start);
  assert.deepEqual(fired, [0, 60, 61]);
});

Deno.test("fireDue() when the clock jumps back an hour repeats nothing and skips nothing after", async () => {
  const clock = new FakeClock();
  const start = clock.now();
  await using db = await seededDatabase(clock);
  await storedJob(db, aJob(start));
  await fireDue(db, clock.now());

  clock.jump(-hour);
  for (let i = 0; i < 65; i++) {
    await fireDue(db, clock.now());
    clock.advance(minute);
  }

  assert.deepEqual(await firedMinutes(db, start), [0, 1, 2, 3, 4]);
});

Deno.test("fireDue() when the clock falls back a second around the minute fires once", async () => {
  const clock = new FakeClock();
  const start = clock.now();
  await using db = await seededDatabase(clock);
  const job = await storedJob(db, aJob(start));

  for (const step of [0, -1 * second, second, minute - second, second, -1 * second, second]) {
    clock.jump(step);
    await fireDue(db, clock.now());
  }
  await edit(db, job, { schedule: draftSchedule({ minute: "*/1" }, "UTC") }, clock.now() - second);
  await fireDue(db, clock.now());

  assert.deepEqual(await firedMinutes(db, start), [0, 1]);
});

Deno.test("fireDue() on days of clock change fires each wall time as promised, once", async () => {
  const days: [zone: string, date: string, hours: number][] = [
    ["Europe/Berlin", "2026-03-29", 23],
    ["Europe/Berlin", "2026-10-25", 25],
    ["America/New_York", "2026-03-08", 23],
    ["America/New_York", "2026-11-01", 25],
    ["Australia/Lord_Howe", "2026-10-04", 24],
    ["Asia/Taipei", "2026-03-29", 24],
  ];
  for (const [zone, date] of days) {
    const clock = new FakeClock(Date.parse(`${date}T00:00:00Z`) - 12 * hour);
    await using db = await seededDatabase(clock);
    const start = clock.now();
    const policy = { maxInstances: 1000 };
    await storedJob(db, aJob(start, { schedule: draftSchedule({ minute: "*/15" }, zone), policy }));
    const daily = await storedJob(
      db,
      aJob(start, { schedule: draftSchedule({ hour: "2", minute: "30" }, zone), policy }),
    );

    for (; clock.now() < start + 2 * day; clock.advance(5 * minute)) await fireDue(db, clock.now());

    const all = await executions(db);
    const ofDaily = all.filter(({ job }) => job.id === daily.id);
    const frequent = all.filter(({ job }) => job.id !== daily.id);
    assert.equal(ofDaily.length, 2, `${zone} ${date}`);
    assert.deepEqual(
      frequent.map(({ scheduledAt }) => (scheduledAt - start) / (15 * minute)),
      Array.from({ length: 192 }, (_, i) => i),
      `${zone} ${date}`,
    );
  }
});

Deno.test("fireDue() records a fire that max_instances forbids, once for each fire time", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  await storedJob(db, aJob(clock.now(), { policy: { maxInstances: 1 } }));

  for (let i = 0; i < 3; i++) {
    await fireDue(db, clock.now());
    clock.advance(minute);
  }

  assert.deepEqual((await executions(db)).map(({ state }) => state), [
    "scheduled",
    "scheduled error",
    "scheduled error",
  ]);
});

Deno.test("fireDue() with replace stops what runs, and the newest waits for its place", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  await storedJob(db, aJob(clock.now(), { policy: { maxInstances: 1, overlap: "replace" } }));
  const lease = await aLease(db, clock);
  await fireDue(db, clock.now());
  const claim = await claimed(db, lease, clock);

  clock.advance(minute);
  await fireDue(db, clock.now());
  clock.advance(minute);
  await fireDue(db, clock.now());

  const [running, replaced, newest] = await executions(db);
  assert.equal(running?.state, "stopping");
  assert.equal(replaced?.state, "scheduled error");
  assert.match(replaced?.description ?? "", /^replaced by the fire of/);
  assert.equal(newest?.state, "scheduled");
  assert.deepEqual((await stopRequests(db, lease.workerId)).map(({ id }) => id), [running?.id]);
  assert.deepEqual(await keysOf(db, "queue"), []);

  await recordSteps(db, stepsOf(claim, { kind: "stopped", by: "x" }, clock.now()), clock.now());
  assert.equal(await releaseWaiting(db, running?.job.id as JobId, clock.now()), 1);

  assert.deepEqual((await claimed(db, lease, clock)).executions.map(({ id }) => id), [newest?.id]);
});

Deno.test("fireDue() with replace cancels one that is not claimed yet, and the tick runs the new one", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  await storedJob(db, aJob(clock.now(), { policy: { maxInstances: 1, overlap: "replace" } }));
  await fireDue(db, clock.now());
  clock.advance(minute);

  await fireDue(db, clock.now());
  await releaseAllWaiting(db, clock.now());

  const [old, newest] = await executions(db);
  assert.equal(old?.state, "stopped");
  const taken = await claimed(db, await aLease(db, clock), clock);
  assert.deepEqual(taken.executions.map(({ id }) => id), [newest?.id]);
});

Deno.test("fireDue() with a job of many executions that wait still fires it and all others", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock, sharedServerLimits);
  const policy = { maxInstances: 1, coalesce: false, overlap: "replace" } as const;
  const args = ["x".repeat(14_000)];
  await storedJob(db, aJob(clock.now(), { policy, pubArgs: args }));
  const other = await storedJob(db, aJob(clock.now()));
  for (let downtime = 0; downtime < 6; downtime++) {
    await fireDue(db, clock.now());
    clock.advance(50 * minute);
  }
  await fireDue(db, clock.now());

  clock.advance(minute);
  await fireDue(db, clock.now());

  assert.equal((await findJob(db, other.id))?.firedUntil, clock.now());
  const queue = await keysOf(db, "waiting");
  assert.equal(queue.length, 1);
});

Deno.test("fireDue() after a year of downtime records what was missed, in one commit each job", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock, sharedServerLimits);
  for (const misfireGraceSeconds of [1, 31 * 86_400]) {
    for (const coalesce of [true, false]) {
      const policy = { misfireGraceSeconds, coalesce, maxInstances: 100 };
      await storedJob(db, aJob(clock.now(), { name: "名".repeat(200), policy }));
    }
  }
  clock.advance(365 * day);

  assert.equal(await fireDue(db, clock.now()), 4);

  assert.ok((await executions(db)).length > 200);
});

Deno.test("releaseWaiting() lets those go ahead that have room, in order, once however many call it", async () => {
  const clock = new FakeClock();
  const start = clock.now();
  await using db = await seededDatabase(clock);
  const policy = { maxInstances: 2, coalesce: false };
  const job = await storedJob(db, aJob(start, { policy }));
  clock.advance(5 * minute);
  await fireDue(db, clock.now());
  const lease = await aLease(db, clock);
  const ran: number[] = [];

  for (let left = 6; left > 0; left -= 2) {
    const taken = await claimed(db, lease, clock);
    ran.push(...taken.executions.map(({ scheduledAt }) => (scheduledAt - start) / minute));
    assert.equal(await releaseWaiting(db, job.id, clock.now()), 0);
    await recordSteps(db, stepsOf(taken, done, clock.now()), clock.now());
    const released = await Promise.all(
      [1, 2, 3].map(() => releaseWaiting(db, job.id, clock.now())),
    );
    assert.equal(released.reduce((sum, n) => sum + n), left > 2 ? 2 : 0);
  }

  assert.deepEqual(ran, [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(await keysOf(db, "waiting", "queue", "claim"), []);
});

Deno.test("releaseAllWaiting() finds those whose releaser was lost", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  await storedJob(db, aJob(clock.now(), { policy: { maxInstances: 1, coalesce: false } }));
  clock.advance(minute);
  await fireDue(db, clock.now());
  const taken = await claimed(db, await aLease(db, clock), clock);
  await recordSteps(db, stepsOf(taken, done, clock.now()), clock.now());

  await releaseAllWaiting(db, clock.now());

  assert.deepEqual(await keysOf(db, "waiting"), []);
  assert.equal((await keysOf(db, "queue")).length, 1);
});

Deno.test("runNow() runs a paused job too, and leaves its schedule alone", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const job = await storedJob(db, pauseJob(aJob(clock.now()), clock.now()));

  const id = await runNowAt(db, job, clock.now());

  const execution = await executionAt(db, id);
  assert.deepEqual([execution.state, execution.trigger], ["scheduled", "manual"]);
  assert.ok(!("nextRunAt" in (await findJob(db, job.id) ?? {})));
  assert.deepEqual(await keysOf(db, "due"), []);
  assert.equal((await keysOf(db, "queue")).length, 1);
  const none = newId<JobId>(clock.now());
  assert.equal(await runNow(db, none, (j) => anAudit(j, "custom_run", 0), 0), undefined);
});

Deno.test("runNow() by many at once makes an execution each", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const job = await storedJob(db, aJob(clock.now()));

  const ids = await Promise.all(
    Array.from({ length: 150 }, () => runNowAt(db, job, clock.now())),
  );

  assert.equal(new Set(ids).size, 150);
  assert.equal((await keysOf(db, "queue")).length, 150);
  assert.ok((await findJob(db, job.id))!.active.length <= 100);
});

Deno.test("stopExecution() ends one that is queued at once", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const job = await storedJob(db, aJob(clock.now()));
  const id = await runNowAt(db, job, clock.now());

  const stopped = await stop(db, await executionAt(db, id), clock.now());

  assert.equal(stopped?.state, "stopped");
  assert.equal(stopped?.description, "stopped by kim");
  assert.deepEqual(await keysOf(db, "queue", "stop"), []);
});

Deno.test("stopExecution() ends one that waits, and the next in line keeps its place", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const job = await storedJob(
    db,
    aJob(clock.now(), { policy: { maxInstances: 1, coalesce: false } }),
  );
  clock.advance(2 * minute);
  await fireDue(db, clock.now());
  const [, waits, next] = await executions(db);
  assert.ok(waits !== undefined && next !== undefined);

  const stopped = await stop(db, waits, clock.now());

  assert.equal(stopped?.state, "stopped");
  const waiting = await db.kv.get<ExecutionId[]>(["waiting", job.id]);
  assert.ok(waiting.value?.includes(next.id));
  const taken = await claimed(db, await aLease(db, clock), clock);
  await recordSteps(db, stepsOf(taken, done, clock.now()), clock.now());
  assert.equal(await releaseWaiting(db, job.id, clock.now()), 1);
  assert.deepEqual(await keysOf(db, "waiting"), []);
});

Deno.test("stopExecution() tells the worker of one that runs, once", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const job = await storedJob(db, aJob(clock.now()));
  await runNowAt(db, job, clock.now());
  const lease = await aLease(db, clock);
  const [running] = (await claimed(db, lease, clock)).executions;
  assert.ok(running !== undefined);

  const first = await stop(db, running, clock.now());
  const again = await stop(db, running, clock.now());

  assert.deepEqual([first?.state, again?.state], ["stopping", "stopping"]);
  assert.deepEqual(await stopRequests(db, lease.workerId), [{ id: running.id, by: "kim" }]);
  const audits = await keysOf(db, "audit");
  assert.equal(audits.length, 3, "added, custom_run, stopped");
});

Deno.test("stopExecution() leaves an ended one as it is", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const job = await storedJob(db, aJob(clock.now()));
  const id = await runNowAt(db, job, clock.now());
  const taken = await claimed(db, await aLease(db, clock), clock);
  await recordSteps(db, stepsOf(taken, done, clock.now()), clock.now());
  const before = await keysOf(db, "audit", "stop");

  assert.equal((await stop(db, await executionAt(db, id), clock.now()))?.state, "succeeded");

  assert.deepEqual(await keysOf(db, "audit", "stop"), before);
});

Deno.test("stopExecution() of one that ends meanwhile says how it ended, and tells of no stop", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const job = await storedJob(db, aJob(clock.now()));
  const id = await runNowAt(db, job, clock.now());
  const taken = await claimed(db, await aLease(db, clock), clock);
  const running = await executionAt(db, id);
  const before = await keysOf(db, "audit", "stop");
  const late = interposed(
    db,
    () => recordSteps(db, stepsOf(taken, done, clock.now()), clock.now()),
  );

  const found = await stop(late, running, clock.now());

  assert.ok(found !== undefined && isEnded(found));
  assert.equal(found.state, "succeeded");
  assert.deepEqual(await keysOf(db, "audit", "stop"), before);
});

Deno.test("fireDue() fires the jobs of a due entry that cannot be read, and all others", async () => {
  const clock = new FakeClock("2026-03-02T10:00:30Z");
  await using db = await seededDatabase(clock);
  const jobs = await Promise.all([1, 2, 3].map((i) => {
    return storedJob(db, aJob(clock.now(), { name: `job ${i}` }));
  }));
  const [broken] = jobs;
  await db.kv.set(["due", broken?.nextRunAt ?? 0, broken?.id ?? ""], { not: "a job" });
  clock.advance(minute);

  assert.equal(await fireDue(db, clock.now()), 3);

  const fired = await executions(db);
  assert.deepEqual(fired.map(({ job }) => job.name).sort(), ["job 1", "job 2", "job 3"]);
  assert.deepEqual(db.unreadable.keys, [["due", broken?.nextRunAt, broken?.id]]);
});
