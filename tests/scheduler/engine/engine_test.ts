import assert from "node:assert/strict";
import type { ExecutionId } from "../../../scheduler/model/ids.ts";
import { pauseJob } from "../../../scheduler/model/job.ts";
import { day, minute, second } from "../../../scheduler/model/time.ts";
import { Database } from "../../../scheduler/store/kv/database.ts";
import { findExecutions } from "../../../scheduler/store/history/find_executions.ts";
import { changeJob } from "../../../scheduler/store/jobs/jobs.ts";
import { leaseMs } from "../../../scheduler/store/running/leases.ts";
import { runNow } from "../../../scheduler/store/firing/run_now.ts";
import {
  anAudit,
  disturbed,
  executionAt,
  keysOf,
  recoverSilent,
  runNowAt,
} from "../../support/store.ts";
import { aWorld, ended, until, untilAborted, type World } from "../../support/world.ts";

async function executions({ db }: World) {
  const range = { from: 0, to: Date.parse("2100-01-01") };
  return [...(await findExecutions(db, { scheduled: range }, { limit: 1000 })).items].reverse();
}

const traces = ["queue", "claim", "stop", "waiting"];

Deno.test("drain() returns when all is done, and keeps to the concurrency", async () => {
  for (const concurrency of [1, 2, 5]) {
    await using world = await aWorld();
    const job = await world.job(async () => {
      most = Math.max(most, ++now);
      await new Promise((done) => setTimeout(done, 1));
      now--;
    });
    let [now, most] = [0, 0];
    const ids: ExecutionId[] = [];
    for (let i = 0; i < 40; i++) ids.push(await runNowAt(world.db, job, world.clock.now()));

    await world.engine({ concurrency }).drain();

    assert.ok(most <= concurrency, `${most} at once`);
    for (const id of ids) assert.equal((await executionAt(world.db, id)).state, "succeeded");
    assert.deepEqual(await keysOf(world.db, ...traces), []);
  }
});

Deno.test("drain() of an empty queue returns and writes nothing", async () => {
  await using world = await aWorld();
  let commits = 0;
  const db = disturbed(world.db, (commit) => {
    commits++;
    return commit();
  });

  await world.engine({ db }).drain();

  assert.equal(commits, 0);
});

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

Deno.test("with crons alone, and a new process each minute, each fire runs once", async () => {
  await using world = await aWorld();
  const { db, clock } = world;
  const runs: number[] = [];
  await world.job(({ scheduledAt }) => runs.push(scheduledAt));
  const start = clock.now();
  const queued: ExecutionId[] = [];

  for (let i = 0; i < 5; i++) {
    const engine = world.engine();
    await Promise.all([engine.tick(), engine.drain()]);
    await engine.drain();
    queued.push(await world.runNow(() => "run now"));
    clock.advance(minute);
  }
  await world.engine().drain();

  assert.deepEqual(runs, [0, 1, 2, 3, 4].map((n) => start + n * minute));
  for (const id of queued) assert.equal((await executionAt(db, id)).state, "succeeded");
  assert.deepEqual(await keysOf(db, ...traces), []);
});

Deno.test("drain() started before the tick takes what the tick fires", async () => {
  await using world = await aWorld();
  let runs = 0;
  await world.job(() => runs++);
  const slow = await world.runNow(() => new Promise((done) => setTimeout(done, 50)));
  const engine = world.engine();

  const draining = engine.drain();
  await engine.tick();
  await draining;

  assert.equal(runs, 1);
  assert.equal((await executionAt(world.db, slow)).state, "succeeded");
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

/** The same database. Once `isOn`, the first answer that the queue is empty comes only after the queue has got an entry. */
function lateToSeeEmpty(db: Database, isOn: () => boolean): Database {
  let isDone = false;
  async function* late(entries: AsyncIterable<Deno.KvEntry<unknown>>) {
    const found = await Array.fromAsync(entries);
    if (found.length === 0 && isOn() && !isDone) {
      isDone = true;
      await until(async () => (await keysOf(db, "queue")).length > 0, "the retry is queued");
    }
    yield* found;
  }
  const kv = new Proxy(db.kv, {
    get(kv, name) {
      const member: unknown = Reflect.get(kv, name, kv);
      if (name !== "list") return typeof member === "function" ? member.bind(kv) : member;
      return (selector: Deno.KvListSelector, options?: Deno.KvListOptions) => {
        const entries = kv.list(selector, options);
        return JSON.stringify(selector).includes('"queue"') ? late(entries) : entries;
      };
    },
  });
  return new Database(kv, db.limits);
}

Deno.test("drain() runs a retry that was queued while a claim was reading the queue", async () => {
  await using world = await aWorld();
  let attempts = 0;
  const db = lateToSeeEmpty(world.db, () => attempts === 1);
  const failing = await world.runNow(() => {
    attempts++;
    return Promise.reject(new Error("no"));
  }, { maxRetries: 1, retryDelaySeconds: 0 });
  const fine = await world.runNow(() => "fine");

  await world.engine({ db }).drain();

  assert.equal(attempts, 2);
  assert.equal((await executionAt(world.db, failing)).state, "failed");
  assert.equal((await executionAt(world.db, fine)).state, "succeeded");
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
  const run = () =>
    runNow(db, job.id, (job) => anAudit(job, "custom_run", clock.now()), clock.now(), {
      takePlace: () => engine.takePlace(),
    });
  assert.equal(await engine.takePlace(), undefined);
  engine.start();
  await until(() => runs === 1, "the fire");

  const [first, second] = [await run(), await run()];

  assert.deepEqual([first?.state, second?.state, runs], ["running", "scheduled", 2]);
  gate.resolve();
  for (const made of [first, second]) {
    assert.ok(made !== undefined);
    assert.equal((await ended(db, made.id)).state, "succeeded");
  }
  assert.deepEqual(await keysOf(db, ...traces), []);
});
