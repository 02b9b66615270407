import assert from "node:assert/strict";
import { allCategories, defaultCategory } from "../../../../scheduler/model/category.ts";
import type { Pause, PauseFires } from "../../../../scheduler/model/firing/pause.ts";
import { resumed } from "../../../../scheduler/model/firing/resumed.ts";
import { type CategoryId, fireId } from "../../../../scheduler/model/ids.ts";
import { editJob, type Job, pauseJob } from "../../../../scheduler/model/job.ts";
import { hour, minute } from "../../../../scheduler/model/time.ts";
import { createCategory } from "../../../../scheduler/store/access/categories.ts";
import { fireDue } from "../../../../scheduler/store/firing/fire.ts";
import { gatherDue } from "../../../../scheduler/store/firing/gather.ts";
import { changeJob, findJob } from "../../../../scheduler/store/jobs/jobs.ts";
import { resumeDueJobs } from "../../../../scheduler/store/jobs/resume_jobs.ts";
import type { Database } from "../../../../scheduler/store/kv/database.ts";
import {
  beginPause,
  endPause,
  forgetEndedPauses,
  listPauses,
} from "../../../../scheduler/store/pauses/pauses.ts";
import { alarmsOf } from "../../../support/alarms.ts";
import { aJob } from "../../../support/builders.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import { allExecutions, keysOf, seededDatabase, storedJob } from "../../../support/store.ts";

/** Minutely jobs of two categories. */
async function world(each = 2) {
  const clock = new FakeClock();
  const db = await seededDatabase(clock);
  const draft = { name: "other", description: "" };
  const { id: other } = await createCategory(db, draft, clock.now());
  const policy = { coalesce: false, maxInstances: 100 };
  const jobs: Job[] = [];
  for (let i = 0; i < each; i++) {
    for (const categoryId of [defaultCategory, other]) {
      jobs.push(await storedJob(db, aJob(clock.now(), { categoryId, policy })));
    }
  }
  return { db, clock, other, jobs };
}

function aPause(scope: CategoryId, at: number, fires: PauseFires, until?: number): Pause {
  const end = until === undefined ? {} : { until };
  return { scope, by: "kim", at, reason: "the database moves", fires, ...end };
}

/** A tick as the engine makes it. */
async function tick(db: Database, now: number): Promise<void> {
  await resumeDueJobs(db, now);
  await fireDue(db, now);
  await forgetEndedPauses(db, now);
}

async function ofCategory(db: Database, category: CategoryId, from: number) {
  return (await allExecutions(db))
    .filter(({ job }) => job.categoryId === category)
    .map(({ scheduledAt, state, description }) => ({
      minute: (scheduledAt - from) / minute,
      state,
      description,
    }));
}

