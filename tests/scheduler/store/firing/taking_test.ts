import assert from "node:assert/strict";
import { isHeld } from "../../../../scheduler/model/execution.ts";
import type { CategoryId } from "../../../../scheduler/model/ids.ts";
import { minute, second } from "../../../../scheduler/model/time.ts";
import { sharedServerLimits } from "../../../../scheduler/store/kv/database.ts";
import { fireDue, type Taker } from "../../../../scheduler/store/firing/fire.ts";
import { leaseMs } from "../../../../scheduler/store/running/leases.ts";
import { recordSteps } from "../../../../scheduler/store/running/record_steps.ts";
import { aJob } from "../../../support/builders.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import { Room } from "../../../support/room.ts";
import {
  aLease,
  allExecutions,
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

async function withDue(count: number, limits = sharedServerLimits) {
  const clock = new FakeClock();
  const db = await seededDatabase(clock, limits);
  for (let i = 0; i < count; i++) await storedJob(db, aJob(clock.now(), { name: `job ${i}` }));
  return { db, clock };
}

Deno.test("fireDue() gives a worker as much as it has room for, and queues the rest", async () => {
  const { db, clock } = await withDue(50);
  await using _ = db;
  const room = new Room(await aLease(db, clock), 20);

  assert.equal(await fireDue(db, clock.now(), room), 50);

  assert.equal(room.taken.length, 20);
  for (const { id, claimId } of room.taken) {
    const stored = await executionAt(db, id);
    assert.ok(isHeld(stored) && stored.claimId === claimId && stored.attempt === 1);
  }
  assert.equal((await keysOf(db, "queue")).length, 30);
  assert.equal((await keysOf(db, "claim")).length, room.claimed.length);
  for (const claimed of room.claimed) {
    assert.deepEqual(await recordSteps(db, stepsOf(claimed, done, clock.now()), clock.now()), []);
  }
  assert.deepEqual(await keysOf(db, "claim"), []);
});

Deno.test("fireDue() queues what may not have a place yet, since another category waits for it", async () => {
  const { db, clock } = await withDue(20);
  await using _ = db;
  const room = new Room(await aLease(db, clock), 100);
  const taken = new Map<CategoryId, number>();
  const fair: Taker = {
    take(most) {
      const taking = room.take(most);
      return taking && {
        ...taking,
        admits: (category, more) => (taken.get(category) ?? 0) + more < 3,
        note: (category) => taken.set(category, (taken.get(category) ?? 0) + 1),
      };
    },
  };

  assert.equal(await fireDue(db, clock.now(), fair), 20);

  assert.equal(room.taken.length, 3);
  assert.equal((await keysOf(db, "queue")).length, 17);
});

Deno.test("fireDue() by several workers at once gives each fire to one of them", async () => {
  const { db, clock } = await withDue(60);
  await using _ = db;
  const rooms = await Promise.all([1, 2, 3].map(async () => new Room(await aLease(db, clock), 40)));

  const fired = await Promise.all(rooms.map((room) => fireDue(db, clock.now(), room)));

  assert.equal(fired.reduce((sum, n) => sum + n), 60);
  const taken = rooms.flatMap((room) => room.taken.map(({ id }) => id));
  assert.equal(new Set(taken).size, taken.length);
  assert.equal(taken.length + (await keysOf(db, "queue")).length, 60);
  assert.equal((await allExecutions(db)).length, 60);
});

Deno.test("fireDue() for a worker that was found lost gives it nothing, and queues all", async () => {
  const { db, clock } = await withDue(15);
  await using _ = db;
  const lease = await aLease(db, clock);
  clock.advance(leaseMs + second);
  await recoverSilent(db, clock.now());
  const room = new Room(lease, 100);

  assert.equal(await fireDue(db, clock.now(), room), 15);

  assert.deepEqual(room.taken, []);
  assert.equal((await keysOf(db, "queue")).length, 15);
  assert.deepEqual(await keysOf(db, "claim"), []);
});

Deno.test("fireDue() whose worker is found lost in between writes nothing as running", async () => {
  const { db, clock } = await withDue(5);
  await using _ = db;
  const room = new Room(await aLease(db, clock), 100);
  const late = interposed(db, () => recoverSilent(db, clock.now() + leaseMs + minute));

  assert.equal(await fireDue(late, clock.now(), room), 5);

  assert.deepEqual(room.taken, []);
  assert.equal((await keysOf(db, "queue")).length, 5);
});

Deno.test("fireDue() tells the worker when nobody knows whether it has what was fired", async () => {
  const { db, clock } = await withDue(5);
  await using _ = db;
  const room = new Room(await aLease(db, clock), 100);
  const shaky = disturbed(db, async (commit) => {
    await commit();
    throw new Error("the answer got lost for good");
  });

  await assert.rejects(fireDue(shaky, clock.now(), room), /could not be fired/);

  assert.deepEqual(room.dropped, ["unknown"]);
  assert.equal((await keysOf(db, "claim")).length, 1);
});
