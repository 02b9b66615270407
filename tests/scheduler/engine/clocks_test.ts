import assert from "node:assert/strict";
import type { Engine } from "../../../scheduler/engine/engine.ts";
import { hour, minute, second } from "../../../scheduler/model/time.ts";
import { stopExecution } from "../../../scheduler/store/firing/stop.ts";
import { runNow } from "../../../scheduler/store/firing/run_now.ts";
import { findJob } from "../../../scheduler/store/jobs/jobs.ts";
import { keys } from "../../../scheduler/store/kv/keys.ts";
import { leaseMs } from "../../../scheduler/store/running/leases.ts";
import { allExecutions, anAudit, disturbed, executionAt, runNowAt } from "../../support/store.ts";
import { aWorld, ended, until, untilAborted, type World } from "../../support/world.ts";

/** A clock of one process, which differs from those of the others. */
function wrongClock({ clock }: World, offsetMs: number) {
  const wrong = { offsetMs, now: () => clock.now() + wrong.offsetMs };
  return wrong;
}

/** A process that holds an execution and is killed: it writes nothing any more. */
async function killedWith(world: World) {
  const { db } = world;
  const job = await world.job(untilAborted, { maxInstances: 1 });
  const id = await runNowAt(db, job, world.clock.now());
  let isKilled = false;
  const cut = disturbed(
    db,
    (commit) => isKilled ? Promise.reject(new TypeError("killed")) : commit(),
  );
  void world.engine({ db: cut }).drain();
  await until(async () => (await executionAt(db, id)).state === "running");
  isKilled = true;
  return { job, id, bury: () => isKilled = false };
}

async function firedTimes({ db }: World): Promise<number[]> {
  return (await allExecutions(db)).filter(({ trigger }) => trigger === "schedule")
    .map(({ scheduledAt }) => scheduledAt).toSorted();
}

async function watchedFor(world: World, engine: Engine, ms: number): Promise<void> {
  await engine.tick();
  world.clock.advance(ms);
  await engine.tick();
}

Deno.test("a run whose process was killed is recovered within its lease, though the clock is an hour back", async () => {
  await using world = await aWorld();
  const { id, bury } = await killedWith(world);
  world.clock.jump(-hour);

  await watchedFor(world, world.engine(), leaseMs);

  const { state, description } = await executionAt(world.db, id);
  assert.equal(state, "failed");
  assert.match(description, /was lost/);
  bury();
});

Deno.test("watchWorkers() of a process that lives while a cron handler runs finds a lost worker", async () => {
  await using world = await aWorld();
  const { db, clock } = world;
  const { id, bury } = await killedWith(world);
  const engine = world.engine();
  engine.start();

  const watching = engine.watchWorkers();
  await engine.tick();
  clock.advance(leaseMs);
  await watching;

  assert.equal((await executionAt(db, id)).state, "failed");
  await engine.drain();
  await engine.watchWorkers();
  bury();
});

Deno.test("a run that was asked to stop ends within the lease, though the clock is an hour back", async () => {
  await using world = await aWorld();
  const { db, clock } = world;
  const { job, id, bury } = await killedWith(world);
  clock.jump(-hour);
  await stopExecution(db, id, "kim", anAudit(job, "stopped", clock.now()), clock.now());
  assert.equal((await executionAt(db, id)).state, "stopping");

  await watchedFor(world, world.engine(), leaseMs);

  assert.equal((await executionAt(db, id)).state, "stopped");
  bury();
});

Deno.test("an instance that was lost makes room within the lease, though the clock is an hour back", async () => {
  await using world = await aWorld();
  const { db, clock } = world;
  const { job, bury } = await killedWith(world);
  clock.jump(-hour);

  await watchedFor(world, world.engine(), leaseMs);
  const next = await runNow(db, job.id, (one) => anAudit(one, "custom_run", 0), clock.now());

  assert.equal(next?.state, "scheduled");
  bury();
});

Deno.test("a retry that is due in 4 s comes in 4 s after a restart with the clock an hour back", async () => {
  await using world = await aWorld();
  const { db, clock } = world;
  const id = await world.runNow(({ attempt }) => {
    if (attempt === 1) throw new Error("broken");
    return "done";
  }, { maxRetries: 1, retryDelaySeconds: 4 });
  await world.engine().drain();
  assert.equal((await executionAt(db, id)).state, "scheduled");
  clock.jump(-hour);
  const restarted = world.engine();
  await restarted.tick();
  await restarted.drain();
  assert.equal((await executionAt(db, id)).state, "scheduled");

  clock.advance(4 * second);
  await restarted.drain();

  assert.equal((await executionAt(db, id)).state, "succeeded");
});

Deno.test("a run for a later time keeps its wait when the clock of a running process is set back", async () => {
  await using world = await aWorld();
  const { db, clock } = world;
  const job = await world.job(() => "done", { maxInstances: 100 });
  const request = () => ({ runAt: clock.now() + 7 * second });
  const audit = () => anAudit(job, "custom_run", clock.now());
  const asked = await runNow(db, job.id, audit, clock.now(), { request });
  assert.ok(asked !== undefined);
  const engine = world.engine();
  await engine.tick();

  clock.jump(-hour);
  await engine.tick();
  await engine.drain();
  assert.equal((await executionAt(db, asked.id)).state, "scheduled");
  clock.advance(7 * second);
  await engine.tick();
  await engine.drain();

  assert.equal((await ended(db, asked.id)).result, "done");
});

