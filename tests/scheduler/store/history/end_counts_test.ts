import assert from "node:assert/strict";
import { durationClass, noDuration } from "../../../../scheduler/model/figures/durations.ts";
import type { CategoryId } from "../../../../scheduler/model/ids.ts";
import { day, hour, minute, second } from "../../../../scheduler/model/time.ts";
import { sharedServerLimits } from "../../../../scheduler/store/kv/database.ts";
import { forgetEndCounts, readEndCounts } from "../../../../scheduler/store/history/end_counts.ts";
import { stopExecution } from "../../../../scheduler/store/firing/stop.ts";

import { recordSteps } from "../../../../scheduler/store/running/record_steps.ts";
import { aJob } from "../../../support/builders.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import { anEnded, aReady, aSkipped, storeExecutions } from "../../../support/executions.ts";
import {
  aLease,
  anAudit,
  broken,
  claimed,
  disturbed,
  done,
  keysOf,
  recoverSilent,
  runNowAt,
  seededDatabase,
  stepsOf,
  storedJob,
} from "../../../support/store.ts";

const start = Date.parse("2026-03-02T10:00:30Z");
const all = 0 as CategoryId;
const ever = { from: 0, to: Date.parse("2100-01-01") };

Deno.test("ends are counted by minute and hour, category, state and duration", async () => {
  await using db = await seededDatabase(new FakeClock(start));
  const [here, there] = [1, 2].map((category) =>
    aJob(start, { categoryId: category as CategoryId })
  );
  await storeExecutions(db, [
    anEnded(aReady(here!, start), done, 100),
    anEnded(aReady(here!, start + second), done, 100),
    anEnded(aReady(here!, start + second), broken, 5000),
    anEnded(aReady(here!, start + minute), done, 100),
    aSkipped(aReady(there!, start)),
    aReady(here!, start),
  ], start);
  const counts = async (size: "minute" | "hour", category: CategoryId) =>
    (await readEndCounts(db, size, category, ever))
      .map(({ at, state, durationClass, count }) => [at, state, durationClass, count]);
  const [first, next] = [start - 30 * second, start + 30 * second];

  const fast = durationClass(100);
  assert.deepEqual(await counts("minute", 1 as CategoryId), [
    [first, "failed", durationClass(5000), 1],
    [first, "succeeded", fast, 2],
    [next, "succeeded", fast, 1],
  ]);
  assert.deepEqual(await counts("minute", 2 as CategoryId), [
    [first, "scheduled error", noDuration, 1],
  ]);
  assert.deepEqual(await counts("hour", all), [
    [first, "failed", durationClass(5000), 1],
    [first, "scheduled error", noDuration, 1],
    [first, "succeeded", fast, 3],
  ]);
});

Deno.test("many ends make one addition for each count", async () => {
  await using db = await seededDatabase(new FakeClock(start));
  const job = aJob(start);

  const ready = Array.from({ length: 500 }, () => aReady(job, start));
  await storeExecutions(db, ready.map((one) => anEnded(one, done)), start);

  assert.equal((await keysOf(db, "end_count")).length, 4);
  const [counted] = await readEndCounts(db, "hour", all, ever);
  assert.equal(counted?.count, 500);
});

Deno.test("ends are counted once when answers get lost and workers race", async () => {
  const clock = new FakeClock(start);
  await using db = await seededDatabase(clock, sharedServerLimits);
  const policy = { maxInstances: 100 };
  const job = await storedJob(db, aJob(clock.now(), { policy }));
  for (let i = 0; i < 60; i++) await runNowAt(db, job, clock.now());
  const lease = await aLease(db, clock);
  let commits = 0;
  const shaky = disturbed(db, async (commit) => {
    const result = await commit();
    if (commits++ % 2 === 0) throw new Error("the operation timed out");
    return result;
  });

  for (let taken = 0; taken < 60;) {
    const some = await claimed(db, lease, clock);
    taken += some.executions.length;
    const steps = stepsOf(some, done, clock.now());
    await Promise.all([
      recordSteps(shaky, steps, clock.now()),
      recordSteps(db, steps, clock.now()),
    ]);
  }

  const [counted] = await readEndCounts(db, "hour", all, ever);
  assert.equal(counted?.count, 60);
});

Deno.test("ends of every kind are counted: stopped before its start, and lost with its worker", async () => {
  const clock = new FakeClock(start);
  await using db = await seededDatabase(clock);
  const job = await storedJob(db, aJob(clock.now()));
  const stopped = await runNowAt(db, job, clock.now());
  await stopExecution(db, stopped, "kim", anAudit(job, "stopped", clock.now()), clock.now());
  await runNowAt(db, job, clock.now());
  await claimed(db, await aLease(db, clock), clock);
  clock.advance(minute);
  await recoverSilent(db, clock.now());

  const counts = await readEndCounts(db, "hour", all, ever);

  assert.deepEqual(counts.map(({ state, count }) => [state, count]), [
    ["failed", 1],
    ["stopped", 1],
  ]);
});

Deno.test("forgetEndCounts() removes what is old of every category, and nothing else", async () => {
  await using db = await seededDatabase(new FakeClock(start));
  const jobs = [1, 2, 7].map((category) => aJob(start, { categoryId: category as CategoryId }));
  for (const job of jobs) {
    const ended = Array.from(
      { length: 12 },
      (_, i) => anEnded(aReady(job, start + i * hour), done),
    );
    await storeExecutions(db, ended, start);
  }
  const before = start - 30 * second + 6 * hour;

  while (await forgetEndCounts(db, "minute", before));

  const left = async (size: "minute" | "hour") =>
    (await readEndCounts(db, size, 7 as CategoryId, ever)).map(({ at }) => at);
  assert.equal((await left("minute")).length, 6);
  assert.ok((await left("minute")).every((at) => at >= before));
  assert.equal((await left("hour")).length, 12);
  while (await forgetEndCounts(db, "minute", start + day));
  while (await forgetEndCounts(db, "hour", start + day));
  assert.deepEqual(await keysOf(db, "end_count"), []);
});
