import assert from "node:assert/strict";
import { type LeaseHolder, LeaseKeeper } from "../../../scheduler/engine/lease_keeper.ts";
import { createLogger } from "../../../scheduler/log.ts";
import type { WorkerId } from "../../../scheduler/model/ids.ts";
import { second } from "../../../scheduler/model/time.ts";
import type { Database } from "../../../scheduler/store/kv/database.ts";
import { keys } from "../../../scheduler/store/kv/keys.ts";
import { LeaseWatch } from "../../../scheduler/store/running/lease_watch.ts";
import { leaseMs, recoverLost } from "../../../scheduler/store/running/leases.ts";
import { claimNext } from "../../../scheduler/store/running/queue.ts";
import { aJob } from "../../support/builders.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import {
  executionAt,
  freezable,
  recoverSilent,
  runNowAt,
  seededDatabase,
  storedJob,
} from "../../support/store.ts";
import { aWorld, ended, until, untilAborted } from "../../support/world.ts";

function keeperOf(db: Database, clock: FakeClock) {
  const lost = { count: 0 };
  const holder: LeaseHolder = { isIdle: () => false, leaseLost: () => lost.count++ };
  const log = createLogger({ clock, write: () => {} });
  const given = { db, clock, log, hostname: "host", pid: 1, elapsed: () => clock.elapsed() };
  return { keeper: new LeaseKeeper(given, holder), lost };
}

async function versionOf(db: Database, id: WorkerId) {
  return (await db.get(keys.worker.at(id))).versionstamp;
}

Deno.test("a renewal that was given up and landed does not make the lease look lost", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  await runNowAt(db, await storedJob(db, aJob(clock.now())), clock.now());
  const { server, freeze, thaw } = freezable(db, 100);
  const { keeper, lost } = keeperOf(server, clock);
  const lease = await keeper.have();
  assert.ok(lease !== undefined);

  clock.advance(8 * second);
  freeze();
  await keeper.renew();
  assert.ok(keeper.isUnsure);
  clock.advance(12 * second);
  thaw();
  await until(async () => await versionOf(db, lease.workerId) !== lease.entry.versionstamp);
  const again = await keeper.have();

  assert.equal(lost.count, 0);
  assert.equal(again?.workerId, lease.workerId);
  assert.equal(again?.entry.versionstamp, await versionOf(db, lease.workerId));
  assert.equal((await claimNext(db, again!, 1, clock.now()))?.executions.length, 1);
  await keeper.leave();
});

Deno.test("a worker whose own record was spoilt writes it anew with its next heartbeat, and keeps what it claimed", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  await runNowAt(db, await storedJob(db, aJob(clock.now())), clock.now());
  const { keeper, lost } = keeperOf(db, clock);
  const lease = await keeper.have();
  assert.ok(lease !== undefined);
  assert.equal((await claimNext(db, lease, 1, clock.now()))?.executions.length, 1);
  const watch = new LeaseWatch(() => clock.elapsed());

  await db.kv.set(keys.worker.at(lease.workerId).parts, { hostname: 7 });
  const recovered = await recoverLost(db, watch, clock.now());
  clock.advance(leaseMs - second);
  await keeper.renew();
  clock.advance(2 * second);
  recovered.push(...await recoverLost(db, watch, clock.now()));

  assert.deepEqual([lost.count, recovered], [0, []]);
  assert.equal((await db.get(keys.worker.at(lease.workerId))).value?.hostname, "host");
  assert.deepEqual([keeper.isUnsure, db.unreadable.count], [false, 0]);
  await keeper.leave();
});

Deno.test("a lease that cannot be renewed for its length is given up, whatever the wall clock says", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const { server, freeze, thaw } = freezable(db, 100);
  const { keeper, lost } = keeperOf(server, clock);
  await keeper.have();
  freeze();

  clock.advance(leaseMs - 1);
  clock.jump(-3600 * second);
  await keeper.renew();
  assert.deepEqual([lost.count, keeper.lease === undefined], [0, false]);
  clock.advance(1);
  await keeper.renew();

  assert.deepEqual([lost.count, keeper.lease], [1, undefined]);
  thaw();
});

Deno.test("a lease that another process has ended is lost, also after a renewal without an answer", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const { server, freeze, thaw } = freezable(db, 100);
  const { keeper, lost } = keeperOf(server, clock);
  await keeper.have();
  freeze();
  await keeper.renew();
  await recoverSilent(db, clock.now());
  thaw();

  await keeper.renew();

  assert.deepEqual([lost.count, keeper.lease], [1, undefined]);
});

Deno.test("a database that is frozen for less than a lease ends no run", async () => {
  await using world = await aWorld();
  const { db, clock } = world;
  const { server, freeze, thaw } = freezable(db, 100);
  const gate = Promise.withResolvers<string>();
  const id = await world.runNow(({ signal }) => {
    signal.addEventListener("abort", () => gate.resolve("aborted"));
    return gate.promise;
  });
  const engine = world.engine({ db: server });
  const draining = engine.drain();
  await until(async () => (await executionAt(db, id)).state === "running");

  freeze();
  await engine.tick();
  clock.advance(20 * second);
  await engine.tick();
  thaw();
  await engine.tick();
  gate.resolve("done");
  await draining;

  const { result, attempt } = await ended(db, id);
  assert.deepEqual([result, attempt], ["done", 1]);
  assert.ok(!world.logged.some((line) => line.includes("the lease was lost")));
});

Deno.test("a database that is frozen for longer than a lease aborts the runs, and they are recovered", async () => {
  await using world = await aWorld();
  const { db, clock } = world;
  const { server, freeze, thaw } = freezable(db, 100);
  const attempts: number[] = [];
  const aborted: number[] = [];
  const id = await world.runNow(async (context) => {
    attempts.push(context.attempt);
    if (context.attempt > 1) return "done";
    await untilAborted(context).catch(() => aborted.push(context.attempt));
  }, { maxRetries: 1, retryDelaySeconds: 0 });
  const engine = world.engine({ db: server });
  const draining = engine.drain();
  await until(() => attempts.length === 1);
  freeze();
  clock.advance(leaseMs);

  await engine.tick();
  await until(() => aborted.length === 1, "the run is aborted");
  thaw();
  await draining;
  await engine.tick();
  clock.advance(leaseMs);
  await engine.tick();
  await engine.drain();

  const { state, result } = await ended(db, id);
  assert.deepEqual([state, result, attempts], ["succeeded", "done", [1, 2]]);
});
