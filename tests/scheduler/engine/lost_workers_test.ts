import assert from "node:assert/strict";
import { minute, second } from "../../../scheduler/model/time.ts";
import { leaseMs } from "../../../scheduler/store/running/leases.ts";
import { disturbed, executionAt, keysOf, recoverSilent } from "../../support/store.ts";
import { aWorld, ended, until, untilAborted } from "../../support/world.ts";

const traces = ["queue", "claim", "stop", "waiting"];

Deno.test("a worker that lost its lease aborts what it runs and writes nothing", async () => {
  await using world = await aWorld();
  const { db, clock } = world;
  const aborted: string[] = [];
  const gate = Promise.withResolvers<string>();
  const polite = await world.runNow(async (context) => {
    await untilAborted(context).catch(() => aborted.push("polite"));
  }, { maxRetries: 1, retryDelaySeconds: 0 });
  const deaf = await world.runNow(() => gate.promise, { maxRetries: 1, retryDelaySeconds: 0 });
  const zombie = world.engine();
  const draining = zombie.drain();
  await until(async () => (await keysOf(db, "claim")).length > 0);
  await until(async () => (await executionAt(db, deaf)).state === "running");
  clock.advance(leaseMs + second);
  await recoverSilent(db, clock.now());
  await world.db.kv.delete(["queue", 1, clock.now(), polite]);
  await world.db.kv.delete(["queue", 1, clock.now(), deaf]);
  const taken = await Promise.all([polite, deaf].map((id) => executionAt(db, id)));

  await zombie.tick();
  await until(() => aborted.length === 1);
  await draining;
  gate.resolve("late");
  await gate.promise;
  await zombie.stop();

  assert.deepEqual(taken.map(({ state }) => state), ["scheduled", "scheduled"]);
  assert.deepEqual(await Promise.all([polite, deaf].map((id) => executionAt(db, id))), taken);
  assert.ok(world.logged.some((line) => line.includes("the lease was lost")));
});

Deno.test("tick() recovers what a lost worker had, and it runs again", async () => {
  await using world = await aWorld();
  const { db, clock } = world;
  let runs = 0;
  const id = await world.runNow(({ attempt }) => {
    runs++;
    return `attempt ${attempt}`;
  }, { maxRetries: 1, retryDelaySeconds: 0 });
  await db.kv.set(["worker", "0".repeat(32)], {
    hostname: "gone",
    pid: 9,
    startedAt: 0,
    leaseUntil: clock.now() + leaseMs,
  });
  const queued = await executionAt(db, id);
  const held = { workerId: "0".repeat(32), claimId: "1".repeat(32), hostname: "gone", pid: 9 };
  const { readyAt: _, ...rest } = queued as typeof queued & { readyAt?: number };
  const running = { ...rest, ...held, state: "running", attempt: 1, startedAt: clock.now() };
  await db.kv.set(["execution", id], running);
  await db.kv.delete(["queue", 1, clock.now(), id]);
  await db.kv.set(["claim", "0".repeat(32), "1".repeat(32)], { executionIds: [id] });
  const engine = world.engine();
  await engine.tick();
  clock.advance(leaseMs + 1);

  await engine.tick();
  await engine.drain();

  assert.equal((await ended(db, id)).result, "attempt 2");
  assert.equal(runs, 1);
});

Deno.test("tick() does not take a jump of the clock for lost workers", async () => {
  await using world = await aWorld();
  const { db, clock } = world;
  const gate = Promise.withResolvers<string>();
  const id = await world.runNow(() => gate.promise);
  const [busy, other] = [world.engine(), world.engine()];
  const draining = busy.drain();
  await until(async () => (await executionAt(db, id)).state === "running");

  clock.jump(60 * minute);
  await Promise.all([other.tick(), busy.tick()]);
  assert.equal((await executionAt(db, id)).state, "running");
  gate.resolve("done");
  await draining;

  assert.equal((await ended(db, id)).state, "succeeded");
});

Deno.test("a claim whose answer got lost is given back, and runs", async () => {
  await using world = await aWorld();
  const { db } = world;
  const id = await world.runNow(({ attempt }) => `attempt ${attempt}`);
  let isLost = false;
  const shaky = disturbed(db, async (commit) => {
    const result = await commit();
    if (!isLost && (await keysOf(db, "claim")).length > 0) {
      isLost = true;
      throw new Error("the answer got lost for good");
    }
    return result;
  });
  const engine = world.engine({ db: shaky });

  await engine.drain();
  assert.ok(isLost);
  await engine.drain();

  assert.equal((await ended(db, id)).result, "attempt 1");
  assert.deepEqual(await keysOf(db, ...traces), []);
});

Deno.test("two renewals of a lease at once do not make it look lost", async () => {
  await using world = await aWorld();
  const { db, clock } = world;
  let isLate = false;
  const slow = disturbed(db, async (commit) => {
    const result = await commit();
    if (isLate) {
      // The first answer comes after the second.
      isLate = false;
      await new Promise((done) => setTimeout(done, 30));
    }
    return result;
  });
  const gate = Promise.withResolvers<string>();
  const id = await world.runNow(() => gate.promise);
  const engine = world.engine({ db: slow });
  const draining = engine.drain();
  await until(async () => (await executionAt(db, id)).state === "running");
  clock.advance(leaseMs - second);
  isLate = true;

  const another = engine.drain();
  await engine.tick();
  gate.resolve("done");
  await Promise.all([draining, another]);

  assert.equal((await ended(db, id)).state, "succeeded");
  assert.ok(!world.logged.some((line) => line.includes("the lease was lost")));
});
