import assert from "node:assert/strict";
import { day, minute } from "../../../../scheduler/model/time.ts";
import { writeLog } from "../../../../scheduler/store/history/execution_logs.ts";
import { fireDue } from "../../../../scheduler/store/firing/fire.ts";
import {
  forgetAuditEntries,
  forgetExecutions,
} from "../../../../scheduler/store/history/retention.ts";
import { deleteJob } from "../../../../scheduler/store/jobs/jobs.ts";
import { sharedServerLimits } from "../../../../scheduler/store/kv/database.ts";
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

Deno.test("what is forgotten leaves no key behind", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock, sharedServerLimits);
  const before = await allKeys(db);
  const job = await storedJob(db, aJob(clock.now()));
  await fireDue(db, clock.now());
  const taken = await claimed(db, await aLease(db, clock), clock);
  const id = taken.executions[0]!.id;
  // As much as 26 attempts keep of their logs.
  for (let part = 0; part < 26 * 16; part++) {
    await writeLog(db, id, part, { attempt: 1, lines: [] }, undefined, clock.now());
  }
  await recordSteps(db, stepsOf(taken, done, clock.now()), clock.now());
  await deleteJob(db, job.id, (j) => anAudit(j, "deleted", clock.now()), clock.now());

  assert.equal(await forgetExecutions(db, clock.now()), false);
  assert.equal((await keysOf(db, "execution")).length, 1, "not older than asked for");
  await forgetExecutions(db, clock.now() + 1);
  await forgetAuditEntries(db, clock.now() + 1);

  const left = (await allKeys(db)).filter((key) => !before.includes(key));
  const tables = left.map((key): string => JSON.parse(key)[0]);
  // Counts of ends are no records: they are few, and expire.
  const kept = tables.filter((table) => table !== "end_count");
  assert.deepEqual(kept, ["category_use", "worker"]);
});

Deno.test("forgetExecutions() leaves what has not ended, and goes on behind it", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const policy = { maxInstances: 1 };
  const job = await storedJob(db, aJob(clock.now(), { policy }));
  const waits = await runNowAt(db, job, clock.now());
  for (let i = 0; i < 450; i++) {
    clock.advance(minute);
    await fireDue(db, clock.now());
  }

  while (await forgetExecutions(db, clock.now() + day));

  const left = await keysOf(db, "execution");
  assert.equal(left.length, 1);
  assert.equal((await executionAt(db, waits)).state, "scheduled");
  assert.equal((await keysOf(db, "run_of", "execution_by_category")).length, 2);
});

Deno.test("forgetAuditEntries() goes on until all that is older is gone", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const job = await storedJob(db, aJob(clock.now()));
  for (let i = 0; i < 420; i++) await runNowAt(db, job, clock.now());

  while (await forgetAuditEntries(db, clock.now() + 1));

  assert.deepEqual(await keysOf(db, "audit", "audit_by_category"), []);
});
