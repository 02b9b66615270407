import assert from "node:assert/strict";
import { giveBack, type Held } from "../../../../scheduler/model/execution.ts";
import type { Job } from "../../../../scheduler/model/job.ts";
import { minute, second } from "../../../../scheduler/model/time.ts";
import { type Database, sharedServerLimits } from "../../../../scheduler/store/kv/database.ts";
import { fireDue } from "../../../../scheduler/store/firing/fire.ts";
import { stopExecution } from "../../../../scheduler/store/firing/stop.ts";
import { leaseMs } from "../../../../scheduler/store/running/leases.ts";
import { claimNext } from "../../../../scheduler/store/running/queue.ts";
import { isAnyReady } from "../../../../scheduler/store/running/ready.ts";
import { forgetStops, recordSteps } from "../../../../scheduler/store/running/record_steps.ts";
import { aJob } from "../../../support/builders.ts";
import { UnknownCommitError } from "../../../../scheduler/store/kv/faults/failures.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import {
  aLease,
  anAudit,
  broken,
  claimed,
  disturbed,
  done,
  executionAt,
  interposed,
  keysOf,
  recoverSilent,
  runNowAt,
  seededDatabase,
  stepsOf,
  storedJob,
} from "../../../support/store.ts";

/** A database with one job and executions of it that are ready. */
async function withReady(clock: FakeClock, count: number, job?: Parameters<typeof aJob>[1]) {
  const db = await seededDatabase(clock, sharedServerLimits);
  const stored = await storedJob(db, aJob(clock.now(), job));
  const ids = [];
  for (let i = 0; i < count; i++) {
    ids.push(await runNowAt(db, stored, clock.now()));
    clock.advance(1);
  }
  return { db, job: stored, ids };
}

function stop(db: Database, { id, job }: Held, now: number) {
  return stopExecution(db, id, "kim", anAudit(job as Job, "stopped", now), now);
}

Deno.test("claimNext() takes the oldest first, as many as were asked for", async () => {
  const clock = new FakeClock();
  const { db, ids } = await withReady(clock, 5);
  await using _ = db;

  const taken = await claimed(db, await aLease(db, clock), clock, 3);

  assert.deepEqual(taken.executions.map(({ id }) => id), ids.slice(0, 3));
  for (const { id } of taken.executions) assert.equal((await executionAt(db, id)).state, "running");
  assert.equal((await keysOf(db, "queue")).length, 2);
  assert.equal((await keysOf(db, "claim")).length, 1);
});

Deno.test("claimNext() leaves what is not ready before later", async () => {
  const clock = new FakeClock();
  const policy = { maxRetries: 1, retryDelaySeconds: 60 };
  const { db } = await withReady(clock, 1, { policy });
  await using _ = db;
  const lease = await aLease(db, clock);
  const taken = await claimed(db, lease, clock);
  await recordSteps(db, stepsOf(taken, broken, clock.now()), clock.now());

  assert.equal(await isAnyReady(db, clock.now()), false);
  assert.deepEqual((await claimed(db, lease, clock)).executions, []);
  clock.advance(30 * second);

  assert.equal(await isAnyReady(db, clock.now()), true);
  assert.equal((await claimed(db, lease, clock)).executions[0]?.attempt, 2);
});

Deno.test("claimNext() by many workers gives each execution to one", async () => {
  const clock = new FakeClock();
  const { db, ids } = await withReady(clock, 40);
  await using _ = db;
  const workers = await Promise.all([1, 2, 3, 4].map(() => aLease(db, clock)));

  const taken = await Promise.all(workers.map(async (lease) => {
    const mine: string[] = [];
    while (await isAnyReady(db, clock.now())) {
      const claim = await claimNext(db, lease, 7, clock.now());
      mine.push(...claim?.executions.map(({ id }) => id) ?? []);
    }
    return mine;
  }));

  assert.deepEqual(taken.flat().toSorted(), ids);
  assert.deepEqual(await keysOf(db, "queue"), []);
});

Deno.test("claimNext() of a worker that was found lost takes nothing", async () => {
  const clock = new FakeClock();
  const { db } = await withReady(clock, 1);
  await using _ = db;
  const lease = await aLease(db, clock);
  clock.advance(leaseMs + second);
  await recoverSilent(db, clock.now());

  assert.equal(await claimNext(db, lease, 9, clock.now()), undefined);

  assert.deepEqual(await keysOf(db, "claim"), []);
});

Deno.test("claimNext() drops a queue entry whose execution is gone", async () => {
  const clock = new FakeClock();
  const { db, ids } = await withReady(clock, 2);
  await using _ = db;
  await db.kv.delete(["execution", ids[0]!]);

  const taken = await claimed(db, await aLease(db, clock), clock);

  assert.deepEqual(taken.executions.map(({ id }) => id), [ids[1]]);
  assert.deepEqual(await keysOf(db, "queue"), []);
});

