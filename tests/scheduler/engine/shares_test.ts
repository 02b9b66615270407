import assert from "node:assert/strict";
import type { CategoryId, ExecutionId } from "../../../scheduler/model/ids.ts";
import type { Job } from "../../../scheduler/model/job.ts";
import { minute } from "../../../scheduler/model/time.ts";
import { createCategory } from "../../../scheduler/store/access/categories.ts";
import { runNow } from "../../../scheduler/store/firing/run_now.ts";
import { anAudit, disturbed, executionAt, keysOf, runNowAt } from "../../support/store.ts";
import { aWorld, type Does, ended, never, until, type World } from "../../support/world.ts";

async function aCategory({ db, clock }: World, name: string): Promise<CategoryId> {
  return (await createCategory(db, { name, description: "" }, clock.now())).id;
}

/** A job of the category that runs only when a test asks for it. */
function asked(world: World, categoryId: CategoryId, does: Does): Promise<Job> {
  return world.job(does, { maxInstances: 1000 }, { schedule: never, categoryId });
}

async function runTimes({ db, clock }: World, job: Job, times: number): Promise<ExecutionId[]> {
  const ids: ExecutionId[] = [];
  for (let i = 0; i < times; i++) ids.push(await runNowAt(db, job, clock.now()));
  return ids;
}

/** What runs until a test ends it, one by one. */
class Gates {
  readonly #open: (() => void)[] = [];
  started = 0;

