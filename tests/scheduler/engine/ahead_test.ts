import assert from "node:assert/strict";
import type { ExecutionId } from "../../../scheduler/model/ids.ts";
import { gatherDue } from "../../../scheduler/store/firing/gather.ts";
import { stopExecution } from "../../../scheduler/store/firing/stop.ts";
import { anAudit, disturbed, dueJobs, executionAt, keysOf, runNowAt } from "../../support/store.ts";
import { aWorld, ended, until, type World } from "../../support/world.ts";

/** A started engine that has seen so many short runs that it claims ahead, and a job that waits at a gate. */
async function aheadOfItself(world: World, gated: number) {
  const { db, clock } = world;
  let claimed = 0;
  const observer = { claimed: (n: number) => claimed += n, ended: () => {}, ticked: () => {} };
  const engine = world.engine({ concurrency: 2, observer });
  engine.start();
  const short = await world.job(() => "short", { maxInstances: 100 });
  const shorts: ExecutionId[] = [];
  for (let i = 0; i < 30; i++) shorts.push(await runNowAt(db, short, clock.now()));
  for (const id of shorts) await ended(db, id);
  const gate = Promise.withResolvers<void>();
  let running = 0;
  const slow = await world.job(async () => {
    running++;
    await gate.promise;
  }, { maxInstances: 100 });
  const ids: ExecutionId[] = [];
  for (let i = 0; i < gated; i++) ids.push(await runNowAt(db, slow, clock.now()));
  await until(() => running === 2, "two run");
  await until(() => claimed > 30 + 2, "more are claimed");
  return { engine, gate, slow, ids, running: () => running };
}

Deno.test("a tick of a started engine runs what it fires without a queue, each once, to its concurrency", async () => {
  await using world = await aWorld();
  const { db } = world;
  const jobs = 60;
  const [ran, seen] = [new Map<string, number>(), { now: 0, most: 0 }];
  for (let i = 0; i < jobs; i++) {
    await world.job(async ({ executionId }) => {
      ran.set(executionId, (ran.get(executionId) ?? 0) + 1);
      seen.most = Math.max(seen.most, ++seen.now);
      await Promise.resolve();
      seen.now--;
    });
  }
  let queued = 0;
  const watched = disturbed(db, async (commit) => {
    const result = await commit();
    queued += (await keysOf(db, "queue")).length;
    return result;
  });

  world.engine({ db: watched, concurrency: jobs }).start();
  await until(() => ran.size === jobs);

  assert.equal(queued, 0);
  assert.deepEqual([...new Set(ran.values())], [1]);
  await until(async () => (await keysOf(db, "claim")).length === 0, "all ends are written");
  for (const id of ran.keys()) {
    assert.equal((await executionAt(db, id as ExecutionId)).state, "succeeded");
  }
  assert.ok(seen.most <= jobs);
  assert.equal((await dueJobs(db)).length, jobs);
});

/** Jobs in one pack, due now, and how often something was queued. */
async function packOf(world: World, count: number, run: () => Promise<unknown>) {
  for (let i = 0; i < count; i++) await world.job(run);
  const { db, clock } = world;
  assert.equal(await gatherDue(db, clock.now(), clock.now() - 1), count);
  const seen = { queued: 0 };
  const watched = disturbed(db, async (commit) => {
    const result = await commit();
    seen.queued = Math.max(seen.queued, (await keysOf(db, "queue")).length);
    return result;
  });
  return { watched, seen };
}

Deno.test("a new engine takes its first pack whole, and queues nothing of it", async () => {
  await using world = await aWorld();
  let runs = 0;
  const { watched, seen } = await packOf(world, 60, () => Promise.resolve(runs++));

  world.engine({ db: watched, concurrency: 2 }).start();
  await until(() => runs === 60);
  await until(async () => (await keysOf(world.db, "claim")).length === 0, "all ends are written");

  assert.equal(seen.queued, 0);
  assert.deepEqual([runs, (await dueJobs(world.db)).length], [60, 60]);
});

