import assert from "node:assert/strict";
import { serialize } from "node:v8";
import fc from "fast-check";
import { z } from "zod";
import { Commit, commit, packed } from "../../../../scheduler/store/kv/commit.ts";
import { isPassing, UnknownCommitError } from "../../../../scheduler/store/kv/faults/failures.ts";
import { Database, type Key, sharedServerLimits } from "../../../../scheduler/store/kv/database.ts";
import { memoryDatabase } from "../../../support/memory_database.ts";
import { allKeys, disturbed, freezable } from "../../../support/store.ts";
import { until } from "../../../support/world.ts";

const now = Date.parse("2026-03-02T10:00:00Z");
const thing = (name: string): Key<number> => ({ parts: ["thing", name], schema: z.number() });

Deno.test("commit() writes all of it when nothing changed meanwhile", async () => {
  await using db = await memoryDatabase();
  const before = await db.get(thing("a"));

  const versionstamp = await commit(
    db,
    new Commit().check(before).set(thing("a"), 1).set(thing("b"), 2),
    now,
  );

  assert.equal((await db.get(thing("a"))).versionstamp, versionstamp);
  assert.equal((await db.get(thing("b"))).value, 2);
});

Deno.test("commit() that lost its race writes nothing, not even to the change feed", async () => {
  await using db = await memoryDatabase();
  const before = await db.get(thing("a"));
  await db.kv.set(["thing", "a"], 7);
  let told = 0;
  db.onCommit(() => told++);

  const done = await commit(
    db,
    new Commit().check(before).set(thing("a"), 1).set(thing("b"), 2),
    now,
  );

  assert.equal(done, undefined);
  assert.equal(told, 0);
  const keys: Deno.KvKey[] = [];
  for await (const { key } of db.kv.list({ prefix: [] })) keys.push(key);
  assert.deepEqual(keys, [["thing", "a"]]);
});

Deno.test("commit() whose answer got lost is known to have happened", async () => {
  await using db = await memoryDatabase();
  let commits = 0;
  const shaky = disturbed(db, async (commit) => {
    const result = await commit();
    if (commits++ < 2) throw new TypeError("error sending request for url: connection reset");
    return result;
  });
  const before = await shaky.get(thing("a"));

  const versionstamp = await commit(shaky, new Commit().check(before).set(thing("a"), 1), now);

  assert.equal(commits, 3);
  assert.equal((await db.get(thing("a"))).versionstamp, versionstamp);
});

Deno.test("commit() whose answer got lost is not mistaken for another's", async () => {
  await using db = await memoryDatabase();
  let isFirst = true;
  const shaky = disturbed(db, async (commit) => {
    if (!isFirst) return await commit();
    isFirst = false;
    await db.kv.set(["thing", "a"], 7);
    throw new Error("the operation timed out");
  });
  const before = await shaky.get(thing("a"));

  const done = await commit(shaky, new Commit().check(before).set(thing("a"), 1), now);

  assert.equal(done, undefined);
  assert.equal((await db.get(thing("a"))).value, 7);
});

Deno.test("commit() that the database does not answer is unknown, and not lost", async () => {
  await using db = await memoryDatabase();
  const { server, freeze, thaw } = freezable(db, 20);
  const before = await db.get(thing("a"));
  freeze();

  const answer = commit(server, new Commit().check(before).set(thing("a"), 1), now);

  await assert.rejects(answer, UnknownCommitError);
  assert.equal((await db.get(thing("a"))).value, undefined);
  thaw();
  await until(async () => (await db.get(thing("a"))).value === 1, "it lands");
});

Deno.test("commit() whose answer never came is unknown, whatever the error says", async () => {
  await using db = await memoryDatabase();
  const shaky = disturbed(db, async (commit) => {
    await commit();
    throw new Error("the stream broke");
  });

  const answers = await Promise.allSettled(
    [1, 2, 3].map((value) => commit(shaky, new Commit().set(thing(String(value)), value), now)),
  );

  for (const answer of answers) {
    assert.ok(answer.status === "rejected" && answer.reason instanceof UnknownCommitError);
  }
});

Deno.test("commit() that the database refused for as long as it was tried is not unknown", async () => {
  await using db = await memoryDatabase();
  const locked = new Database(
    disturbed(db, () => Promise.reject(new Error("database is locked"))).kv,
    db.limits,
    {},
    false,
    20,
  );

  const answer = commit(locked, new Commit().set(thing("a"), 1), now);

  await assert.rejects(answer, (error) => !(error instanceof UnknownCommitError));
});

