import assert from "node:assert/strict";
import type { Held } from "../../../../scheduler/model/execution.ts";
import type { Job } from "../../../../scheduler/model/job.ts";
import {
  type CommitLimits,
  type Database,
  sharedServerLimits,
} from "../../../../scheduler/store/kv/database.ts";
import { stopExecution } from "../../../../scheduler/store/firing/stop.ts";
import {
  endLease,
  type Lease,
  leaseMs,
  recoverLost,
  renewLease,
} from "../../../../scheduler/store/running/leases.ts";
import { LeaseWatch } from "../../../../scheduler/store/running/lease_watch.ts";
import { claimNext } from "../../../../scheduler/store/running/queue.ts";
import { recordSteps } from "../../../../scheduler/store/running/record_steps.ts";
import { aJob } from "../../../support/builders.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import {
  aLease,
  anAudit,
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

interface Given {
  readonly count?: number;
  readonly maxRetries?: number;
  readonly limits?: CommitLimits;
  readonly bytes?: number;
}

/** A worker that has claimed some executions. */
async function aBusyWorker(clock: FakeClock, given: Given = {}) {
  const { count = 1, maxRetries = 0, limits = sharedServerLimits, bytes = 0 } = given;
  const db = await seededDatabase(clock, limits);
  const policy = { maxRetries, retryDelaySeconds: 0, maxInstances: 100 };
  const pubArgs = ["x".repeat(bytes)];
  const job = await storedJob(db, aJob(clock.now(), { policy, pubArgs }));
  const ids = [];
  for (let i = 0; i < count; i++) ids.push(await runNowAt(db, job, clock.now()));
  const lease = await aLease(db, clock);
  const claim = await claimed(db, lease, clock, count);
  assert.equal(claim.executions.length, count);
  return { db, job, ids, lease, claim };
}

function renew(db: Database, lease: Lease, now: number) {
  return renewLease(db, lease, now);
}

function stop(db: Database, { id, job }: Held, now: number) {
  return stopExecution(db, id, "kim", anAudit(job as Job, "stopped", now), now);
}

const traces = ["worker", "claim", "stop"];

Deno.test("recoverLost() leaves a worker alone whose lease runs", async () => {
  const clock = new FakeClock();
  const { db, ids, lease } = await aBusyWorker(clock);
  await using _ = db;
  const watch = new LeaseWatch(() => clock.elapsed());
  assert.deepEqual(await recoverLost(db, watch, clock.now()), []);
  clock.advance(leaseMs - 1);

  assert.deepEqual(await recoverLost(db, watch, clock.now()), []);
  assert.ok(await renew(db, lease, clock.now()));
  assert.deepEqual(await recoverLost(db, watch, clock.now()), []);
  clock.advance(leaseMs - 1);

  assert.deepEqual(await recoverLost(db, watch, clock.now()), []);
  assert.equal((await executionAt(db, ids[0]!)).state, "running");
  clock.advance(1);
  assert.deepEqual(await recoverLost(db, watch, clock.now()), ids);
});

Deno.test("recoverLost() queues again while retries are left", async () => {
  const clock = new FakeClock();
  const { db, ids } = await aBusyWorker(clock, { maxRetries: 1 });
  await using _ = db;
  clock.advance(leaseMs + 1);

  assert.deepEqual(await recoverSilent(db, clock.now()), ids);

  const again = await executionAt(db, ids[0]!);
  assert.equal(again.state, "scheduled");
  assert.equal(again.attempts[0]?.outcome, "worker lost");
  assert.equal((await keysOf(db, "queue")).length, 1);
  assert.deepEqual(await keysOf(db, ...traces), []);
});

Deno.test("recoverLost() ends as failed what has no retries left, and says that the worker was lost", async () => {
  const clock = new FakeClock();
  const { db, ids } = await aBusyWorker(clock);
  await using _ = db;
  clock.advance(leaseMs + 1);

  await recoverSilent(db, clock.now());

  const ended = await executionAt(db, ids[0]!);
  assert.equal(ended.state, "failed");
  assert.match(ended.description, /worker \(host, pid 1\) was lost/);
  assert.deepEqual(await keysOf(db, "queue", ...traces), []);
});