Deno.test("claimNext() takes large executions in parts that fit a commit", async () => {
  const clock = new FakeClock();
  const { db } = await withReady(clock, 30, { pubArgs: ["x".repeat(15_000)] });
  await using _ = db;
  Object.assign(db, { limits: { ...sharedServerLimits, checks: 100, bytes: 100_000 } });
  const lease = await aLease(db, clock);

  let count = 0;
  while (await isAnyReady(db, clock.now())) {
    const { executions } = await claimed(db, lease, clock, 30);
    assert.ok(executions.length > 0);
    count += executions.length;
  }

  assert.equal(count, 30);
});

Deno.test("recordSteps() writes the ends, and the claim goes with the last", async () => {
  const clock = new FakeClock();
  const { db } = await withReady(clock, 3);
  await using _ = db;
  const taken = await claimed(db, await aLease(db, clock), clock);
  const [first, second, third] = stepsOf(taken, done, clock.now());

  await recordSteps(db, [first!, second!], clock.now());
  const between = await keysOf(db, "claim");
  await recordSteps(db, [third!], clock.now());

  assert.equal(between.length, 1);
  assert.deepEqual(await keysOf(db, "claim"), []);
  for (const { id } of taken.executions) {
    const ended = await executionAt(db, id);
    assert.deepEqual([ended.state, "result" in ended && ended.result], ["succeeded", "done"]);
  }
});

Deno.test("recordSteps() writes more steps than one commit takes", async () => {
  const clock = new FakeClock();
  const { db } = await withReady(clock, 30, { policy: { maxRetries: 1 } });
  await using _ = db;
  const lease = await aLease(db, clock);
  const claims = [];
  while (await isAnyReady(db, clock.now())) claims.push(await claimed(db, lease, clock));
  const outcomes = [done, broken];
  const steps = claims.flatMap((claim, i) => stepsOf(claim, outcomes[i % 2]!, clock.now()));

  assert.deepEqual(await recordSteps(db, steps, clock.now()), []);

  assert.deepEqual(await keysOf(db, "claim"), []);
  const again = claims.filter((_, i) => i % 2 === 1).flatMap(({ executions }) => executions);
  assert.equal((await keysOf(db, "queue")).length, again.length);
});

Deno.test("recordSteps() is refused when the claim is gone, and writes nothing", async () => {
  const clock = new FakeClock();
  const { db, ids } = await withReady(clock, 2, {
    policy: { maxRetries: 1, retryDelaySeconds: 0 },
  });
  await using _ = db;
  const zombie = await claimed(db, await aLease(db, clock), clock);
  clock.advance(leaseMs + second);
  await recoverSilent(db, clock.now());
  const taken = await claimed(db, await aLease(db, clock), clock);
  const before = await Promise.all(ids.map((id) => executionAt(db, id)));

  for (const outcome of [done, broken]) {
    const steps = stepsOf(zombie, outcome, clock.now());
    assert.deepEqual(await recordSteps(db, steps, clock.now()), steps);
  }

  assert.deepEqual(await Promise.all(ids.map((id) => executionAt(db, id))), before);
  await recordSteps(db, stepsOf(taken, done, clock.now()), clock.now());
  assert.deepEqual(await keysOf(db, "queue", "claim"), []);
});

Deno.test("recordSteps() does not lose a wish to stop that came in between", async () => {
  const clock = new FakeClock();
  const { db, ids } = await withReady(clock, 1, { policy: { maxRetries: 3 } });
  await using _ = db;
  const taken = await claimed(db, await aLease(db, clock), clock);
  const [running] = taken.executions;
  const late = interposed(db, () => stop(db, running!, clock.now()));

  const steps = stepsOf(taken, broken, clock.now());
  assert.deepEqual(await recordSteps(late, steps, clock.now()), []);
  await forgetStops(db, steps, clock.now());

  assert.equal((await executionAt(db, ids[0]!)).state, "stopped");
  assert.deepEqual(await keysOf(db, "queue", "claim", "stop"), []);
});

Deno.test("forgetStops() leaves no wish to stop behind when the run was over before it", async () => {
  const clock = new FakeClock();
  const { db, ids } = await withReady(clock, 1);
  await using _ = db;
  const taken = await claimed(db, await aLease(db, clock), clock);
  const late = interposed(db, () => stop(db, taken.executions[0]!, clock.now()));

  const steps = stepsOf(taken, done, clock.now());
  await recordSteps(late, steps, clock.now());
  await forgetStops(db, steps, clock.now());

  assert.equal((await executionAt(db, ids[0]!)).state, "succeeded");
  assert.deepEqual(await keysOf(db, "queue", "claim", "stop"), []);
});