Deno.test("commit() that the client of a shared server sent twice by itself is known to have happened", async () => {
  await using db = await memoryDatabase();
  // An answer got lost: the client sends the operation again, and answers what the second one met.
  const { kv } = disturbed(db, async (commit) => {
    await commit();
    return await commit();
  });
  const shared = new Database(kv, sharedServerLimits, {}, true);
  const before = await shared.get(thing("a"));

  const done = await commit(shared, new Commit().check(before).set(thing("a"), 1), now);
  const lost = await commit(shared, new Commit().check(before).set(thing("a"), 2), now);

  const { value, versionstamp } = await db.get(thing("a"));
  assert.deepEqual([value, versionstamp, lost], [1, done, undefined]);
});

Deno.test("commit() is tried again while the database is locked", async () => {
  await using db = await memoryDatabase();
  let tries = 0;
  const locked = disturbed(
    db,
    (commit) => ++tries < 4 ? Promise.reject(new Error("database is locked")) : commit(),
  );

  const versionstamp = await commit(locked, new Commit().set(thing("a"), 1), now);

  assert.equal(tries, 4);
  assert.ok(versionstamp !== undefined);
  assert.equal((await db.get(thing("a"))).value, 1);
});

Deno.test("commit() throws what does not pass by itself, at once", async () => {
  await using db = await memoryDatabase();
  const tooLarge: Key<string> = { parts: ["thing"], schema: z.string() };

  await assert.rejects(commit(db, new Commit().set(tooLarge, "x".repeat(70_000)), now), TypeError);

  assert.deepEqual(await allKeys(db), []);
});

Deno.test("isPassing() knows what the next try may not meet again", () => {
  for (
    const message of [
      "database is locked",
      "database table is locked: data",
      "error sending request for url (http://kv/)",
      "operation timed out",
      "503 Service Unavailable",
      "connection closed before message completed",
    ]
  ) assert.ok(isPassing(new Error(message)), message);
  for (const message of ["Value too large (max 65536 bytes)", "Bad resource ID", "no such table"]) {
    assert.ok(!isPassing(new TypeError(message)), message);
  }
  assert.ok(!isPassing("database is locked"));
});

const parts = fc.array(
  fc.record({
    checks: fc.integer({ min: 0, max: 4 }),
    sets: fc.array(fc.integer({ min: 1, max: 30_000 }), { minLength: 1, maxLength: 6 }),
    deletes: fc.integer({ min: 0, max: 20 }),
    things: fc.integer({ min: 0, max: 10 }),
    keyLength: fc.integer({ min: 1, max: 900 }),
  }),
  { maxLength: 60 },
);

Deno.test("packed() keeps within what an atomic operation takes, and keeps all, in order", () => {
  fc.assert(
    fc.property(parts, fc.constantFrom(10, 100), (given, checks) => {
      const limits = { ...sharedServerLimits, checks };
      let count = 0;
      const commits = given.map((part) => {
        const work = new Commit();
        const next = () => thing(`${count++}`.padStart(part.keyLength, "x"));
        for (let i = 0; i < part.checks; i++) {
          work.check({ key: next().parts, value: undefined, versionstamp: null });
        }
        for (const size of part.sets) work.set({ ...next(), schema: z.any() }, "x".repeat(size));
        for (let i = 0; i < part.deletes; i++) work.delete(next());
        for (let i = 0; i < part.things; i++) {
          work.changed({ kind: "job", id: `${count++}`, categoryId: 0 as never });
        }
        return work;
      });

      const packs = packed(commits, limits);

      assert.deepEqual(
        packs.flatMap((pack) => pack.mutations),
        commits.flatMap((c) => c.mutations),
      );
      assert.deepEqual(packs.flatMap((pack) => pack.checks), commits.flatMap((c) => c.checks));
      assert.deepEqual(packs.flatMap((pack) => pack.things), commits.flatMap((c) => c.things));
      for (const pack of packs) {
        const keys = [...pack.checks, ...pack.mutations].reduce(
          (sum, { key }) => sum + String(key[1]).length + 10,
          0,
        );
        const values = pack.mutations.reduce(
          (sum, { value }) => sum + (value === undefined ? 0 : serialize(value).byteLength),
          0,
        );
        assert.ok(pack.checks.length <= checks);
        assert.ok(pack.mutations.length + 2 <= 1000);
        assert.ok(keys <= 80 * 1024, `${keys} bytes of keys`);
        assert.ok(keys + values + serialize(pack.things).byteLength <= 800 * 1024);
        assert.ok(serialize(pack.things).byteLength < 60 * 1024);
      }
      for (const [i, pack] of packs.entries()) {
        const next = packs[i + 1];
        assert.ok(next === undefined || !pack.hasRoomFor(next, limits), "no pack in vain");
      }
    }),
    { numRuns: 50 },
  );
});