for (const isPacked of [false, true]) {
  const where = isPacked ? "in packs" : "alone";
  Deno.test(`a pause that skips records each fire of its category with the reason, ${where}`, async () => {
    const { db, clock, other } = await world(1);
    await using _ = db;
    const start = clock.now();
    if (isPacked) await gatherDue(db, start, start - 1);
    await beginPause(db, aPause(other, start, "skip", start + 2 * minute), start);

    for (let i = 0; i < 3; i++, clock.advance(minute)) await tick(db, clock.now());

    const reason = "skipped: its category was paused by kim: the database moves";
    assert.deepEqual(await ofCategory(db, other, start), [
      { minute: 0, state: "scheduled error", description: reason },
      { minute: 1, state: "scheduled error", description: reason },
      { minute: 2, state: "scheduled", description: "" },
    ]);
    assert.deepEqual(
      (await ofCategory(db, defaultCategory, start)).map(({ state }) => state),
      ["scheduled", "scheduled", "scheduled"],
    );
    assert.deepEqual(await listPauses(db), []);
    assert.deepEqual(await alarmsOf(db), []); // somebody wanted it
  });

  Deno.test(`a pause that makes up holds the fires of its category until it ends, ${where}`, async () => {
    const { db, clock, other, jobs } = await world(3);
    await using _ = db;
    const start = clock.now();
    if (isPacked) await gatherDue(db, start, start - 1);
    await beginPause(db, aPause(other, start, "make_up"), start);

    for (let i = 0; i < 3; i++, clock.advance(minute)) await tick(db, clock.now());
    const during = await ofCategory(db, other, start);
    await endPause(db, other, clock.now());
    await tick(db, clock.now());

    assert.deepEqual(during, []);
    const after = await ofCategory(db, other, start);
    assert.deepEqual(after.map(({ minute }) => minute), [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]);
    assert.deepEqual(await keysOf(db, "held"), []);
    assert.equal((await allExecutions(db)).length, 24);
    assert.equal(jobs.length, 6);
  });

  Deno.test(`a pause of everything holds all, and fires missed beyond the grace stay missed, ${where}`, async () => {
    const { db, clock, jobs } = await world(2);
    await using _ = db;
    const start = clock.now();
    if (isPacked) await gatherDue(db, start, start - 1);
    await beginPause(db, aPause(allCategories, start, "make_up", start + 3 * hour), start);

    for (let i = 0; i < 4; i++, clock.advance(hour)) await tick(db, clock.now());

    const fired = (await allExecutions(db)).filter(({ job }) => job.id === jobs[0]?.id);
    const late = fired.filter(({ state }) => state === "scheduled error");
    assert.equal(fired.length - late.length, 61); // the grace of the jobs is an hour
    assert.ok(late.every(({ description }) => description.startsWith("missed: ")));
    assert.deepEqual(await listPauses(db), []);
  });
}

Deno.test("a pause holds no fire time before its begin", async () => {
  const { db, clock, other } = await world(1);
  await using _ = db;
  const start = clock.now();
  clock.advance(minute + 1);
  await beginPause(db, aPause(other, clock.now(), "make_up"), clock.now());
  clock.advance(minute);

  await tick(db, clock.now());

  const minutes = (await ofCategory(db, other, start)).map(({ minute }) => minute);
  assert.deepEqual(minutes, [0, 1]);
});

Deno.test("a pause of a category writes no job, also when its fires are held", async () => {
  const { db, clock, other, jobs } = await world(1);
  await using _ = db;
  await tick(db, clock.now());
  const stampsOf = async () =>
    (await db.kv.getMany(jobs.map(({ id }) => ["job", id]))).map(({ versionstamp }) =>
      versionstamp
    );
  const before = await stampsOf();

  await beginPause(db, aPause(other, clock.now(), "make_up"), clock.now());
  clock.advance(minute);
  await tick(db, clock.now());
  const held = await keysOf(db, "held");
  clock.advance(minute);
  await tick(db, clock.now());

  assert.equal(held.length, 1);
  const after = await stampsOf();
  assert.deepEqual(before.map((stamp, i) => stamp === after[i]), [false, true]);
});

Deno.test("a held job that moves to another category fires there", async () => {
  const { db, clock, other, jobs } = await world(1);
  await using _ = db;
  await beginPause(db, aPause(other, clock.now(), "make_up"), clock.now());
  await tick(db, clock.now());
  const held = jobs.find(({ categoryId }) => categoryId === other);
  assert.ok(held !== undefined);

  await changeJob(db, held.id, (job) => ({
    job: editJob(job, { ...job, categoryId: defaultCategory }, clock.now()),
  }), clock.now());
  await tick(db, clock.now());

  const fired = (await allExecutions(db)).filter(({ job }) => job.id === held.id);
  assert.equal(fired.length, 1);
});

Deno.test("two processes at the end of a pause fire what was held once", async () => {
  const { db, clock, other } = await world(20);
  await using _ = db;
  await beginPause(db, aPause(other, clock.now(), "make_up", clock.now() + minute), clock.now());
  await tick(db, clock.now());
  clock.advance(minute);

  await Promise.all([tick(db, clock.now()), tick(db, clock.now()), tick(db, clock.now())]);

  const fired = await allExecutions(db);
  assert.equal(fired.length, 80);
  assert.equal(new Set(fired.map(({ job, scheduledAt }) => fireId(job.id, scheduledAt))).size, 80);
});

