import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { newId, type WorkerId } from "../../../../../scheduler/model/ids.ts";
import { minute } from "../../../../../scheduler/model/time.ts";
import { fireDue } from "../../../../../scheduler/store/firing/fire.ts";
import { oldestDue } from "../../../../../scheduler/store/firing/ticks.ts";
import { releaseWaiting } from "../../../../../scheduler/store/firing/waiting.ts";
import { findJobs } from "../../../../../scheduler/store/jobs/find_jobs.ts";
import { changeJob, findJob } from "../../../../../scheduler/store/jobs/jobs.ts";
import { readWaiting } from "../../../../../scheduler/store/jobs/waiting_list.ts";
import { Commit, commit } from "../../../../../scheduler/store/kv/commit.ts";
import { type Database, openDatabase } from "../../../../../scheduler/store/kv/database.ts";
import { putBack } from "../../../../../scheduler/store/kv/faults/set_aside.ts";
import { UnreadableRecordError } from "../../../../../scheduler/store/kv/faults/unreadable.ts";
import { keys } from "../../../../../scheduler/store/kv/keys.ts";
import { leaseMs, LeaseWatch } from "../../../../../scheduler/store/running/lease_watch.ts";
import { recoverLost, takeLease } from "../../../../../scheduler/store/running/leases.ts";
import { isAnyReady } from "../../../../../scheduler/store/running/ready.ts";
import { recordSteps } from "../../../../../scheduler/store/running/record_steps.ts";
import { aJob } from "../../../../support/builders.ts";
import { FakeClock } from "../../../../support/fake_clock.ts";
import {
  aLease,
  claimed,
  done,
  executionAt,
  keysOf,
  runNowAt,
  seededDatabase,
  stepsOf,
  storedJob,
} from "../../../../support/store.ts";
import { temporaryFolder } from "../../../../support/temporary_folder.ts";

const start = "2026-03-02T10:00:30Z";

/** Replaces a record by something else. @returns a function that puts the record back. */
async function spoil({ kv }: Database, key: Deno.KvKey): Promise<() => Promise<unknown>> {
  const { value } = await kv.get(key);
  await kv.set(key, { timeout: "garbage" });
  return () => kv.set(key, value);
}

Deno.test("a job whose record cannot be read is not fired, waits nowhere at the head, and fires once mended", async () => {
  const clock = new FakeClock(start);
  await using db = await seededDatabase(clock);
  const job = await storedJob(db, aJob(clock.now()));
  await storedJob(db, aJob(clock.now(), { name: "another" }));
  const mend = await spoil(db, keys.job.at(job.id).parts);
  clock.advance(minute);

  assert.equal(await fireDue(db, clock.now()), 1);
  assert.equal(await oldestDue(db, clock.now()), undefined);
  assert.deepEqual(db.unreadable.keys, [["job", job.id]]);

  await mend();
  clock.advance(minute);
  await putBack(db, clock.now());
  assert.equal(await fireDue(db, clock.now()), 2);
  assert.equal(db.unreadable.count, 0);
  assert.deepEqual(await keysOf(db, "set_aside"), []);
  assert.equal((await findJob(db, job.id))?.active.length, 1);
});

Deno.test("an unreadable execution counts as an instance as long as a claim names it", async () => {
  const clock = new FakeClock(start);
  await using db = await seededDatabase(clock);
  const job = await storedJob(db, aJob(clock.now(), { policy: { maxInstances: 1 } }));
  const id = await runNowAt(db, job, clock.now());
  const taken = await claimed(db, await aLease(db, clock), clock);
  await spoil(db, keys.execution.at(id).parts);
  clock.advance(minute);

  await fireDue(db, clock.now());
  assert.deepEqual((await findJob(db, job.id))?.active, [id]);

  // Its end replaces the record.
  assert.deepEqual(await recordSteps(db, stepsOf(taken, done, clock.now()), clock.now()), []);
  assert.equal((await executionAt(db, id)).state, "succeeded");
  await spoil(db, keys.execution.at(id).parts);
  clock.advance(minute);
  await fireDue(db, clock.now());

  const { active } = await findJob(db, job.id) ?? {};
  assert.equal(active?.length, 1);
  assert.notEqual(active?.[0], id);
});

