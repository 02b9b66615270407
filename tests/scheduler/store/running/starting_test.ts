import assert from "node:assert/strict";
import type { ExecutionId } from "../../../../scheduler/model/ids.ts";
import type { Database } from "../../../../scheduler/store/kv/database.ts";
import { leaseMs } from "../../../../scheduler/store/running/leases.ts";
import { claimNext } from "../../../../scheduler/store/running/queue.ts";
import { recordSteps } from "../../../../scheduler/store/running/record_steps.ts";
import type { StartMark } from "../../../../scheduler/store/running/step.ts";
import { aJob } from "../../../support/builders.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import {
  aLease,
  claimed,
  disturbed,
  done,
  executionAt,
  keysOf,
  recoverSilent,
  runNowAt,
  seededDatabase,
  stepsOf,
  storedJob,
} from "../../../support/store.ts";

/** A worker that has claimed some executions. The first `starting` of them may start. */
async function aWorkerAhead(clock: FakeClock, count: number, starting: number) {
  const db = await seededDatabase(clock);
  const job = await storedJob(db, aJob(clock.now(), { policy: { maxInstances: 100 } }));
  const ids = [];
  for (let i = 0; i < count; i++) ids.push(await runNowAt(db, job, clock.now()));
  const lease = await aLease(db, clock);
  const claim = await claimNext(db, lease, count, clock.now(), { starting });
  assert.ok(claim !== undefined);
  const told: number[] = [];
  const mark = (starting: number): StartMark => {
    return { claim: claim.entry, starting, written: () => told.push(starting) };
  };
  return { db, ids, claim, mark, told };
}

async function statesOf(db: Database, ids: readonly ExecutionId[]) {
  return await Promise.all(ids.map(async (id) => (await executionAt(db, id)).state));
}

const traces = ["worker", "claim", "claim_starting"];

Deno.test("recoverLost() queues again, uncounted, what never started, though no retries are left", async () => {
  const clock = new FakeClock();
  const { db, ids } = await aWorkerAhead(clock, 4, 1);
  await using _ = db;
  clock.advance(leaseMs + 1);

  assert.deepEqual(await recoverSilent(db, clock.now()), ids);

  assert.deepEqual(await statesOf(db, ids), ["failed", "scheduled", "scheduled", "scheduled"]);
  const again = await claimed(db, await aLease(db, clock), clock);
  assert.deepEqual(again.executions.map(({ id }) => id), ids.slice(1));
  for (const { attempt, attempts } of again.executions) {
    assert.deepEqual([attempt, attempts], [1, []]);
  }
  await recordSteps(db, stepsOf(again, done, clock.now()), clock.now());
  assert.deepEqual(await keysOf(db, "queue", ...traces.slice(1)), []);
});

Deno.test("recoverLost() counts as started what a mark said would start", async () => {
  const clock = new FakeClock();
  const { db, ids, mark, told } = await aWorkerAhead(clock, 4, 1);
  await using _ = db;
  await recordSteps(db, [], clock.now(), { marks: [mark(3)] });
  clock.advance(leaseMs + 1);

  await recoverSilent(db, clock.now());

  assert.deepEqual(told, [3]);
  assert.deepEqual(await statesOf(db, ids), ["failed", "failed", "failed", "scheduled"]);
  assert.deepEqual(await keysOf(db, ...traces), []);
});

Deno.test("a mark that comes while a worker is found lost holds, or nothing of it starts", async () => {
  for (let at = 0; at < 3; at++) {
    const clock = new FakeClock();
    const { db, ids, mark, told } = await aWorkerAhead(clock, 3, 1);
    await using _ = db;
    clock.advance(leaseMs + 1);
    let commits = 0;
    const late = disturbed(db, async (commit) => {
      if (commits++ === at) await recordSteps(db, [], clock.now(), { marks: [mark(3)] });
      return await commit();
    });

    await recoverSilent(late, clock.now());
    await recoverSilent(db, clock.now());

    const rest = told.length > 0 ? "failed" : "scheduled";
    assert.deepEqual(await statesOf(db, ids), ["failed", rest, rest], `before commit ${at}`);
    assert.deepEqual(await keysOf(db, ...traces), []);
  }
});

Deno.test("recordSteps() writes ends and a mark of one claim together, and leaves no trace of either", async () => {
  const clock = new FakeClock();
  const { db, ids, claim, mark, told } = await aWorkerAhead(clock, 3, 1);
  await using _ = db;
  const [first, ...others] = stepsOf(claim, done, clock.now());

  await recordSteps(db, [first!], clock.now(), { marks: [mark(3)] });
  await recordSteps(db, others, clock.now());

  assert.deepEqual(told, [3]);
  assert.deepEqual(await statesOf(db, ids), ["succeeded", "succeeded", "succeeded"]);
  assert.deepEqual(await keysOf(db, ...traces.slice(1)), []);
});