  readonly does: Does = ({ signal }) => {
    this.started++;
    return new Promise<void>((resolve) => {
      this.#open.push(resolve);
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
  };

  get running(): number {
    return this.#open.length;
  }

  endOne(): void {
    this.#open.shift()?.();
  }
}

Deno.test("a flood of slow jobs leaves slots in which a job of another category starts at once", async () => {
  for (const [concurrency, most] of [[2, 1], [4, 3], [16, 14]] as const) {
    await using world = await aWorld();
    const [slow, gates] = [await aCategory(world, "slow"), new Gates()];
    const quick = await asked(world, await aCategory(world, "quick"), () => "done");
    await runTimes(world, await asked(world, slow, gates.does), 30);
    world.engine({ concurrency }).start();
    await until(() => gates.running === most, "the flood fills its share");

    const [id] = await runTimes(world, quick, 1);

    assert.equal((await ended(world.db, id!)).state, "succeeded");
    assert.equal(gates.started, most);
  }
});

Deno.test("slow runs that people ask for leave slots for another category too", async () => {
  await using world = await aWorld();
  const { db, clock } = world;
  const [slow, gates] = [await aCategory(world, "slow"), new Gates()];
  const slowJob = await asked(world, slow, gates.does);
  const quick = await asked(world, await aCategory(world, "quick"), () => "done");
  const engine = world.engine({ concurrency: 8 });
  engine.start();
  const run = (job: Job) =>
    runNow(db, job.id, (job) => anAudit(job, "custom_run", clock.now()), clock.now(), {
      takePlace: () => engine.takePlace(),
    });

  for (let i = 0; i < 12; i++) await run(slowJob);
  const made = await run(quick);

  assert.ok(made !== undefined);
  assert.equal((await ended(db, made.id)).state, "succeeded");
  await until(() => gates.started >= 7, "the flood fills its share");
  assert.equal(gates.started, 7);
});

Deno.test("slow jobs that a tick fires leave slots for another category too", async () => {
  await using world = await aWorld();
  const [slow, gates] = [await aCategory(world, "slow"), new Gates()];
  for (let i = 0; i < 12; i++) {
    await world.job(gates.does, {}, { categoryId: slow });
  }
  let quickRuns = 0;
  await world.job(() => quickRuns++, {}, { categoryId: await aCategory(world, "quick") });
  world.engine({ concurrency: 8 }).start();

  await until(() => quickRuns === 1, "the quick job runs");
  await until(() => gates.running === 7, "the flood fills its share");
  world.clock.advance(minute);

  await until(() => quickRuns === 2, "the quick job runs again");
  assert.equal(gates.started, 7);
});

Deno.test("the only category with jobs uses all slots", async () => {
  await using world = await aWorld();
  await aCategory(world, "without jobs");
  const gates = new Gates();
  await runTimes(world, await asked(world, await aCategory(world, "slow"), gates.does), 10);

  world.engine({ concurrency: 8 }).start();

  await until(() => gates.running === 8, "all slots are in use");
});

Deno.test("a category that comes when another one holds all slots gets the next free one", async () => {
  await using world = await aWorld();
  const [slow, late] = [new Gates(), new Gates()];
  await runTimes(world, await asked(world, await aCategory(world, "slow"), slow.does), 40);
  world.engine({ concurrency: 4 }).start();
  await until(() => slow.running === 4, "all slots are in use");
  await runTimes(world, await asked(world, await aCategory(world, "late"), late.does), 40);

  for (let freed = 1; freed <= 2; freed++) {
    slow.endOne();
    await until(() => late.running === freed, "the late category has the slot");
  }

  assert.equal(slow.started, 4);
  slow.endOne();
  late.endOne();
  await until(() => slow.started + late.started === 8, "two more run");
  assert.deepEqual([slow.running, late.running], [2, 2]);
});

Deno.test("categories that wait get turns alike, whatever their backlogs", async () => {
  for (const concurrency of [1, 3]) {
    await using world = await aWorld();
    const started: string[] = [];
    for (const [name, backlog] of [["a", 60], ["b", 7], ["c", 7]] as const) {
      const job = await asked(world, await aCategory(world, name), () => {
        started.push(name);
      });
      await runTimes(world, job, backlog);
    }

    await world.engine({ concurrency }).drain();

    assert.equal(started.length, 74);
    for (let i = 0; i < 21; i += 3) {
      assert.deepEqual(started.slice(i, i + 3).toSorted(), ["a", "b", "c"], `${started}`);
    }
  }
});

Deno.test("two processes keep slots for another category, each its own", async () => {
  await using world = await aWorld();
  const [slow, quick] = [new Gates(), new Gates()];
  const quickJob = await asked(world, await aCategory(world, "quick"), quick.does);
  await runTimes(world, await asked(world, await aCategory(world, "slow"), slow.does), 20);
  world.engine({ concurrency: 3 }).start();
  world.engine({ concurrency: 3, pid: 2 }).start();
  await until(() => slow.running === 4, "the flood fills its share of both");

  await runTimes(world, quickJob, 2);

  await until(() => quick.running === 2, "one quick job runs in each");
  assert.equal(slow.started, 4);
});

Deno.test("what is claimed ahead and given back takes nothing from a category's share", async () => {
  await using world = await aWorld();
  const { db } = world;
  const [category, gates] = [await aCategory(world, "slow"), new Gates()];
  const quick = await asked(world, await aCategory(world, "quick"), () => "done");
  world.engine({ concurrency: 4 }).start();
  for (const id of await runTimes(world, await asked(world, category, () => "short"), 30)) {
    await ended(db, id);
  }
  const slow = await asked(world, category, gates.does);
  await runTimes(world, slow, 20);
  await until(() => gates.running === 3, "the flood fills its share");
  await until(async () => (await keysOf(db, "queue")).length === 17, "the rest is given back");

  const [id] = await runTimes(world, quick, 1);

  assert.equal((await ended(db, id!)).state, "succeeded");
  for (let i = 0; i < 20; i++) {
    await until(() => gates.running > 0 && gates.started >= Math.min(20, i + 3));
    gates.endOne();
  }
  assert.equal(gates.started, 20);
});

Deno.test("claims whose answers get lost take nothing from a category's share", async () => {
  await using world = await aWorld();
  const gates = new Gates();
  const quick = await asked(world, await aCategory(world, "quick"), () => "done");
  await runTimes(world, await asked(world, await aCategory(world, "slow"), gates.does), 12);
  let claims = 0;
  const db = disturbed(world.db, async (commit) => {
    const before = (await keysOf(world.db, "claim")).length;
    const result = await commit();
    const isClaim = (await keysOf(world.db, "claim")).length > before;
    if (isClaim && claims++ < 3) throw new Error("the answer got lost for good");
    return result;
  });
  world.engine({ db, concurrency: 4 }).start();
  await until(() => gates.running === 3, "the flood fills its share");

  const [id] = await runTimes(world, quick, 1);

  assert.equal((await ended(world.db, id!)).state, "succeeded");
  assert.ok(claims > 3);
  assert.equal(gates.started, 3);
});

Deno.test("a process that stops gives back the share that one category filled", async () => {
  await using world = await aWorld();
  const gates = new Gates();
  const quick = await asked(world, await aCategory(world, "quick"), () => "done");
  await runTimes(world, await asked(world, await aCategory(world, "slow"), gates.does), 6);
  const first = world.engine({ concurrency: 4 });
  first.start();
  await until(() => gates.running === 3, "the flood fills its share");

  await first.stop();
  world.engine({ concurrency: 4, pid: 2 }).start();

  await until(() => gates.started === 6, "three run again");
  const [id] = await runTimes(world, quick, 1);
  assert.equal((await ended(world.db, id!)).state, "succeeded");
  assert.equal((await executionAt(world.db, id!)).attempt, 1);
});
