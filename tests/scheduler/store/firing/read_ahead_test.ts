import assert from "node:assert/strict";
import { editJob, pauseJob } from "../../../../scheduler/model/job.ts";
import { minute, second } from "../../../../scheduler/model/time.ts";
import { fireAhead, fireDue } from "../../../../scheduler/store/firing/fire.ts";
import { readAhead } from "../../../../scheduler/store/firing/read_ahead.ts";
import { changeJob, deleteJob } from "../../../../scheduler/store/jobs/jobs.ts";
import { sharedServerLimits } from "../../../../scheduler/store/kv/database.ts";
import { aJob } from "../../../support/builders.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import {
  anAudit,
  dueJobs,
  keysOf,
  runNowAt,
  seededDatabase,
  storedJob,
} from "../../../support/store.ts";

/** Jobs that are due in a moment, and what was read of them ahead. */
async function withRead(count: number) {
  const clock = new FakeClock("2026-03-02T09:59:59.500Z");
  const db = await seededDatabase(clock, sharedServerLimits);
  const at = clock.now() + second / 2;
  const jobs = [];
  for (let i = 0; i < count; i++) jobs.push(await storedJob(db, aJob(at, { name: `job ${i}` })));
  const ahead = await readAhead(db, at);
  return { clock, db, at, jobs, ahead };
}

Deno.test("fireAhead() fires what was read, once, and not before its time", async () => {
  const { clock, db, at, ahead } = await withRead(40);
  await using _ = db;
  assert.equal(ahead.length, 40);

  assert.equal(await fireAhead(db, ahead, clock.now()), 0);
  assert.equal(await fireAhead(db, ahead, at), 40);
  assert.equal(await fireAhead(db, ahead, at), 0);
  assert.equal(await fireDue(db, at), 0);

  assert.equal((await keysOf(db, "execution")).length, 40);
  assert.equal((await dueJobs(db)).length, 40);
});

Deno.test("fireAhead() by several processes and fireDue() at once fire each job once", async () => {
  const { db, at, ahead } = await withRead(40);
  await using _ = db;
  const again = await readAhead(db, at);

  const fired = await Promise.all([
    fireAhead(db, ahead, at),
    fireAhead(db, again, at),
    fireDue(db, at),
  ]);
  const rest = await fireDue(db, at);

  assert.equal(fired.reduce((sum, n) => sum + n) + rest, 40);
  assert.equal((await keysOf(db, "execution")).length, 40);
});

Deno.test("jobs that change after they were read ahead are fired as they are then, or not at all", async () => {
  const { db, at, jobs, ahead } = await withRead(20);
  await using _ = db;
  const [paused, deleted, edited, run] = jobs;
  assert.ok(paused && deleted && edited && run);
  const now = at - 1;
  await changeJob(db, paused.id, (job) => ({
    job: pauseJob(job, now),
    audit: anAudit(job, "paused", now),
  }), now);
  await deleteJob(db, deleted.id, (job) => anAudit(job, "deleted", now), now);
  await changeJob(db, edited.id, (job) => ({
    job: editJob(job, { ...job, pubArgs: ["new"] }, now),
    audit: anAudit(job, "modified", now),
  }), now);
  const byHand = await runNowAt(db, run, now);

  const fired = await fireAhead(db, ahead, at) + await fireDue(db, at);

  const executions = await Array.fromAsync(db.kv.list<{ id: string; job: typeof edited }>({
    prefix: ["execution"],
  }));
  const ran = executions.map(({ value }) => value).filter(({ id }) => id !== byHand);
  assert.equal(fired, 18);
  assert.equal(new Set(ran.map(({ job }) => job.id)).size, 18);
  assert.ok(!ran.some(({ job: { id } }) => id === paused.id || id === deleted.id));
  assert.deepEqual(ran.find(({ job: { id } }) => id === edited.id)?.job.pubArgs, ["new"]);
});

Deno.test("readAhead() reads nothing that is due later", async () => {
  const { db, at } = await withRead(1);
  await using _ = db;
  await storedJob(db, aJob(at + minute));

  assert.equal((await readAhead(db, at)).length, 1);
});
