import assert from "node:assert/strict";
import { type Execution, isEnded } from "../../../../scheduler/model/execution.ts";
import type { ExecutionId } from "../../../../scheduler/model/ids.ts";
import { type Job, pauseJob } from "../../../../scheduler/model/job.ts";
import type { JobPolicy } from "../../../../scheduler/model/job_policy.ts";
import { Refusal } from "../../../../scheduler/model/refusal.ts";
import type { RunRequest } from "../../../../scheduler/model/run_request.ts";
import { day, hour, minute, second } from "../../../../scheduler/model/time.ts";
import { type Database, sharedServerLimits } from "../../../../scheduler/store/kv/database.ts";
import { fireDue } from "../../../../scheduler/store/firing/fire.ts";
import { releaseAllWaiting, releaseWaiting } from "../../../../scheduler/store/firing/waiting.ts";
import { stopExecution } from "../../../../scheduler/store/firing/stop.ts";
import { changeJob, deleteJob, findJob } from "../../../../scheduler/store/jobs/jobs.ts";
import { recordSteps } from "../../../../scheduler/store/running/record_steps.ts";
import { mostLater, runNow, startLater } from "../../../../scheduler/store/firing/run_now.ts";
import { keys } from "../../../../scheduler/store/kv/keys.ts";
import { mostWaiting } from "../../../../scheduler/model/fire.ts";
import { aJob } from "../../../support/builders.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import {
  aLease,
  allExecutions,
  anAudit,
  claimed,
  done,
  executionAt,
  interposed,
  keysOf,
  seededDatabase,
  stepsOf,
  storedJob,
} from "../../../support/store.ts";

async function run(
  db: Database,
  job: Job,
  now: number,
  request: RunRequest = {},
): Promise<Execution> {
  const audit = (job: Job) => anAudit(job, "custom_run", now);
  const made = await runNow(db, job.id, audit, now, { request: () => request });
  assert.ok(made !== undefined);
  return made;
}

function stop(db: Database, { id, job }: Execution, now: number) {
  return stopExecution(db, id, "kim", anAudit(job as Job, "stopped", now), now);
}

function remove(db: Database, job: Job, now: number) {
  return deleteJob(db, job.id, (one) => anAudit(one, "deleted", now), now);
}

/** A job whose one instance is queued. */
async function aBusyJob(db: Database, now: number, policy: Partial<JobPolicy>) {
  const job = await storedJob(db, aJob(now, { policy: { maxInstances: 1, ...policy } }));
  return { job, busy: await run(db, job, now) };
}

const laterKeys = ["later", "later_by_job"];

Deno.test("runNow() keeps the arguments, the reason and what it runs again with the execution", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const job = await storedJob(db, aJob(clock.now(), { pubArgs: ["own"] }));
  const old = await run(db, job, clock.now());

  const request = { pubArgs: ["other"], reason: "it was late", retryOf: old.id };
  const made = await run(db, job, clock.now(), request);

  const stored = await executionAt(db, made.id);
  assert.deepEqual(stored, made);
  assert.deepEqual(stored.job.pubArgs, ["other"]);
  assert.deepEqual([stored.reason, stored.retryOf, stored.trigger], [
    "it was late",
    old.id,
    "retry",
  ]);
  assert.equal(stored.description, "it was late");
  assert.deepEqual((await findJob(db, job.id))?.pubArgs, ["own"]);
  const claim = await claimed(db, await aLease(db, clock), clock);
  await recordSteps(db, stepsOf(claim, done, clock.now()), clock.now());
  assert.equal((await executionAt(db, made.id)).description, "it was late");
});

Deno.test("runNow() never moves the schedule's cursor, paused or not", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const job = await storedJob(db, aJob(clock.now()));
  await fireDue(db, clock.now());
  clock.advance(30 * second);
  const before = await findJob(db, job.id);

  for (const request of [{}, { force: true }, { runAt: clock.now() + hour }]) {
    await run(db, job, clock.now(), request);
  }

  const after = await findJob(db, job.id);
  assert.deepEqual({ ...after, active: [] }, { ...before, active: [] });
  assert.equal((await keysOf(db, "due")).length, 1);
  const paused = await storedJob(db, pauseJob(aJob(clock.now()), clock.now()));
  assert.equal((await run(db, paused, clock.now())).state, "scheduled");
  assert.ok(!("nextRunAt" in (await findJob(db, paused.id) ?? {})));
});

