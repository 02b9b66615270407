import assert from "node:assert/strict";
import type { ExecutionId } from "../../../scheduler/model/ids.ts";
import { minute } from "../../../scheduler/model/time.ts";
import { Database } from "../../../scheduler/store/kv/database.ts";
import { disturbed, executionAt, keysOf, runNowAt } from "../../support/store.ts";
import { aWorld, until } from "../../support/world.ts";

const traces = ["queue", "claim", "stop", "waiting"];

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