Deno.test("an unreadable execution at the head of the queue blocks no claim, and is claimed once mended", async () => {
  const clock = new FakeClock(start);
  await using db = await seededDatabase(clock);
  const job = await storedJob(db, aJob(clock.now()));
  const broken = await runNowAt(db, job, clock.now());
  clock.advance(1);
  const fine = await runNowAt(db, job, clock.now());
  const lease = await aLease(db, clock);
  const mend = await spoil(db, keys.execution.at(broken).parts);

  const taken = await claimed(db, lease, clock);
  assert.deepEqual(taken.executions.map(({ id }) => id), [fine]);
  assert.equal(await isAnyReady(db, clock.now()), false);

  await putBack(db, clock.now());
  assert.equal(await isAnyReady(db, clock.now()), false);
  await mend();
  await putBack(db, clock.now());
  assert.deepEqual((await claimed(db, lease, clock)).executions.map(({ id }) => id), [broken]);
});

Deno.test("an unreadable list of waiting executions is made anew from the executions", async () => {
  const clock = new FakeClock(start);
  await using db = await seededDatabase(clock);
  const policy = { maxInstances: 1, overlap: "queue" as const };
  const job = await storedJob(db, aJob(clock.now(), { policy }));
  await runNowAt(db, job, clock.now());
  clock.advance(minute);
  await fireDue(db, clock.now());
  const before = (await readWaiting(db, job.id)).value;
  assert.equal(before?.length, 1);
  await spoil(db, keys.waiting.at(job.id).parts);

  assert.deepEqual((await readWaiting(db, job.id)).value, before);
  const taken = await claimed(db, await aLease(db, clock), clock);
  await recordSteps(db, stepsOf(taken, done, clock.now()), clock.now());
  assert.equal(await releaseWaiting(db, job.id, clock.now()), 1);
});

Deno.test("the ends of an unreadable claim are written by its worker, and recovered when the worker is lost", async () => {
  const clock = new FakeClock(start);
  await using db = await seededDatabase(clock);
  const job = await storedJob(db, aJob(clock.now(), { policy: { maxRetries: 3 } }));
  for (let i = 0; i < 3; i++) await runNowAt(db, job, clock.now());
  const lease = await aLease(db, clock);
  const taken = await claimed(db, lease, clock);
  const ids = taken.executions.map(({ id }) => id);
  await spoil(db, taken.entry.key);

  const [first] = taken.executions;
  assert.ok(first !== undefined);
  const [end] = stepsOf(taken, done, clock.now(), [first]);
  assert.ok(end !== undefined);
  assert.deepEqual(await recordSteps(db, [{ ...end, isLast: false }], clock.now()), []);
  const watch = new LeaseWatch(() => clock.elapsed());
  await recoverLost(db, watch, clock.now());
  clock.advance(leaseMs + 1);
  const recovered = await recoverLost(db, watch, clock.now());

  assert.deepEqual(recovered.toSorted(), ids.slice(1).toSorted());
  assert.deepEqual(await keysOf(db, "claim", "worker"), []);
});

Deno.test("an unreadable worker that writes no heartbeat is lost: what it claimed is recovered", async () => {
  const clock = new FakeClock(start);
  await using db = await seededDatabase(clock);
  const job = await storedJob(db, aJob(clock.now()));
  const id = await runNowAt(db, job, clock.now());
  const lease = await aLease(db, clock);
  await claimed(db, lease, clock);
  await spoil(db, keys.worker.at(lease.workerId).parts);

  const watch = new LeaseWatch(() => clock.elapsed());
  assert.deepEqual(await recoverLost(db, watch, clock.now()), []);
  clock.advance(leaseMs + 1);
  assert.deepEqual(await recoverLost(db, watch, clock.now()), [id]);
});