Deno.test("runNow() without a free instance waits its turn, whatever the overlap rule, and says so", async () => {
  for (const overlap of ["skip", "queue", "replace"] as const) {
    const clock = new FakeClock();
    await using db = await seededDatabase(clock, sharedServerLimits);
    const { job, busy } = await aBusyJob(db, clock.now(), { overlap });

    const plain = await run(db, job, clock.now());
    const reasoned = await run(db, job, clock.now(), { reason: "to see" });

    assert.deepEqual([plain.state, reasoned.state], ["scheduled", "scheduled"]);
    assert.equal(plain.description, "waits for an instance of its job to end");
    assert.equal(
      reasoned.description,
      "waits for an instance of its job to end (asked for: to see)",
    );
    assert.equal((await keysOf(db, "queue")).length, 1);
    assert.equal((await executionAt(db, busy.id)).state, "scheduled", "it is not replaced");
  }
});

Deno.test("waiting runs start in the order in which they were asked for, one for each that ends", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const { job, busy } = await aBusyJob(db, clock.now(), { overlap: "skip" });
  const waiting: Execution[] = [];
  for (let i = 0; i < 4; i++) waiting.push(await run(db, job, clock.now(), { reason: `${i}` }));
  const lease = await aLease(db, clock);
  const [first, second, third, fourth] = waiting.map(({ id }) => id);
  assert.ok(second !== undefined);

  await stop(db, await executionAt(db, second), clock.now());
  const started = [];
  for (let claim = await claimed(db, lease, clock); claim.executions.length > 0;) {
    started.push(...claim.executions.map(({ id }) => id));
    assert.equal(claim.executions.length, 1, "one at a time");
    await recordSteps(db, stepsOf(claim, done, clock.now()), clock.now());
    // Another process releases the execution, or the next tick does.
    await releaseAllWaiting(db, clock.now());
    claim = await claimed(db, lease, clock);
  }

  assert.deepEqual(started, [busy.id, first, third, fourth]);
  assert.equal((await executionAt(db, second)).state, "stopped");
  assert.deepEqual(await keysOf(db, "waiting", "queue"), []);
});

Deno.test("a run that has waited says no more that it waits", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const { job, busy } = await aBusyJob(db, clock.now(), {});
  const waits = await run(db, job, clock.now());
  const reasoned = await run(db, job, clock.now(), { reason: "to see" });

  await stop(db, busy, clock.now());
  await stop(db, waits, clock.now());

  const ready = await executionAt(db, reasoned.id);
  assert.equal(ready.state === "scheduled" && ready.readyAt, clock.now());
  assert.equal(ready.description, "to see");
});

Deno.test("runNow() does not overtake runs that wait, also when an instance is free by now", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const { job } = await aBusyJob(db, clock.now(), {});
  const first = await run(db, job, clock.now());
  const claim = await claimed(db, await aLease(db, clock), clock);
  await recordSteps(db, stepsOf(claim, done, clock.now()), clock.now());

  const second = await run(db, job, clock.now());

  assert.deepEqual(
    (await claimed(db, await aLease(db, clock), clock)).executions.map(({ id }) => id),
    [first.id],
  );
  assert.deepEqual((await db.get(keys.waiting.at(job.id))).value, [second.id]);
});

Deno.test("runNow() refuses a run when 100 wait already, until one is stopped; force does not wait", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const { job } = await aBusyJob(db, clock.now(), { overlap: "skip" });
  let last: Execution | undefined;
  for (let i = 0; i < mostWaiting; i++) last = await run(db, job, clock.now());

  await assert.rejects(
    run(db, job, clock.now()),
    (error) => error instanceof Refusal && error.code === "conflict" && /100/.test(error.message),
  );
  const forced = await run(db, job, clock.now(), { force: true });

  assert.ok(forced.state === "scheduled" && forced.readyAt === clock.now());
  assert.ok(last !== undefined);
  await stop(db, last, clock.now());
  assert.equal((await run(db, job, clock.now())).state, "scheduled");
  assert.equal((await keysOf(db, "execution")).length, 103);
});

Deno.test("fires and waiting runs leave each other alone, under each overlap rule", async () => {
  const fireStates = { skip: "scheduled error", queue: "scheduled", replace: "scheduled" } as const;
  for (const overlap of ["skip", "queue", "replace"] as const) {
    const clock = new FakeClock();
    await using db = await seededDatabase(clock);
    const { job, busy } = await aBusyJob(db, clock.now(), { overlap });
    const asked = await run(db, job, clock.now());

    assert.equal(await fireDue(db, clock.now()), 1);

    const fire = (await allExecutions(db)).find(({ trigger }) => trigger === "schedule");
    assert.equal(fire?.state, fireStates[overlap]);
    assert.equal((await executionAt(db, asked.id)).state, "scheduled", overlap);
    const isReplaced = (await executionAt(db, busy.id)).state === "stopped";
    assert.equal(isReplaced, overlap === "replace");
  }
});

