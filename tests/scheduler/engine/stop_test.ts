import assert from "node:assert/strict";
import { executionAt, keysOf, runNowAt } from "../../support/store.ts";
import { aWorld, ended, until, untilAborted } from "../../support/world.ts";

Deno.test("stop() gives back what runs, the attempt not counted, and another worker runs it", async () => {
  await using world = await aWorld();
  const { db } = world;
  const attempts: number[] = [];
  let isSecond = false;
  const id = await world.runNow(async (context) => {
    attempts.push(context.attempt);
    if (!isSecond) await untilAborted(context);
    return "done";
  });
  const first = world.engine();
  first.start();
  await until(() => attempts.length === 1);

  await first.stop();

  const given = await executionAt(db, id);
  assert.deepEqual([given.state, given.attempt, given.attempts], ["scheduled", 0, []]);
  assert.deepEqual(await keysOf(db, "claim", "worker"), []);
  isSecond = true;
  await world.engine().drain();
  assert.equal((await ended(db, id)).state, "succeeded");
  assert.deepEqual(attempts, [1, 1]);
});

Deno.test("stop() records what comes to its end in spite of the signal", async () => {
  await using world = await aWorld();
  const gate = Promise.withResolvers<string>();
  let isRunning = false;
  const id = await world.runNow(({ signal }) => {
    isRunning = true;
    signal.addEventListener("abort", () => gate.resolve("done all the same"));
    return gate.promise;
  });
  const engine = world.engine();
  engine.start();
  await until(() => isRunning);

  await engine.stop();

  assert.equal((await ended(world.db, id)).result, "done all the same");
});

Deno.test("stop() gives back what ignores the signal, and drops its late result", async () => {
  await using world = await aWorld();
  const gate = Promise.withResolvers<string>();
  let isRunning = false;
  const id = await world.runNow(() => {
    isRunning = true;
    return gate.promise;
  });
  const engine = world.engine();
  engine.start();
  await until(() => isRunning);

  await engine.stop();
  gate.resolve("late");
  await gate.promise;

  assert.equal((await executionAt(world.db, id)).state, "scheduled");
  assert.equal((await keysOf(world.db, "queue")).length, 1);
});

Deno.test("stop() during drain() lets it return", async () => {
  await using world = await aWorld();
  let runs = 0;
  const job = await world.job(async (context) => {
    runs++;
    await untilAborted(context);
  });
  for (let i = 0; i < 5; i++) await runNowAt(world.db, job, world.clock.now());
  const engine = world.engine({ concurrency: 2 });
  const draining = engine.drain();
  await until(() => runs === 2);

  await engine.stop();
  await draining;

  assert.equal((await keysOf(world.db, "queue")).length, 5);
  assert.deepEqual(await keysOf(world.db, "claim", "worker"), []);
});
