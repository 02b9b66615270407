import assert from "node:assert/strict";
import { type ClaimId, newId } from "../../../../scheduler/model/ids.ts";
import { minute } from "../../../../scheduler/model/time.ts";
import type { Database } from "../../../../scheduler/store/kv/database.ts";
import { runNow, type RunOptions } from "../../../../scheduler/store/firing/run_now.ts";
import type { Taking } from "../../../../scheduler/store/firing/taking.ts";
import { type Lease, leaseMs } from "../../../../scheduler/store/running/leases.ts";
import type { Claimed } from "../../../../scheduler/store/running/queue.ts";
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
  seededDatabase,
  stepsOf,
  storedJob,
} from "../../../support/store.ts";

/** A worker with one place, which notes what it is told. */
class Place {
  readonly claimed: Claimed[] = [];
  readonly dropped: string[] = [];
  readonly #lease: Lease;

  constructor(lease: Lease) {
    this.#lease = lease;
  }

  readonly take = (): Promise<Taking | undefined> => {
    if (this.claimed.length > 0 || this.dropped.includes("lost")) return Promise.resolve(undefined);
    return Promise.resolve({
      lease: this.#lease,
      claimId: newId<ClaimId>(0),
      room: 1,
      starting: 1,
      taken: (claimed) => void this.claimed.push(claimed),
      dropped: (why) => void this.dropped.push(why),
    });
  };
}

async function aPlace(maxInstances = 3) {
  const clock = new FakeClock();
  const db = await seededDatabase(clock);
  const job = await storedJob(db, aJob(clock.now(), { policy: { maxInstances } }));
  const place = new Place(await aLease(db, clock));
  const run = (more: RunOptions = {}, on: Database = db) => {
    const now = clock.now();
    return runNow(on, job.id, (job) => anAudit(job, "custom_run", now), now, {
      takePlace: place.take,
      ...more,
    });
  };
  return { clock, db, place, run };
}

Deno.test("runNow() gives a run to the worker with a place, and queues the next one", async () => {
  const { clock, db, place, run } = await aPlace();
  await using _ = db;

  const first = await run();
  const second = await run();

  assert.equal(first?.state, "running");
  assert.equal(second?.state, "scheduled");
  const [taken] = place.claimed;
  assert.ok(taken !== undefined);
  assert.deepEqual(taken.executions.map(({ id }) => id), [first.id]);
  assert.equal((await keysOf(db, "queue")).length, 1);
  assert.deepEqual(await recordSteps(db, stepsOf(taken, done, clock.now()), clock.now()), []);
  assert.equal((await executionAt(db, first.id)).state, "succeeded");
  assert.deepEqual(await keysOf(db, "claim"), []);
});

Deno.test("runNow() without a free instance leaves the place free, and the run waits", async () => {
  const { clock, db, place, run } = await aPlace(1);
  await using _ = db;
  await run({ takePlace: () => Promise.resolve(undefined) });
  await claimed(db, await aLease(db, clock), clock);

  const waits = await run();

  assert.ok(waits?.state === "scheduled" && waits.readyAt === undefined);
  assert.deepEqual([place.claimed, place.dropped], [[], ["unused"]]);
});

Deno.test("runNow() for later takes no place", async () => {
  const { clock, db, place, run } = await aPlace();
  await using _ = db;

  const later = await run({ request: () => ({ runAt: clock.now() + minute }) });

  assert.equal(later?.state, "scheduled");
  assert.deepEqual([place.claimed, place.dropped], [[], []]);
});

Deno.test("runNow() that fails before its commit gives the place back", async () => {
  const { db, place, run } = await aPlace();
  await using _ = db;

  await assert.rejects(run({ also: () => Promise.reject(new Error("answered already")) }));

  assert.deepEqual([place.claimed, place.dropped], [[], ["unused"]]);
  assert.deepEqual(await keysOf(db, "execution", "claim", "queue"), []);
});

Deno.test("a taken run whose worker is lost right after is recovered as any claimed one", async () => {
  const { clock, db, run } = await aPlace();
  await using _ = db;
  const taken = await run();
  assert.ok(taken !== undefined);
  clock.advance(leaseMs + minute);

  assert.deepEqual(await recoverSilent(db, clock.now()), [taken.id]);

  assert.notEqual((await executionAt(db, taken.id)).state, "running");
  assert.deepEqual(await keysOf(db, "claim"), []);
});

Deno.test("runNow() whose worker is found lost in between queues the run", async () => {
  const { clock, db, place, run } = await aPlace();
  await using _ = db;
  const late = interposed(db, () => recoverSilent(db, clock.now() + leaseMs + minute));

  assert.equal((await run({}, late))?.state, "scheduled");

  assert.deepEqual([place.claimed, place.dropped], [[], ["lost"]]);
  assert.equal((await keysOf(db, "queue")).length, 1);
  assert.deepEqual(await keysOf(db, "claim"), []);
});

Deno.test("runNow() tells the worker when nobody knows whether it has the run", async () => {
  const { db, place, run } = await aPlace();
  await using _ = db;
  const shaky = disturbed(db, async (commit) => {
    await commit();
    throw new Error("the answer got lost for good");
  });

  await assert.rejects(run({}, shaky));

  assert.deepEqual([place.claimed, place.dropped], [[], ["unknown"]]);
});