Deno.test("runNow() by force runs beside any instance, and counts as none", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const { job, busy } = await aBusyJob(db, clock.now(), { overlap: "replace" });

  const forced = await Promise.all(
    Array.from({ length: 20 }, () => run(db, job, clock.now(), { force: true })),
  );

  assert.ok(forced.every(({ state }) => state === "scheduled"));
  assert.equal((await keysOf(db, "queue")).length, 21);
  assert.deepEqual((await findJob(db, job.id))?.active, [busy.id]);
  await stop(db, busy, clock.now());
  clock.advance(minute);
  await fireDue(db, clock.now());
  assert.equal((await keysOf(db, "queue")).length, 21, "the fire has the free instance");
});

Deno.test("runNow() and fires at the same moment never make an instance too many", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const policy = { maxInstances: 2 };
  const job = await storedJob(db, aJob(clock.now(), { policy }));

  const [fired, ...made] = await Promise.all([
    fireDue(db, clock.now()),
    ...Array.from({ length: 6 }, () => run(db, job, clock.now())),
  ]);

  assert.equal(fired, 1);
  const ready = made.filter((execution) => !isEnded(execution));
  assert.equal((await keysOf(db, "queue")).length, 2);
  assert.equal(ready.length, 6, "each run starts or waits");
  assert.equal((await keysOf(db, "execution")).length, 7);
});

Deno.test("runNow() for later is recorded at once, and runs once when its time has come", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const job = await storedJob(db, pauseJob(aJob(clock.now()), clock.now()));
  const runAt = clock.now() + hour;

  const asked = await run(db, job, clock.now(), { runAt, reason: "at night" });

  assert.deepEqual([asked.state, asked.scheduledAt], ["scheduled", runAt]);
  assert.equal(asked.description, "waits for its time (asked for: at night)");
  assert.equal(parseInt(asked.id.slice(0, 12), 16), runAt);
  assert.deepEqual((await findJob(db, job.id))?.active, []);
  clock.advance(hour - 1);
  assert.equal(await startLater(db, clock.now()), 0);
  assert.deepEqual(await keysOf(db, "queue"), []);
  clock.advance(1);
  const moved = await Promise.all([1, 2, 3].map(() => startLater(db, clock.now())));
  assert.equal(moved.reduce((sum, n) => sum + n), 1);
  const [taken] = (await claimed(db, await aLease(db, clock), clock)).executions;
  assert.deepEqual([taken?.id, taken?.description], [asked.id, "at night"]);
  assert.deepEqual(await keysOf(db, "queue", "waiting", ...laterKeys), []);
  assert.deepEqual((await findJob(db, job.id))?.active, [asked.id]);
});

Deno.test("a later run waits its turn when its time comes, unless it was forced", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const { job } = await aBusyJob(db, clock.now(), { overlap: "skip" });
  const runAt = clock.now() + 10 * second;
  const plain = await run(db, job, clock.now(), { runAt });
  const forced = await run(db, job, clock.now(), { runAt, force: true });

  clock.advance(10 * second);
  await startLater(db, clock.now());

  assert.match((await executionAt(db, plain.id)).description, /^waits for an instance/);
  const queued = await executionAt(db, forced.id);
  assert.equal(queued.state === "scheduled" && queued.readyAt, clock.now());
  assert.equal((await findJob(db, job.id))?.active.length, 1);
  assert.deepEqual(await keysOf(db, ...laterKeys), []);
});

Deno.test("a later run that nobody started in time is missed beyond its job's grace", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const job = await storedJob(
    db,
    pauseJob(aJob(clock.now(), { policy: { misfireGraceSeconds: 0 } }), clock.now()),
  );
  const missed = await run(db, job, clock.now(), { runAt: clock.now() + second });
  const late = await run(db, job, clock.now(), { runAt: clock.now() + 100 * second });

  clock.advance(200 * second);
  await startLater(db, clock.now());

  assert.match((await executionAt(db, missed.id)).description, /^missed: 199 s late/);
  assert.equal((await executionAt(db, missed.id)).state, "scheduled error");
  assert.equal((await executionAt(db, late.id)).state, "scheduled");
  assert.deepEqual(await keysOf(db, ...laterKeys), []);
});

Deno.test("stopExecution() cancels a later run, and leaves nothing of it behind", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const job = await storedJob(db, pauseJob(aJob(clock.now()), clock.now()));
  const asked = await run(db, job, clock.now(), { runAt: clock.now() + hour });

  assert.equal((await stop(db, asked, clock.now()))?.state, "stopped");

  assert.deepEqual(await keysOf(db, ...laterKeys), []);
  clock.advance(hour);
  assert.equal(await startLater(db, clock.now()), 0);
  assert.equal((await executionAt(db, asked.id)).state, "stopped");
});

