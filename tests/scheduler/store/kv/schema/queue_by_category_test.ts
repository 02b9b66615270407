import { strict as assert } from "node:assert";
import type { CategoryId, ExecutionId } from "../../../../../scheduler/model/ids.ts";
import { isEnded } from "../../../../../scheduler/model/execution.ts";
import { Commit, commit } from "../../../../../scheduler/store/kv/commit.ts";
import { type Database, sharedServerLimits } from "../../../../../scheduler/store/kv/database.ts";
import { keys, noCategory } from "../../../../../scheduler/store/kv/keys.ts";
import { moveQueue } from "../../../../../scheduler/store/kv/schema/queue_by_category.ts";
import { matchSchemaVersion } from "../../../../../scheduler/store/kv/schema/schema_version.ts";
import { readyOfEach } from "../../../../../scheduler/store/running/ready.ts";
import { aJob } from "../../../../support/builders.ts";
import { aReady } from "../../../../support/executions.ts";
import { FakeClock } from "../../../../support/fake_clock.ts";
import { aLease, allKeys, claimed, keysOf, seededDatabase } from "../../../../support/store.ts";
import { databaseOf, releasedRows } from "../fixtures/released.ts";

const count = 450;

/** A database with a queue without categories, some of whose executions are gone or unreadable. */
async function oldQueue(clock: FakeClock) {
  const db = await seededDatabase(clock, sharedServerLimits);
  for (let i = 0; i < count; i++) {
    const job = aJob(clock.now(), { categoryId: i % 3 as CategoryId });
    const execution = aReady(job, clock.now());
    if (i % 10 !== 0) await db.kv.set(keys.execution.at(execution.id).parts, execution);
    if (i % 50 === 3) await db.kv.set(keys.execution.at(execution.id).parts, { id: "broken" });
    const place = i % 50 === 3 && i > 200 ? ["set_aside", "queue"] : ["queue"];
    await db.kv.set([...place, clock.now(), execution.id], 1);
  }
  return db;
}

/** What the step works with. Each commit has one more check, as that of the lock. */
function given(db: Database, clock: FakeClock, mayCommit = () => true) {
  const lock = { key: keys.migrationLock.parts, value: undefined, versionstamp: null };
  return {
    db,
    now: () => clock.now(),
    commit: async (work: Commit) => {
      if (!mayCommit()) throw new Error("the process was killed");
      const whole = new Commit().check(lock);
      whole.add(work);
      return await commit(db, whole, clock.now()) !== undefined;
    },
  };
}

async function mustBeMoved(db: Database): Promise<void> {
  const rows = (await keysOf(db, "queue", "set_aside")).map((key) => JSON.parse(key));
  assert.equal(rows.length, count - count / 10);
  for (const row of rows) {
    const [category, , id] = row.slice(row.indexOf("queue") + 1);
    const stored = await db.read(keys.execution.at(id as ExecutionId));
    assert.equal(row.length - row.indexOf("queue"), 4);
    assert.equal(category, stored.value?.job.categoryId ?? noCategory);
  }
}

Deno.test("moveQueue() puts the category into the keys, and forgets entries of what is gone", async () => {
  const clock = new FakeClock();
  await using db = await oldQueue(clock);

  await moveQueue(given(db, clock));
  const keysAfter = await allKeys(db);
  await moveQueue(given(db, clock, () => false));

  await mustBeMoved(db);
  assert.deepEqual(await allKeys(db), keysAfter);
});

Deno.test("moveQueue() that is killed anywhere goes on when it is run again", async () => {
  for (const commits of [0, 1, 7, 40]) {
    const clock = new FakeClock();
    await using db = await oldQueue(clock);
    let left = commits;
    await assert.rejects(moveQueue(given(db, clock, () => left-- > 0)), /killed/);

    await moveQueue(given(db, clock));

    await mustBeMoved(db);
  }
});

Deno.test("what waited in a released database is found by category, and claimed", async () => {
  const clock = new FakeClock(Date.parse("2026-03-03T00:00:00Z"));
  await using db = await databaseOf(await releasedRows(1));
  const before = await keysOf(db, "queue");
  assert.ok(before.length > 0);

  await matchSchemaVersion(db, { clock });

  const ready = await readyOfEach(db, clock.now(), 100);
  assert.equal([...ready.values()].flat().length, before.length);
  const { executions } = await claimed(db, await aLease(db, clock), clock, 100);
  assert.deepEqual(
    executions.map(({ id }) => id).toSorted(),
    before.map((key) => JSON.parse(key).at(-1)).toSorted(),
  );
  assert.ok(executions.every((one) => !isEnded(one)));
});