Deno.test("a fire time is not fired again when the clock goes back, and the next comes by the wall clock", async () => {
  await using world = await aWorld();
  const { db, clock } = world;
  const job = await world.job(() => "done");
  const engine = world.engine();
  const first = clock.now();
  await engine.tick();
  clock.jump(-hour);
  for (let i = 0; i < 3; i++) {
    clock.advance(minute);
    await engine.tick();
  }
  assert.deepEqual(await firedTimes(world), [first]);
  assert.equal((await findJob(db, job.id))?.nextRunAt, first + minute);

  clock.advance(58 * minute);
  await engine.tick();

  assert.deepEqual(await firedTimes(world), [first, first + minute]);
});

Deno.test("a server whose clock is an hour ahead ends no other server's run, fires nothing, and says so", async () => {
  await using world = await aWorld();
  const { db, clock } = world;
  const gate = Promise.withResolvers<string>();
  const id = await world.runNow(() => gate.promise);
  const right = world.engine();
  right.start();
  await until(async () => (await executionAt(db, id)).state === "running");
  await right.tick();
  const job = await world.job(() => "fired");
  const due = clock.now();
  await right.tick();
  await until(async () => (await firedTimes(world)).length === 1);

  const wrong = world.engine({ clock: wrongClock(world, hour), answerMs: 3 * second, pid: 2 });
  await wrong.tick();
  clock.advance(leaseMs - 1);
  await right.tick();
  clock.advance(leaseMs - 1);
  await wrong.tick();
  await wrong.drain();

  assert.deepEqual(await firedTimes(world), [due]);
  assert.equal((await findJob(db, job.id))?.nextRunAt, due + minute);
  assert.equal((await executionAt(db, id)).state, "running");
  assert.ok(wrong.clockSkew().isHeld);
  assert.ok(world.logged.some((line) => /the clock of this server is ahead/.test(line)));
  gate.resolve("done");
  assert.equal((await ended(db, id)).result, "done");
});

Deno.test("a server whose clock is set forward acts on nothing while another one shows the time", async () => {
  await using world = await aWorld();
  const { clock } = world;
  await world.job(() => "fired");
  const first = clock.now();
  const [right, wrongs] = [world.engine(), wrongClock(world, 0)];
  const wrong = world.engine({ clock: wrongs, answerMs: 3 * second, pid: 2 });
  await wrong.tick();
  right.start();
  await right.tick();

  wrongs.offsetMs = hour;
  await wrong.tick();
  assert.deepEqual(await firedTimes(world), [first]);
  wrongs.offsetMs = 0;
  clock.advance(minute);
  await right.tick();
  await wrong.tick();
  assert.ok(!wrong.clockSkew().isHeld);
  await until(async () => (await firedTimes(world)).length === 2);
});

Deno.test("a server goes on when the clock of another one is set back, and a lone one after its own is set", async () => {
  await using world = await aWorld();
  const { clock } = world;
  await world.job(() => "fired");
  const [right, wrongs] = [world.engine(), wrongClock(world, 0)];
  const wrong = world.engine({ clock: wrongs, pid: 2 });
  await right.tick();
  await wrong.tick();

  wrongs.offsetMs = -hour;
  for (let i = 0; i < 3; i++) {
    clock.advance(minute);
    await wrong.tick();
    await right.tick();
  }
  assert.equal((await firedTimes(world)).length, 4);
  assert.ok(Math.abs(right.clockSkew().aheadMs - hour) <= minute);

  await wrong.stop();
  clock.jump(hour);
  clock.advance(3 * minute);
  await right.tick();
  assert.equal((await firedTimes(world)).at(-1), clock.now());
});

Deno.test("a wait that was written by a clock ahead keeps its length for the others", async () => {
  await using world = await aWorld();
  const { db, clock } = world;
  let attempts = 0;
  const id = await world.runNow(() => {
    attempts++;
    throw new Error("broken");
  }, { maxRetries: 1, retryDelaySeconds: 10 });
  await world.engine({ clock: wrongClock(world, hour), pid: 2 }).drain();
  const right = world.engine();
  await right.tick();
  clock.advance(11 * second);
  await right.drain();

  assert.equal((await executionAt(db, id)).state, "failed");
  assert.equal(attempts, 2);
});

Deno.test("a tick during which the clock is set forward does not fire by the new time", async () => {
  await using world = await aWorld();
  const { db, clock } = world;
  let runs = 0;
  await world.job(() => runs++);
  const engine = world.engine();
  await engine.tick();
  await engine.drain();
  const before = runs;
  const list = db.list.bind(db);
  let isSet = false;
  // Behind the tick's first look at the clock.
  db.list = (table, range) => {
    if (!isSet && table.prefix[0] === keys.due.all.prefix[0]) {
      isSet = true;
      clock.jump(hour);
    }
    return list(table, range);
  };

  await engine.tick();
  await engine.drain();

  assert.deepEqual([isSet, runs], [true, before]);
});