/** One minutely job that kim pauses at the start for ten minutes. */
async function pausedJob(fires?: PauseFires, policy = {}) {
  const clock = new FakeClock();
  const db = await seededDatabase(clock);
  const job = await storedJob(db, aJob(clock.now(), { policy }));
  const [start, until] = [clock.now(), clock.now() + 10 * minute];
  const told = fires === undefined ? {} : { fires };
  const pause = { by: "kim", at: start, reason: "a move", until, ...told };
  await changeJob(db, job.id, (job) => ({ job: pauseJob(job, start, pause) }), start);
  return { db, clock, job, start };
}

Deno.test("a paused job goes on by itself at the end of its pause, and the log says so", async () => {
  const { db, clock, job, start } = await pausedJob("skip");
  await using _ = db;

  for (let i = 0; i < 12; i++, clock.advance(minute)) await tick(db, clock.now());

  const [skipped, ...fired] = await allExecutions(db);
  assert.equal(skipped?.state, "scheduled error");
  assert.equal(skipped?.coalesced, 9);
  assert.match(
    skipped?.description ?? "",
    /^skipped: the job was paused by kim: a move; this stands/,
  );
  assert.deepEqual(fired.map(({ scheduledAt }) => (scheduledAt - start) / minute), [10, 11]);
  assert.equal((await findJob(db, job.id))?.pause, undefined);
  assert.deepEqual(await keysOf(db, "resume"), []);
  const events = (await Array.fromAsync(db.kv.list<{ event: string }>({ prefix: ["audit"] })))
    .map(({ value }) => value.event);
  assert.deepEqual(events, ["added", "resumed"]);
});

Deno.test("a job whose pause makes up fires by its misfire rule at the end", async () => {
  const { db, clock, start } = await pausedJob("make_up", {
    coalesce: false,
    maxInstances: 100,
    misfireGraceSeconds: 300,
  });
  await using _ = db;

  clock.advance(10 * minute);
  await Promise.all([tick(db, clock.now()), tick(db, clock.now())]);
  await tick(db, clock.now());

  const fired = (await allExecutions(db))
    .map(({ scheduledAt, state }) => [(scheduledAt - start) / minute, state]);
  const missed = [0, 1, 2, 3, 4].map((at) => [at, "scheduled error"]);
  const made = [5, 6, 7, 8, 9, 10].map((at) => [at, "scheduled"]);
  assert.deepEqual(fired, [...missed, ...made]);
});

Deno.test("a pause whose end is past when the server comes back ends where it was to end", async () => {
  const { db, clock, start } = await pausedJob("skip", { coalesce: false, maxInstances: 100 });
  await using _ = db;
  clock.advance(13 * minute);

  await tick(db, clock.now());

  const fired = (await allExecutions(db)).filter(({ state }) => state === "scheduled")
    .map(({ scheduledAt }) => (scheduledAt - start) / minute);
  assert.deepEqual(fired, [10, 11, 12, 13]);
});

Deno.test("a job that somebody resumes before its pause ends stays as it is then", async () => {
  const { db, clock, job, start } = await pausedJob("make_up");
  await using _ = db;
  clock.advance(3 * minute + 1);
  await changeJob(
    db,
    job.id,
    (job, calendars) => resumed(job, clock.now(), calendars),
    clock.now(),
  );

  for (let i = 0; i < 10; i++, clock.advance(minute)) await tick(db, clock.now());

  const fired = (await allExecutions(db)).map(({ scheduledAt, coalesced }) => [
    (scheduledAt - start) / minute,
    coalesced ?? 0,
  ]);
  assert.deepEqual(fired.slice(0, 2), [[3, 3], [4, 0]]);
  assert.deepEqual(await keysOf(db, "resume"), []);
});
