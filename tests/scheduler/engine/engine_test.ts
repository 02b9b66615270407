import assert from "node:assert/strict";
import type { ExecutionId } from "../../../scheduler/model/ids.ts";
import { pauseJob } from "../../../scheduler/model/job.ts";
import { day, minute, second } from "../../../scheduler/model/time.ts";
import { Database } from "../../../scheduler/store/kv/database.ts";
import { findExecutions } from "../../../scheduler/store/history/find_executions.ts";
import { changeJob } from "../../../scheduler/store/jobs/jobs.ts";
import { runNow } from "../../../scheduler/store/firing/run_now.ts";
import type { TakePlace, Taking } from "../../../scheduler/store/firing/taking.ts";
import { anAudit, executionAt, keysOf, runNowAt } from "../../support/store.ts";
import { aWorld, ended, until, type World } from "../../support/world.ts";

async function executions({ db }: World) {
  const range = { from: 0, to: Date.parse("2100-01-01") };
  return [...(await findExecutions(db, { scheduled: range }, { limit: 1000 })).items].reverse();
}

const traces = ["queue", "claim", "stop", "waiting"];

Deno.test("a started engine goes on after it was full", async () => {
  await using world = await aWorld();
  const { db, clock } = world;
  const gate = Promise.withResolvers<void>();
  const job = await world.job(() => gate.promise);
  const ids: ExecutionId[] = [];
  for (let i = 0; i < 6; i++) ids.push(await runNowAt(db, job, clock.now()));
  world.engine({ concurrency: 2 }).start();
  await until(async () => (await keysOf(db, "queue")).length === 4, "two are claimed");
  for (let i = 0; i < 6; i++) ids.push(await runNowAt(db, job, clock.now()));

  gate.resolve();

  for (const id of ids) assert.equal((await ended(db, id)).state, "succeeded");
});

Deno.test("a started engine fires at each minute, once, and runs at once", async () => {
  await using world = await aWorld();
  const { clock } = world;
  let runs = 0;
  await world.job(() => runs++);
  world.engine().start();

  for (let i = 1; i <= 3; i++) {
    await until(() => runs === i, `run ${i}`);
    clock.advance(minute);
  }
  await until(() => runs === 4);

  const fired = await executions(world);
  assert.equal(fired.length, 4);
  assert.equal(new Set(fired.map(({ scheduledAt }) => scheduledAt)).size, 4);
});

Deno.test("a started engine runs what was asked for ahead when its time has come, once", async () => {
  await using world = await aWorld();
  const { db, clock } = world;
  let runs = 0;
  const job = await world.job(() => runs++, { maxInstances: 100 });
  await changeJob(db, job.id, (one) => ({
    job: pauseJob(one, clock.now()),
    audit: anAudit(one, "paused", clock.now()),
  }), clock.now());
  const audit = () => anAudit(job, "custom_run", clock.now());
  const request = () => ({ runAt: clock.now() + 7 * second });
  const asked = await runNow(db, job.id, audit, clock.now(), { request });
  assert.ok(asked !== undefined);
  world.engine().start();
  world.engine().start();

  clock.advance(7 * second);

  assert.equal((await ended(db, asked.id)).state, "succeeded");
  assert.equal(runs, 1);
  assert.deepEqual(await keysOf(db, "later", "later_by_job"), []);
});

Deno.test("tick() starts what was asked for ahead, where no loop runs", async () => {
  await using world = await aWorld();
  const { db, clock } = world;
  const job = await world.job(() => "done");
  const audit = () => anAudit(job, "custom_run", clock.now());
  const request = () => ({ runAt: clock.now() + 7 * second, force: true });
  const asked = await runNow(db, job.id, audit, clock.now(), { request });
  assert.ok(asked !== undefined);
  const engine = world.engine();

  clock.advance(minute);
  await engine.tick();
  await engine.drain();

  assert.equal((await executionAt(db, asked.id)).state, "succeeded");
});