Deno.test("forgetStops() leaves the wish to stop what the same worker has again, after a retry", async () => {
  const clock = new FakeClock();
  const { db, ids } = await withReady(clock, 2, { policy: { maxRetries: 3 } });
  await using _ = db;
  const lease = await aLease(db, clock);
  const taken = await claimed(db, lease, clock);
  const [first] = stepsOf(taken, broken, clock.now());
  await recordSteps(db, [first!], clock.now());
  clock.advance(minute);
  const again = await claimed(db, lease, clock);
  await stop(db, again.executions[0]!, clock.now());

  await forgetStops(db, [first!], clock.now());

  assert.equal((await executionAt(db, ids[0]!)).state, "stopping");
  assert.equal((await keysOf(db, "stop")).length, 1);
});

Deno.test("recordSteps() asked again after it happened does not take from who has it now", async () => {
  const clock = new FakeClock();
  const { db, ids } = await withReady(clock, 2, {
    policy: { maxRetries: 5, retryDelaySeconds: 0 },
  });
  await using _ = db;
  const taken = await claimed(db, await aLease(db, clock), clock);
  const [first] = stepsOf(taken, broken, clock.now(), taken.executions.slice(0, 1));
  await recordSteps(db, [first!], clock.now());
  const other = await claimed(db, await aLease(db, clock), clock);
  const before = await executionAt(db, ids[0]!);

  const refused = await recordSteps(db, [first!], clock.now());

  assert.deepEqual(refused, [first]);
  assert.equal(before.state, "running");
  assert.deepEqual(await executionAt(db, ids[0]!), before);
  assert.deepEqual(await keysOf(db, "queue"), []);
  await recordSteps(db, stepsOf(other, done, clock.now()), clock.now());
  assert.equal((await executionAt(db, ids[0]!)).state, "succeeded");
});

Deno.test("recordSteps() asked again after an answer that did not come refuses nothing that it wrote", async () => {
  const clock = new FakeClock();
  const { db, ids } = await withReady(clock, 3, { policy: { maxRetries: 1 } });
  await using _ = db;
  const taken = await claimed(db, await aLease(db, clock), clock);
  const [first, second, third] = taken.executions;
  const steps = [
    ...stepsOf(taken, done, clock.now(), [first!]),
    ...stepsOf(taken, broken, clock.now(), [second!]),
    ...stepsOf(taken, done, clock.now(), [third!]).map((step) => ({ ...step, isLast: true })),
  ];
  const silent = disturbed(db, async (commit) => {
    await commit();
    throw new Error("the answer got lost for good");
  });
  await assert.rejects(recordSteps(silent, steps, clock.now()), UnknownCommitError);
  const before = await Promise.all(ids.map((id) => executionAt(db, id)));

  const refused = await recordSteps(db, steps, clock.now(), { mayBeWritten: true });

  assert.deepEqual(refused, []);
  assert.deepEqual(await Promise.all(ids.map((id) => executionAt(db, id))), before);
  assert.deepEqual(before.map(({ state }) => state), ["succeeded", "scheduled", "succeeded"]);
});

Deno.test("recordSteps() gives back to the queue at once", async () => {
  const clock = new FakeClock();
  const { db, ids } = await withReady(clock, 1);
  await using _ = db;
  const taken = await claimed(db, await aLease(db, clock), clock);
  const [step] = stepsOf(taken, done, clock.now());
  const next = (held: Held) => giveBack(held, clock.now());

  await recordSteps(db, [{ ...step!, next }], clock.now());

  const [again] = (await claimed(db, await aLease(db, clock), clock)).executions;
  assert.deepEqual([again?.id, again?.attempt], [ids[0], 1]);
});

Deno.test("recordSteps() whose answers get lost writes each end once", async () => {
  const clock = new FakeClock();
  const { db, ids } = await withReady(clock, 8, { policy: { maxRetries: 1 } });
  await using _ = db;
  const taken = await claimed(db, await aLease(db, clock), clock);
  const calls = new Map<unknown, number>();
  const shaky = disturbed(db, async (commit) => {
    const result = await commit();
    calls.set(commit, (calls.get(commit) ?? 0) + 1);
    if (calls.size % 2 === 1) throw new Error("the operation timed out");
    return result;
  });

  const steps = stepsOf(taken, broken, clock.now());
  assert.deepEqual(await recordSteps(shaky, steps, clock.now()), []);

  for (const id of ids) {
    const execution = await executionAt(db, id);
    assert.deepEqual([execution.state, execution.attempts.length], ["scheduled", 1]);
  }
  assert.equal((await keysOf(db, "queue")).length, 8);
  assert.deepEqual(await keysOf(db, "claim"), []);
});

Deno.test("a fired execution goes its whole way and leaves only its records", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  await storedJob(db, aJob(clock.now()));
  await fireDue(db, clock.now());
  const taken = await claimed(db, await aLease(db, clock), clock);
  clock.advance(minute / 2);

  await recordSteps(db, stepsOf(taken, done, clock.now()), clock.now());

  const ended = await executionAt(db, taken.executions[0]!.id);
  assert.ok("endedAt" in ended);
  assert.equal(ended.endedAt, clock.now());
  assert.deepEqual(await keysOf(db, "queue", "claim", "stop", "waiting"), []);
});