Deno.test("recoverLost() ends as stopped what was to stop", async () => {
  const clock = new FakeClock();
  const { db, ids, claim } = await aBusyWorker(clock, { maxRetries: 3 });
  await using _ = db;
  await stop(db, claim.executions[0]!, clock.now());
  clock.advance(leaseMs + 1);

  await recoverSilent(db, clock.now());

  assert.equal((await executionAt(db, ids[0]!)).state, "stopped");
  assert.deepEqual(await keysOf(db, "queue", ...traces), []);
});

Deno.test("recoverLost() takes nothing from a worker that renews its lease in between", async () => {
  const clock = new FakeClock();
  const { db, ids, lease, claim } = await aBusyWorker(clock, { count: 3, maxRetries: 1 });
  await using _ = db;
  clock.advance(leaseMs + 1);
  const late = interposed(db, () => renew(db, lease, clock.now()));

  assert.deepEqual(await recoverSilent(late, clock.now()), []);

  for (const id of ids) assert.equal((await executionAt(db, id)).state, "running");
  assert.deepEqual(await recordSteps(db, stepsOf(claim, done, clock.now()), clock.now()), []);
});

Deno.test("recoverLost() by several at once takes each execution once", async () => {
  const clock = new FakeClock();
  const { db, ids } = await aBusyWorker(clock, { count: 9, maxRetries: 5 });
  await using _ = db;
  clock.advance(leaseMs + 1);

  await Promise.all([1, 2, 3].map(() => recoverSilent(db, clock.now())));
  await recoverSilent(db, clock.now());

  for (const id of ids) assert.equal((await executionAt(db, id)).attempts.length, 1);
  assert.equal((await keysOf(db, "queue")).length, 9);
  assert.deepEqual(await keysOf(db, ...traces), []);
});

Deno.test("recoverLost() that crashes in the middle is finished by the next sweep", async () => {
  for (let crashAt = 0; crashAt < 6; crashAt++) {
    const clock = new FakeClock();
    const { db, ids, claim } = await aBusyWorker(clock, {
      count: 9,
      maxRetries: 5,
      bytes: 15_000,
      limits: { ...sharedServerLimits, bytes: 60_000, checks: 100 },
    }).catch(() => aBusyWorker(clock, { count: 9, maxRetries: 5 }));
    await using _ = db;
    clock.advance(leaseMs + 1);
    let commits = 0;
    const crashing = disturbed(
      db,
      (commit) => commits++ < crashAt ? commit() : Promise.reject(new TypeError("crash")),
    );

    await recoverSilent(crashing, clock.now()).catch(() => {});
    const zombie = await recordSteps(db, stepsOf(claim, done, clock.now()), clock.now());
    await recoverSilent(db, clock.now());

    const ended = claim.executions.length - zombie.length;
    let succeeded = 0;
    for (const id of ids) {
      const execution = await executionAt(db, id);
      if (execution.state === "succeeded") succeeded++;
      else {
        assert.equal(execution.state, "scheduled");
        assert.equal(execution.attempts.length, 1, `crash at ${crashAt}`);
      }
    }
    assert.equal(succeeded, ended, `crash at ${crashAt}`);
    assert.equal((await keysOf(db, "queue")).length, 9 - succeeded);
    assert.deepEqual(await keysOf(db, ...traces), []);
  }
});