Deno.test("a stop and the start of a later run at the same moment agree", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const job = await storedJob(db, pauseJob(aJob(clock.now()), clock.now()));
  const asked = await run(db, job, clock.now(), { runAt: clock.now() + hour });
  clock.advance(hour);

  await startLater(interposed(db, () => stop(db, asked, clock.now())), clock.now());

  assert.equal((await executionAt(db, asked.id)).state, "stopped");
  assert.deepEqual(await keysOf(db, "queue", "waiting", ...laterKeys), []);
});

for (const [where, limits] of [["local", undefined], ["shared", sharedServerLimits]] as const) {
  Deno.test(`deleteJob() cancels what was asked for ahead or forced, ${where} limits`, async () => {
    const clock = new FakeClock();
    await using db = await seededDatabase(clock, limits);
    const job = await storedJob(db, aJob(clock.now()));
    const made: ExecutionId[] = [];
    for (let i = 1; i <= mostLater; i++) {
      made.push((await run(db, job, clock.now(), { runAt: clock.now() + i * day })).id);
    }
    for (let i = 0; i < 20; i++) made.push((await run(db, job, clock.now(), { force: true })).id);

    assert.equal(await remove(db, job, clock.now()), true);

    for (const id of made) assert.equal((await executionAt(db, id)).state, "stopped");
    assert.deepEqual(await keysOf(db, "queue", "waiting", "job", ...laterKeys), []);
  });
}

Deno.test("deleteJob() sees a later run that is asked for at the same moment", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const job = await storedJob(db, aJob(clock.now()));
  let asked: Execution | undefined;
  const late = interposed(db, async () => {
    asked = await run(db, job, clock.now(), { runAt: clock.now() + hour });
  });

  assert.equal(await remove(late, job, clock.now()), true);

  assert.ok(asked !== undefined);
  assert.equal((await executionAt(db, asked.id)).state, "stopped");
  assert.deepEqual(await keysOf(db, "job", ...laterKeys), []);
});

Deno.test("runNow() refuses more later runs than a job may have, until one is stopped", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const job = await storedJob(db, aJob(clock.now()));
  const request = { runAt: clock.now() + day };
  let last: Execution | undefined;
  for (let i = 0; i < mostLater; i++) last = await run(db, job, clock.now(), request);

  const isConflict = (error: unknown) => error instanceof Refusal && error.code === "conflict";
  await assert.rejects(run(db, job, clock.now(), request), isConflict);

  assert.ok(last !== undefined);
  await stop(db, last, clock.now());
  assert.equal((await run(db, job, clock.now(), request)).state, "scheduled");
});

Deno.test("stopExecution() of one that waits wins against its release at the same moment", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const { job, busy } = await aBusyJob(db, clock.now(), { overlap: "queue" });
  const waits = await run(db, job, clock.now());
  const claim = await claimed(db, await aLease(db, clock), clock);
  assert.equal(claim.executions[0]?.id, busy.id);
  await recordSteps(db, stepsOf(claim, done, clock.now()), clock.now());

  await releaseWaiting(interposed(db, () => stop(db, waits, clock.now())), job.id, clock.now());

  assert.equal((await executionAt(db, waits.id)).state, "stopped");
  assert.deepEqual(await keysOf(db, "queue", "waiting"), []);
});

Deno.test("a later run of a job that was edited meanwhile runs as it was asked for", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const job = await storedJob(db, aJob(clock.now(), { pubArgs: ["before"] }));
  const asked = await run(db, job, clock.now(), { runAt: clock.now() + second });
  await changeJob(db, job.id, (before) => ({
    job: { ...before, pubArgs: ["after"], version: before.version + 1 },
    audit: anAudit(before, "modified", clock.now()),
  }), clock.now());

  clock.advance(second);
  await startLater(db, clock.now());

  assert.deepEqual((await executionAt(db, asked.id)).job.pubArgs, ["before"]);
  assert.equal((await findJob(db, job.id))?.version, 2);
});

Deno.test("releaseAllWaiting() looks at every job, however many wait", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const { job, busy } = await aBusyJob(db, clock.now(), {});
  const waits = await run(db, job, clock.now());
  const claim = await claimed(db, await aLease(db, clock), clock);
  await recordSteps(db, stepsOf(claim, done, clock.now()), clock.now());
  // Jobs whose ids come before, of which nothing is left to release.
  for (let i = 0; i < 1200; i++) {
    const id = i.toString(16).padStart(32, "0") as Job["id"];
    await db.kv.set(keys.waiting.at(id).parts, [busy.id]);
  }

  await releaseAllWaiting(db, clock.now());

  const ready = await executionAt(db, waits.id);
  assert.equal(ready.state === "scheduled" && ready.readyAt, clock.now());
});
