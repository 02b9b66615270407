import assert from "node:assert/strict";
import { examine } from "../../../../scheduler/doctor/doctor.ts";
import { isEnded } from "../../../../scheduler/model/execution.ts";
import { type ClaimId, newId } from "../../../../scheduler/model/ids.ts";
import { draftSchedule } from "../../../../scheduler/model/schedule.ts";
import { hour, minute } from "../../../../scheduler/model/time.ts";
import { restoreBackup } from "../../../../scheduler/store/backup/restore.ts";
import { findJobs } from "../../../../scheduler/store/jobs/find_jobs.ts";
import { fireDue } from "../../../../scheduler/store/firing/fire.ts";
import { gatherDue } from "../../../../scheduler/store/firing/gather.ts";
import type { Claimed } from "../../../../scheduler/store/running/queue.ts";
import { recordSteps } from "../../../../scheduler/store/running/record_steps.ts";
import { aJob } from "../../../support/builders.ts";
import { backupOf, opening } from "../../../support/backups.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import { jobNow, mustBeWhole } from "../../../support/packs.ts";
import { memoryDatabase } from "../../../support/memory_database.ts";
import {
  aLease,
  allExecutions,
  claimed,
  done,
  executionAt,
  keysOf,
  recoverSilent,
  runNowAt,
  seededDatabase,
  stepsOf,
  storedJob,
} from "../../../support/store.ts";

/** A database with jobs in a pack and alone, one execution that runs and one that waits. */
async function busyDatabase(clock: FakeClock) {
  const db = await seededDatabase(clock);
  const packed = [];
  for (let i = 0; i < 5; i++) {
    packed.push(await storedJob(db, aJob(clock.now(), { name: `packed ${i}` })));
  }
  await gatherDue(db, clock.now(), clock.now() - 1);
  const alone = await storedJob(
    db,
    aJob(clock.now(), { name: "alone", schedule: draftSchedule({ minute: "7" }, "UTC") }),
  );
  const running = await runNowAt(db, alone, clock.now());
  await claimed(db, await aLease(db, clock), clock);
  const waiting = await runNowAt(db, packed[0] ?? alone, clock.now());
  return { db, jobs: [...packed, alone], running, waiting };
}

Deno.test("restoreBackup() lets no job fire what it may have fired since the backup", async () => {
  const clock = new FakeClock();
  const { db, jobs, running, waiting } = await busyDatabase(clock);
  await using _ = db;
  const bytes = await backupOf(db);
  await using into = await memoryDatabase();
  clock.advance(3 * hour + minute / 2);

  const { settled } = await restoreBackup(into, { open: opening(bytes), clock });

  assert.deepEqual(settled, { lost: 1, stopped: 1, moved: 6 });
  assert.equal(await fireDue(into, clock.now()), 0);
  const before = await executionAt(into, running);
  assert.ok(isEnded(before) && before.state === "failed");
  assert.match(before.description, /was running when the backup of .* was made/);
  assert.equal((await executionAt(into, waiting)).state, "stopped");
  for (const { id } of jobs) {
    const { nextRunAt = 0, firedUntil } = await jobNow(into, id) ?? {};
    assert.ok(nextRunAt > clock.now() && nextRunAt <= clock.now() + hour);
    assert.equal(firedUntil, clock.now());
  }
  await mustBeWhole(into);
  assert.deepEqual(await keysOf(into, "claim", "worker", "queue", "stop", "restoring"), []);

  clock.advance(minute);
  assert.equal(await fireDue(into, clock.now()), 5);
  assert.equal((await allExecutions(into)).length, 7);
});

Deno.test("restoreBackup() ends what was running on a sheet, and keeps what had ended there", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  for (let i = 0; i < 4; i++) await storedJob(db, aJob(clock.now(), { name: `job ${i}` }));
  await gatherDue(db, clock.now(), clock.now() - 1);
  const lease = await aLease(db, clock);
  const taken: Claimed[] = [];
  await fireDue(db, clock.now(), {
    take: (room) => ({
      lease,
      claimId: newId<ClaimId>(clock.now()),
      room,
      taken: (one) => taken.push(one),
      dropped: () => {},
    }),
  });
  const [claim] = taken;
  assert.ok(claim !== undefined && claim.executions.length === 4);
  const [ended] = claim.executions;
  assert.ok(ended !== undefined);
  await recordSteps(db, stepsOf(claim, done, clock.now(), [ended]), clock.now());
  const bytes = await backupOf(db);
  await using into = await memoryDatabase();
  clock.advance(hour);

  const { settled } = await restoreBackup(into, { open: opening(bytes), clock });

  assert.deepEqual(settled, { lost: 3, stopped: 0, moved: 4 });
  const states = (await allExecutions(into)).map(({ state }) => state).toSorted();
  assert.deepEqual(states, ["failed", "failed", "failed", "succeeded"]);
  assert.deepEqual((await examine({ db: into, clock })).findings.map(({ check }) => check), [
    "tick",
  ]);
});

Deno.test("restoreBackup() leaves fires and executions as they were where that is asked for", async () => {
  const clock = new FakeClock();
  const { db, running, waiting } = await busyDatabase(clock);
  await using _ = db;
  const bytes = await backupOf(db);
  await using into = await memoryDatabase();
  clock.advance(minute);

  const { settled } = await restoreBackup(into, { open: opening(bytes), clock, fireMissed: true });

  assert.equal(settled, undefined);
  assert.equal((await executionAt(into, waiting)).state, "scheduled");
  assert.deepEqual(await recoverSilent(into, clock.now()), [running]);
  assert.ok(await fireDue(into, clock.now()) >= 5);
  assert.equal((await findJobs(into, {}, { limit: 10 })).items.length, 6);
});