Deno.test("of a first pack whose runs are long, what has not started goes to the queue, and runs once", async () => {
  await using world = await aWorld();
  const gate = Promise.withResolvers<void>();
  let runs = 0;
  const { watched } = await packOf(world, 60, () => (runs++, gate.promise));

  world.engine({ db: watched, concurrency: 2 }).start();
  await until(async () => (await keysOf(world.db, "queue")).length === 58, "it is given back");
  assert.equal(runs, 2);
  gate.resolve();

  await until(
    async () => (await keysOf(world.db, "queue", "claim")).length === 0,
    "all have ended",
  );
  assert.equal(runs, 60);
});

Deno.test("what was claimed ahead never runs beyond the concurrency, and all of it runs once", async () => {
  await using world = await aWorld();
  const { db } = world;
  const seen = { now: 0, most: 0, runs: 0 };
  const job = await world.job(async () => {
    seen.runs++;
    seen.most = Math.max(seen.most, ++seen.now);
    await new Promise((done) => setTimeout(done, 0));
    seen.now--;
  }, { maxInstances: 100 });
  const ids: ExecutionId[] = [];
  for (let i = 0; i < 300; i++) ids.push(await runNowAt(db, job, world.clock.now()));

  await world.engine({ concurrency: 3 }).drain();

  assert.deepEqual([seen.most, seen.runs], [3, 300]);
  for (const id of ids) assert.equal((await executionAt(db, id)).state, "succeeded");
  assert.deepEqual(await keysOf(db, "queue", "claim", "stop"), []);
});

Deno.test("what was claimed ahead goes back to the queue when it does not come to its start", async () => {
  await using world = await aWorld();
  const { gate, ids } = await aheadOfItself(world, 20);

  await until(async () => (await keysOf(world.db, "queue")).length === 18, "it is given back");
  gate.resolve();

  for (const id of ids) {
    const execution = await ended(world.db, id);
    assert.deepEqual([execution.state, execution.attempt], ["succeeded", 1]);
  }
});

Deno.test("stop() gives back what was claimed ahead, unstarted and uncounted", async () => {
  await using world = await aWorld();
  const { db } = world;
  const { engine, gate, ids, running } = await aheadOfItself(world, 20);

  const stopping = engine.stop();
  gate.resolve();
  await stopping;

  assert.equal(running(), 2);
  const states = await Promise.all(ids.map((id) => executionAt(db, id)));
  assert.equal(states.filter(({ state }) => state === "scheduled").length, 18);
  assert.ok(states.every(({ state, attempt }) => state !== "scheduled" || attempt === 0));
  assert.deepEqual(await keysOf(db, "claim", "worker"), []);
});

Deno.test("what was claimed ahead and is asked to stop never starts", async () => {
  await using world = await aWorld();
  const { db, clock } = world;
  const { gate, slow, ids, running } = await aheadOfItself(world, 5);
  const last = ids.at(-1)!;

  const audit = anAudit(slow, "stopped", clock.now());
  await stopExecution(db, last, "kim", audit, clock.now());
  const { state } = await ended(db, last);
  gate.resolve();
  for (const id of ids) await ended(db, id);

  assert.equal(state, "stopped");
  assert.equal(running(), 4);
  assert.deepEqual(await keysOf(db, "stop"), []);
});

Deno.test("a database whose commits take long sends short runs of a tick through no queue", async () => {
  await using world = await aWorld();
  const { db } = world;
  const jobs = 200;
  let ran = 0;
  for (let i = 0; i < jobs; i++) await world.job(() => ran++);
  const slowed = disturbed(db, async (commit) => {
    await new Promise((done) => setTimeout(done, 250));
    return await commit();
  });

  world.engine({ db: slowed, concurrency: 10 }).start();

  await until(() => ran === jobs, "all have run");
  await until(async () => (await keysOf(db, "claim")).length === 0, "all ends are written");
  // Of the first batch nobody knows yet how long the runs take.
  const queued = (await keysOf(db, "execution")).length;
  assert.ok(queued <= 10, `${queued} of ${jobs} went through the queue`);
});
