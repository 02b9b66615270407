import { strict as assert } from "node:assert";
import { DatabaseSync } from "node:sqlite";
import { defaultCategory } from "../../../../scheduler/model/category.ts";
import { type ChangeEntry, lowestChangeId } from "../../../../scheduler/model/change.ts";
import { hour, second } from "../../../../scheduler/model/time.ts";
import { changesBehind } from "../../../../scheduler/store/feed/changes.ts";
import {
  ChangeRetention,
  feedRetentionMs,
} from "../../../../scheduler/store/feed/change_retention.ts";
import { Feed } from "../../../../scheduler/store/feed/feed.ts";
import { Commit, commit } from "../../../../scheduler/store/kv/commit.ts";
import { type Database, openDatabase } from "../../../../scheduler/store/kv/database.ts";
import { keys } from "../../../../scheduler/store/kv/keys.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import { temporaryFolder } from "../../../support/temporary_folder.ts";
import { memoryDatabase } from "../../../support/memory_database.ts";

const now = Date.parse("2026-03-02T10:00:00Z");

function change(db: Database, id: string, at = now): Promise<string | undefined> {
  const work = new Commit();
  work.changed({ kind: "job", id, categoryId: defaultCategory });
  return commit(db, work, at);
}

async function idsBehind(db: Database, from = lowestChangeId): Promise<string[]> {
  const { changes } = await changesBehind(db, from);
  return changes.flatMap(({ things }) => things.map(({ id }) => id));
}

function lanesOf(db: Database) {
  return db.list(keys.change.lanes, { limit: 1000 });
}

Deno.test("changes come in the order of their commits, whatever moment they were planned for", async () => {
  await using db = await memoryDatabase();

  for (const [i, at] of [now, now - hour, now + hour, now - 30 * second].entries()) {
    await change(db, `${i}`, at);
  }

  assert.deepEqual(await idsBehind(db), ["0", "1", "2", "3"]);
});

Deno.test("a process that commits one after the other uses one lane", async () => {
  await using db = await memoryDatabase();

  for (let i = 0; i < 20; i++) await change(db, `${i}`);
  assert.equal((await lanesOf(db)).length, 1);
  await Promise.all(Array.from({ length: 100 }, (_, i) => change(db, `more ${i}`)));

  assert.ok((await lanesOf(db)).length <= 2);
  assert.equal((await idsBehind(db)).length, 120);
});

Deno.test("who follows while the feed begins to be read is told all behind his position", async () => {
  await using db = await memoryDatabase();
  await change(db, "before");
  const feed = new Feed(db);
  const get = db.get.bind(db);
  const hold = Promise.withResolvers<void>();
  let reads = 0;
  // The feed reads the head where it begins; nobody else is held up.
  db.get = async (key) => {
    if (reads++ === 0) await hold.promise;
    return await get(key);
  };
  const told = Promise.withResolvers<string[]>();

  const unfollow = feed.follow(({ changes }) =>
    told.resolve(changes.flatMap(({ things }) => things.map(({ id }) => id)))
  );
  const position = feed.position();
  await change(db, "meanwhile");
  hold.resolve();
  const at = await position;
  const behind = await idsBehind(db, at);
  await change(db, "after");

  assert.deepEqual([behind, await told.promise], [[], ["after"]]);
  unfollow();
});

Deno.test("what a client cannot be told is never told in part", async () => {
  await using db = await memoryDatabase();
  for (let i = 0; i < 10; i++) await change(db, `${i}`);

  const tooMany = await changesBehind(db, lowestChangeId, 5);
  const { upTo } = await changesBehind(db, lowestChangeId);
  const fromAhead = await changesBehind(db, "f".repeat(20) as typeof upTo);
  await db.kv.set(["change_entry", "lane", 1], "not an entry");
  await db.kv.set(["change_lane", "lane"], 1);
  const unreadable = await changesBehind(db, lowestChangeId);
  await change(db, "behind it");
  const behind = await changesBehind(
    db,
    (await db.get(keys.changeHead)).versionstamp as typeof upTo,
  );

  for (const one of [tooMany, fromAhead, unreadable]) {
    assert.deepEqual([one.isWhole, one.changes.length, one.upTo], [false, 0, upTo]);
  }
  assert.ok(behind.isWhole);
});