Deno.test("a list is filled up behind unreadable records, and its cursor passes them", async () => {
  const clock = new FakeClock(start);
  await using db = await seededDatabase(clock);
  for (let i = 0; i < 6; i++) {
    const job = await storedJob(db, aJob(clock.now(), { name: `job ${i}` }));
    if (i === 1 || i === 2) await spoil(db, keys.job.at(job.id).parts);
  }

  const rows = await db.list(keys.job.all, { limit: 3 });
  const first = await findJobs(db, {}, { limit: 2 });
  const second = await findJobs(db, {}, { limit: 5, cursor: first.nextCursor ?? "" });

  assert.deepEqual(rows.map(({ value }) => value.name), ["job 0", "job 3", "job 4"]);
  assert.deepEqual(first.items.map(({ name }) => name), ["job 0", "job 3"]);
  assert.deepEqual(second.items.map(({ name }) => name), ["job 4", "job 5"]);
});

Deno.test("a change of an unreadable record is refused with its key, and overwrites nothing", async () => {
  const clock = new FakeClock(start);
  await using db = await seededDatabase(clock);
  const job = await storedJob(db, aJob(clock.now()));
  await spoil(db, keys.job.at(job.id).parts);

  const change = changeJob(db, job.id, () => undefined, clock.now());

  await assert.rejects(change, UnreadableRecordError);
  await assert.rejects(change, (error: Error) => !error.message.includes("garbage"));
  assert.deepEqual((await db.kv.get(["job", job.id])).value, { timeout: "garbage" });
});

Deno.test("a counter of ends that holds something else does not keep executions from ending", async () => {
  const clock = new FakeClock(start);
  await using db = await seededDatabase(clock);
  const job = await storedJob(db, aJob(clock.now()));
  const [one, two] = [await runNowAt(db, job, clock.now()), await runNowAt(db, job, clock.now())];
  const lease = await aLease(db, clock);
  const end = async () => {
    const taken = await claimed(db, lease, clock, 1);
    await recordSteps(db, stepsOf(taken, done, clock.now()), clock.now());
  };
  await end();
  for await (const { key } of db.kv.list({ prefix: ["end_count"] })) await db.kv.set(key, "many");

  await end();

  assert.equal((await executionAt(db, one)).state, "succeeded");
  assert.equal((await executionAt(db, two)).state, "succeeded");
  const counts = await db.list(keys.endCount.all("hour"), { limit: 10 });
  assert.deepEqual(counts.map(({ value }) => value), [1, 1]);
});

Deno.test("a value whose bytes are no value at all is left out of every read", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/kv.db`;
  const clock = new FakeClock(start);
  const db = await openDatabase(path);
  for (let i = 0; i < 5; i++) {
    await commit(db, new Commit().set(keys.setting(`s${i}`), `value ${i}`), clock.now());
  }
  const sqlite = new DatabaseSync(path);
  sqlite.exec("UPDATE kv SET v = x'deadbeef' WHERE instr(k, 's2') > 0");
  sqlite.close();
  const table = { prefix: ["setting"], schema: keys.setting("").schema };

  const list = await db.list(table, { limit: 10 });
  const backwards = await db.list(table, { limit: 3, newestFirst: true });
  const many = await db.getMany([0, 1, 2, 3].map((i) => keys.setting(`s${i}`)));
  const together = await Promise.allSettled([1, 2, 3].map((i) => db.get(keys.setting(`s${i}`))));

  assert.deepEqual(list.map(({ value }) => value), ["value 0", "value 1", "value 3", "value 4"]);
  assert.deepEqual(backwards.map(({ value }) => value), ["value 4", "value 3", "value 1"]);
  assert.deepEqual(many.map(({ value }) => value), ["value 0", "value 1", undefined, "value 3"]);
  assert.deepEqual(together.map(({ status }) => status), ["fulfilled", "rejected", "fulfilled"]);
  db.close();
});

Deno.test("takeLease() by another worker goes on beside an unreadable one", async () => {
  const clock = new FakeClock(start);
  await using db = await seededDatabase(clock);
  const first = await aLease(db, clock);
  await spoil(db, keys.worker.at(first.workerId).parts);

  const given = { hostname: "host", pid: 2, startedAt: clock.now() };
  const second = await takeLease(db, newId<WorkerId>(clock.now()), given, undefined, clock.now());

  assert.ok(second !== undefined);
});