Deno.test("recoverLost() does not overwrite an end that the worker wrote in between", async () => {
  for (let at = 0; at < 3; at++) {
    const clock = new FakeClock();
    const { db, ids, claim } = await aBusyWorker(clock, { count: 2, maxRetries: 1 });
    await using _ = db;
    clock.advance(leaseMs + 1);
    const first = claim.executions.slice(0, 1);
    let commits = 0;
    let refused: unknown[] = [];
    const late = disturbed(db, async (commit) => {
      if (commits++ === at) {
        const steps = stepsOf(claim, done, clock.now(), first);
        refused = await recordSteps(db, steps, clock.now());
      }
      return await commit();
    });

    await recoverSilent(late, clock.now());
    await recoverSilent(db, clock.now());

    const wrote = commits > at && refused.length === 0;
    const execution = await executionAt(db, ids[0]!);
    assert.equal(execution.state, wrote ? "succeeded" : "scheduled", `before commit ${at}`);
    assert.equal((await executionAt(db, ids[1]!)).state, "scheduled");
    assert.equal((await keysOf(db, "queue")).length, wrote ? 1 : 2);
    assert.deepEqual(await keysOf(db, ...traces), []);
  }
});

Deno.test("recoverLost() does not lose a wish to stop that came in between", async () => {
  for (let at = 0; at < 3; at++) {
    const clock = new FakeClock();
    const { db, ids, claim } = await aBusyWorker(clock, { maxRetries: 3 });
    await using _ = db;
    clock.advance(leaseMs + 1);
    let commits = 0;
    let told: string | undefined;
    const late = disturbed(db, async (commit) => {
      if (commits++ === at) told = (await stop(db, claim.executions[0]!, clock.now()))?.state;
      return await commit();
    });

    await recoverSilent(late, clock.now());
    await recoverSilent(db, clock.now());

    const { state } = await executionAt(db, ids[0]!);
    assert.equal(state, told === undefined ? "scheduled" : "stopped", `before commit ${at}`);
    assert.deepEqual(await keysOf(db, ...traces), []);
  }
});

Deno.test("recoverLost() leaves nothing behind of a worker that claims in between", async () => {
  for (let at = 0; at < 4; at++) {
    const clock = new FakeClock();
    const { db, job, ids, lease } = await aBusyWorker(clock, { maxRetries: 1 });
    await using _ = db;
    const more = await runNowAt(db, job, clock.now());
    clock.advance(leaseMs + 1);
    let commits = 0;
    const late = disturbed(db, async (commit) => {
      if (commits++ === at) await claimNext(db, lease, 1, clock.now());
      return await commit();
    });

    await recoverSilent(late, clock.now());
    clock.advance(leaseMs + 1);
    await recoverSilent(db, clock.now());

    for (const id of [...ids, more]) {
      assert.equal((await executionAt(db, id)).state, "scheduled", `before commit ${at}`);
    }
    assert.equal((await keysOf(db, "queue")).length, 2);
    assert.deepEqual(await keysOf(db, ...traces), []);
  }
});

Deno.test("renewLease() of a worker that was found lost answers nothing", async () => {
  const clock = new FakeClock();
  const { db, lease } = await aBusyWorker(clock);
  await using _ = db;
  clock.advance(leaseMs + 1);
  await recoverSilent(db, clock.now());

  assert.equal(await renew(db, lease, clock.now()), undefined);
  assert.deepEqual(await keysOf(db, "worker"), []);
});

Deno.test("endLease() leaves no key of a worker without claims", async () => {
  const clock = new FakeClock();
  const { db, lease, claim } = await aBusyWorker(clock);
  await using _ = db;
  await recordSteps(db, stepsOf(claim, done, clock.now()), clock.now());

  await endLease(db, lease, clock.now());

  assert.deepEqual(await keysOf(db, ...traces), []);
});

Deno.test("endLease() with a claim that is still open leaves it to be found", async () => {
  const clock = new FakeClock();
  const { db, ids, lease } = await aBusyWorker(clock);
  await using _ = db;

  await endLease(db, lease, clock.now());
  clock.advance(leaseMs + 1);
  await recoverSilent(db, clock.now());

  assert.equal((await executionAt(db, ids[0]!)).state, "failed");
  assert.deepEqual(await keysOf(db, ...traces), []);
});