Deno.test("forgetChanges() keeps changes for a quarter of an hour, and then leaves no trace of a lane", async () => {
  await using db = await memoryDatabase();
  const clock = new FakeClock();
  const elapsed = () => clock.elapsed();
  const retention = new ChangeRetention(db, clock, elapsed);
  await change(db, "old");
  const { upTo } = await changesBehind(db, lowestChangeId);
  await retention.forgetChanges();
  clock.advance(feedRetentionMs - 1);
  await change(db, "young");

  await retention.forgetChanges();
  const before = await idsBehind(db);
  clock.advance(1);
  for (let i = 0; i < 2; i++) await retention.forgetChanges();

  assert.deepEqual(before, ["old", "young"]);
  assert.deepEqual(await idsBehind(db, upTo), ["young"]);
  assert.equal((await changesBehind(db, lowestChangeId)).isWhole, false);
  for (let i = 0; i < 6; i++) {
    clock.advance(feedRetentionMs);
    await new ChangeRetention(db, clock, elapsed).forgetChanges();
    await retention.forgetChanges();
  }
  const lanes = await lanesOf(db);
  const entries = await Array.fromAsync(db.kv.list<ChangeEntry>({ prefix: ["change_entry"] }));
  assert.ok(lanes.length <= 1, "the lane of the retention's own commits");
  assert.deepEqual(entries.filter(({ value: { things } }) => things.length > 0), []);
});

Deno.test("forgetChanges() of processes whose clocks differ by an hour removes nothing early", async () => {
  await using db = await memoryDatabase();
  const clock = new FakeClock();
  const ahead = new FakeClock(clock.now() + hour);
  const retentions = [clock, ahead].map((one) =>
    new ChangeRetention(db, one, () => clock.elapsed())
  );
  await change(db, "young");

  for (let i = 0; i < 14; i++) {
    for (const retention of retentions) await retention.forgetChanges();
    for (const one of [clock, ahead]) one.advance(60 * second);
  }

  assert.deepEqual(await idsBehind(db), ["young"]);
});

Deno.test("a lane that is used again after it was removed is read again", async () => {
  await using db = await memoryDatabase();
  const clock = new FakeClock();
  const retention = new ChangeRetention(db, clock, () => clock.elapsed());
  await change(db, "old");
  for (let i = 0; i < 6; i++) {
    await retention.forgetChanges();
    clock.advance(feedRetentionMs);
  }
  for (const { key } of await lanesOf(db)) await db.kv.delete(key);
  const { upTo } = await changesBehind(db, lowestChangeId);

  await change(db, "new");

  assert.deepEqual(await idsBehind(db, upTo), ["new"]);
});

/** What makes a feed entry unreadable: another value, or bytes that are no value at all. */
const damages = {
  "does not fit its schema": "UPDATE kv SET v = x'FF10220167' WHERE instr(k, 'change_entry')",
  "is no value at all": "UPDATE kv SET v = x'deadbeef' WHERE instr(k, 'change_entry')",
};

for (const [what, statement] of Object.entries(damages)) {
  Deno.test(`a client is told to reload where the value of a change ${what}, and it is told of once`, async () => {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/kv.db`;
    const told: Deno.KvKey[] = [];
    const db = await openDatabase(path, { unreadable: (key) => told.push(key) });
    await change(db, "before");
    const { upTo: before } = await changesBehind(db, lowestChangeId);
    await change(db, "damaged");
    const sqlite = new DatabaseSync(path);
    sqlite.exec(
      `${statement} AND version = (SELECT max(version) FROM kv WHERE instr(k, 'change_entry'))`,
    );
    sqlite.close();

    const reads = await Promise.all([1, 2].map(() => changesBehind(db, before)));
    // The damaged change may be the newest but one: only what is behind the next change is known again.
    await change(db, "next");
    const { upTo } = await changesBehind(db, before);
    await change(db, "after");
    const behind = await changesBehind(db, upTo);

    assert.deepEqual(reads.map(({ isWhole, changes }) => [isWhole, changes]), [
      [false, []],
      [false, []],
    ]);
    assert.deepEqual(behind.changes.flatMap(({ things }) => things.map(({ id }) => id)), ["after"]);
    assert.equal(told.length, 1);
    assert.equal(told[0]?.[0], "change_entry");
    db.close();
  });
}
