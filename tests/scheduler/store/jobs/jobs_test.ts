import assert from "node:assert/strict";
import type { CategoryId } from "../../../../scheduler/model/ids.ts";
import { editJob, type JobDraft, pauseJob, resumeJob } from "../../../../scheduler/model/job.ts";
import type { Job } from "../../../../scheduler/model/job.ts";
import { Refusal } from "../../../../scheduler/model/refusal.ts";
import { minute } from "../../../../scheduler/model/time.ts";
import { createCategory } from "../../../../scheduler/store/access/categories.ts";
import { type Database, sharedServerLimits } from "../../../../scheduler/store/kv/database.ts";
import { fireDue } from "../../../../scheduler/store/firing/fire.ts";
import { changeJob, createJob, deleteJob, findJob } from "../../../../scheduler/store/jobs/jobs.ts";
import { findJobs } from "../../../../scheduler/store/jobs/find_jobs.ts";
import { recordSteps } from "../../../../scheduler/store/running/record_steps.ts";
import { aJob } from "../../../support/builders.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import {
  aLease,
  allKeys,
  anAudit,
  claimed,
  done,
  executionAt,
  keysOf,
  runNowAt,
  seededDatabase,
  stepsOf,
  storedJob,
} from "../../../support/store.ts";

function edit(db: Database, job: Job, given: Partial<JobDraft>, now: number) {
  return changeJob(db, job.id, (before) => {
    const { name, jobClass, pubArgs, schedule, categoryId, policy } = before;
    const draft = { name, jobClass, pubArgs, schedule, categoryId, policy, ...given };
    return { job: editJob(before, draft, now), audit: anAudit(before, "modified", now) };
  }, now);
}

function remove(db: Database, job: Job, now: number) {
  return deleteJob(db, job.id, (job) => anAudit(job, "deleted", now), now);
}

Deno.test("changeJob() moves the index entries with name and category", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const { id: team } = await createCategory(db, { name: "team", description: "" }, clock.now());
  const job = await storedJob(db, aJob(clock.now(), { name: "Old" }));

  await edit(db, job, { name: "New", categoryId: team }, clock.now());

  assert.deepEqual(await keysOf(db, "job_by_name", "job_by_category"), [
    JSON.stringify(["job_by_category", team, "new", job.id]),
    JSON.stringify(["job_by_name", "new", job.id]),
  ]);
  assert.deepEqual(
    (await findJobs(db, { categoryId: team }, { limit: 9 })).items.map(({ name }) => name),
    ["New"],
  );
  assert.deepEqual((await findJobs(db, { categoryId: 1 as CategoryId }, { limit: 9 })).items, []);
});

Deno.test("changeJob() keeps one due entry, and none while the job is paused", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const job = await storedJob(db, aJob(clock.now()));
  const now = clock.now();

  await edit(db, job, { schedule: { ...job.schedule, minute: "30" } }, now);
  const edited = await keysOf(db, "due");
  await changeJob(
    db,
    job.id,
    (j) => ({ job: pauseJob(j, now), audit: anAudit(j, "paused", now) }),
    now,
  );
  const paused = await keysOf(db, "due");
  await changeJob(
    db,
    job.id,
    (j) => ({ job: resumeJob(j, now), audit: anAudit(j, "resumed", now) }),
    now,
  );

  assert.deepEqual(edited, [JSON.stringify(["due", now + 30 * minute, job.id])]);
  assert.deepEqual(paused, []);
  assert.deepEqual(await keysOf(db, "due"), edited);
});

Deno.test("createJob() refuses a category that is not there, and writes nothing", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const before = await allKeys(db);
  const job = aJob(clock.now(), { categoryId: 99 as CategoryId });

  await assert.rejects(
    createJob(db, job, anAudit(job, "added", clock.now()), clock.now()),
    (error) => error instanceof Refusal && error.code === "invalid",
  );

  assert.deepEqual(await allKeys(db), before);
});

Deno.test("changes of one job at the same moment are all made", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const job = await storedJob(db, aJob(clock.now()));

  await Promise.all(
    Array.from({ length: 20 }, (_, i) => edit(db, job, { name: `name ${i}` }, clock.now())),
  );

  assert.equal((await findJob(db, job.id))?.version, 21);
  assert.equal((await keysOf(db, "job_by_name")).length, 1);
  assert.equal((await keysOf(db, "audit")).length, 21);
});

Deno.test("deleteJob() leaves nothing of the job but its history", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const before = await allKeys(db);
  const policy = { maxInstances: 2, coalesce: false };
  const job = await storedJob(db, aJob(clock.now(), { policy }));
  clock.advance(10 * minute);
  await fireDue(db, clock.now());
  await runNowAt(db, job, clock.now());
  const claim = await claimed(db, await aLease(db, clock), clock, 1);

  assert.equal(await remove(db, job, clock.now()), true);
  assert.equal(await remove(db, job, clock.now()), false);
  assert.deepEqual(await recordSteps(db, stepsOf(claim, done, clock.now()), clock.now()), []);

  const left = (await allKeys(db)).filter((key) => !before.includes(key));
  const tables = new Set(left.map((key): string => JSON.parse(key)[0]));
  const history = /^(audit|execution|run_of|end_count)/;
  assert.deepEqual([...tables].filter((table) => !history.test(table)), ["category_use", "worker"]);
});

Deno.test("deleteJob() cancels what waits or is queued, and lets the rest end", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const job = await storedJob(db, aJob(clock.now()));
  const running = await runNowAt(db, job, clock.now());
  const claim = await claimed(db, await aLease(db, clock), clock, 1);
  const queued = await runNowAt(db, job, clock.now());

  await remove(db, job, clock.now());

  assert.equal((await executionAt(db, queued)).state, "stopped");
  assert.equal((await executionAt(db, queued)).description, "its job was deleted");
  assert.equal((await executionAt(db, running)).state, "running");
  await recordSteps(db, stepsOf(claim, done, clock.now()), clock.now());
  assert.equal((await executionAt(db, running)).state, "succeeded");
  assert.deepEqual(await keysOf(db, "queue", "claim", "waiting", "stop"), []);
});

for (const [where, limits] of [["local", undefined], ["shared", sharedServerLimits]] as const) {
  Deno.test(`deleteJob() takes any number of executions with it, ${where} limits`, async () => {
    const clock = new FakeClock();
    await using db = await seededDatabase(clock, limits);
    const job = await storedJob(
      db,
      aJob(clock.now(), {
        pubArgs: ["x".repeat(8000)],
        policy: { maxInstances: 60, coalesce: false },
      }),
    );
    clock.advance(55 * minute);
    await fireDue(db, clock.now());
    for (let i = 0; i < 120; i++) await runNowAt(db, job, clock.now());

    assert.equal(await remove(db, job, clock.now()), true);

    assert.deepEqual(await keysOf(db, "job", "due", "waiting", "job_by_name"), []);
    const queued = await keysOf(db, "queue");
    for (const key of queued) {
      assert.equal(
        (await executionAt(db, JSON.parse(key).at(-1))).trigger,
        "manual",
        "runs beyond 100",
      );
    }
  });
}