Deno.test("several started engines share the work and run each fire once", async () => {
  await using world = await aWorld();
  const { clock } = world;
  const ran = new Map<string, number>();
  for (let i = 0; i < 20; i++) {
    await world.job(({ executionId }) => ran.set(executionId, (ran.get(executionId) ?? 0) + 1));
  }
  for (let i = 0; i < 3; i++) world.engine({ concurrency: 3 }).start();

  for (let i = 1; i <= 3; i++) {
    await until(() => ran.size === i * 20, `minute ${i}`);
    if (i < 3) clock.advance(minute);
  }

  assert.deepEqual([...new Set(ran.values())], [1]);
});

Deno.test("tick() and drain() never reject, even when the database is closed", async () => {
  await using world = await aWorld();
  await world.job(() => {});
  const db = new Database(await Deno.openKv(":memory:"));
  db.close();
  const engine = world.engine({ db });

  await Promise.all([engine.tick(), engine.tick(), engine.drain()]);
  await engine.tick();

  assert.ok(world.logged.some((line) => line.includes("fire: failed")));
});

Deno.test("tick() goes on with the rest when one thing fails", async () => {
  await using world = await aWorld();
  const { db, clock } = world;
  await world.job(() => {});
  await db.kv.set(["due", clock.now() - 1, "broken"], { no: "job" });
  const id = await world.runNow(() => "runs");
  const engine = world.engine();

  await engine.tick();
  await engine.drain();

  assert.equal((await ended(db, id)).state, "succeeded");
});

Deno.test("tick() forgets what is older than its retention", async () => {
  await using world = await aWorld();
  const { db, clock } = world;
  const id = await world.runNow(() => "old");
  await world.engine().drain();
  clock.advance(31 * day);

  await world.engine().tick();

  assert.equal((await keysOf(db, "execution")).some((key) => key.includes(id)), false);
  assert.ok((await keysOf(db, "audit")).length > 0);
});

Deno.test("an execution that waits is run when the one before it ends", async () => {
  await using world = await aWorld();
  const { clock } = world;
  const order: number[] = [];
  await world.job(({ scheduledAt }) => order.push(scheduledAt), {
    maxInstances: 1,
    coalesce: false,
  });
  const start = clock.now();
  clock.advance(5 * minute);
  const engine = world.engine();

  await engine.tick();
  await engine.drain();

  assert.deepEqual(order, [0, 1, 2, 3, 4, 5].map((n) => start + n * minute));
  assert.deepEqual(await keysOf(world.db, ...traces), []);
});

Deno.test("takePlace() lets a run start without the queue while a place is free, in a started engine alone", async () => {
  await using world = await aWorld();
  const { db, clock } = world;
  const gate = Promise.withResolvers<void>();
  let runs = 0;
  const job = await world.job(() => {
    runs++;
    return gate.promise;
  }, { maxInstances: 9 });
  const engine = world.engine({ concurrency: 2 });
  const run = (takePlace: TakePlace) =>
    runNow(db, job.id, (job) => anAudit(job, "custom_run", clock.now()), clock.now(), {
      takePlace,
    });
  // While the engine reads the queue, it keeps the free place for what it finds there.
  const whenFree = async () => {
    let place: Taking | undefined;
    await until(async () => (place = await engine.takePlace()) !== undefined, "a free place");
    return place;
  };
  assert.equal(await engine.takePlace(), undefined);
  engine.start();
  await until(() => runs === 1, "the fire");

  const [first, second] = [await run(whenFree), await run(() => engine.takePlace())];
  await until(() => runs > 1, "the first run");

  assert.deepEqual([first?.state, second?.state, runs], ["running", "scheduled", 2]);
  gate.resolve();
  for (const made of [first, second]) {
    assert.ok(made !== undefined);
    assert.equal((await ended(db, made.id)).state, "succeeded");
  }
  assert.deepEqual(await keysOf(db, ...traces), []);
});
