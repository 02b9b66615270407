import { strict as assert } from "node:assert";
import { Commit } from "../../../../../scheduler/store/kv/commit.ts";
import {
  type Database,
  openDatabase,
  sharedServerLimits,
} from "../../../../../scheduler/store/kv/database.ts";
import { keys } from "../../../../../scheduler/store/kv/keys.ts";
import { migrationLockMs } from "../../../../../scheduler/store/kv/schema/migration_lock.ts";
import {
  type Migration,
  type MigrationDeps,
  rewriteRecords,
} from "../../../../../scheduler/store/kv/schema/migrations.ts";
import {
  matchSchemaVersion,
  mustKnowSchema,
  NewerDatabaseError,
  schemaVersion,
} from "../../../../../scheduler/store/kv/schema/schema_version.ts";
import { FakeClock } from "../../../../support/fake_clock.ts";
import { memoryDatabase } from "../../../../support/memory_database.ts";
import { temporaryFolder } from "../../../../support/temporary_folder.ts";

const count = 450;
const table = keys.execution.allByState("failed");
const keyOf = (i: number) => ({ ...table, parts: [...table.prefix, String(i).padStart(4, "0")] });

/** A database of version 1 with `count` records, each of which holds 0. */
async function olderDatabase(limits?: typeof sharedServerLimits) {
  const db = await memoryDatabase(limits);
  for (let i = 0; i < count; i++) await db.kv.set(keyOf(i).parts, 0);
  return db;
}

/** Makes 1 of each 0, and says how many it rewrote. */
function oneForZero(seen: { rewritten: number } = { rewritten: 0 }): Migration {
  return {
    what: "1 for each 0",
    run: (given) =>
      rewriteRecords(given, table, (stored) => {
        if (stored !== 0) return undefined;
        seen.rewritten++;
        return 1;
      }),
  };
}

const twoForOne: Migration = {
  what: "2 for each 1",
  run: (given) => rewriteRecords(given, table, (stored) => stored === 1 ? 2 : undefined),
};

async function values(db: Database): Promise<Set<number>> {
  return new Set((await db.list(table, { limit: 1000 })).map(({ value }) => value));
}

async function storedVersion(db: Database): Promise<number | undefined> {
  return (await db.get(keys.schemaVersion)).value;
}

Deno.test("matchSchemaVersion() marks a new database with the program's version", async () => {
  await using db = await memoryDatabase();
  const clock = new FakeClock();

  await matchSchemaVersion(db, { clock, steps: [oneForZero(), twoForOne] });

  assert.equal(await storedVersion(db), 3);
});

Deno.test("matchSchemaVersion() takes a database that says no version for version 1", async () => {
  await using db = await olderDatabase();

  await matchSchemaVersion(db, { clock: new FakeClock(), steps: [] });

  assert.equal(await storedVersion(db), 1);
});

Deno.test("matchSchemaVersion() runs the known steps in order, and tells each", async () => {
  await using db = await olderDatabase();
  const told: string[] = [];

  await matchSchemaVersion(db, {
    clock: new FakeClock(),
    steps: [oneForZero(), twoForOne],
    migrating: (from, to, what) => told.push(`${from} to ${to}: ${what}`),
  });

  assert.deepEqual(told, ["1 to 2: 1 for each 0", "2 to 3: 2 for each 1"]);
  assert.deepEqual(await values(db), new Set([2]));
  assert.equal(await storedVersion(db), 3);
  assert.equal((await db.get(keys.migrationLock)).value, undefined);
});

Deno.test("matchSchemaVersion() migrates within the limits of a shared server", async () => {
  await using db = await olderDatabase(sharedServerLimits);

  await matchSchemaVersion(db, { clock: new FakeClock(), steps: [oneForZero()] });

  assert.deepEqual(await values(db), new Set([1]));
});

Deno.test("matchSchemaVersion() of a migrated database runs no step", async () => {
  await using db = await olderDatabase();
  const seen = { rewritten: 0 };
  const given = { clock: new FakeClock(), steps: [oneForZero(seen)] };
  await matchSchemaVersion(db, given);

  await matchSchemaVersion(db, given);

  assert.equal(seen.rewritten, count);
});

Deno.test("matchSchemaVersion() refuses a database of a newer program, and names both versions", async () => {
  await using db = await memoryDatabase();
  await db.kv.set(keys.schemaVersion.parts, schemaVersion + 6);

  await assert.rejects(
    matchSchemaVersion(db, { clock: new FakeClock() }),
    (error) =>
      error instanceof NewerDatabaseError &&
      error.databaseVersion === schemaVersion + 6 && error.programVersion === schemaVersion &&
      error.message.includes(`version ${schemaVersion + 6}`) &&
      error.message.includes(`up to ${schemaVersion}`),
  );
  await assert.rejects(mustKnowSchema(db), NewerDatabaseError);
});

Deno.test("matchSchemaVersion() by several processes at once lets one migrate and the others wait", async () => {
  await using folder = await temporaryFolder();
  const open = () => openDatabase(`${folder.path}/carillon.db`);
  const databases = [await open(), await open(), await open()];
  for (let i = 0; i < count; i++) await databases[0]?.kv.set(keyOf(i).parts, 0);
  const told: string[] = [];
  const seen = { rewritten: 0 };
  const steps = [oneForZero(seen), twoForOne];

  const valuesAtTheEnd = await Promise.all(databases.map(async (db) => {
    await matchSchemaVersion(db, {
      clock: new FakeClock(),
      steps,
      pollMs: 2,
      migrating: (_from, _to, what) => told.push(what),
    });
    return await values(db);
  }));

  assert.deepEqual(valuesAtTheEnd, [new Set([2]), new Set([2]), new Set([2])]);
  assert.deepEqual(told, [steps[0]?.what, steps[1]?.what]);
  assert.equal(seen.rewritten, count);
  for (const db of databases) db.close();
});

Deno.test("matchSchemaVersion() goes on where a crash cut off a step, once the lock has expired", async () => {
  await using db = await olderDatabase();
  const clock = new FakeClock();
  const crash: Migration = {
    what: "1 for some 0, and then a crash",
    run: async ({ commit }: MigrationDeps) => {
      for (let i = 0; i < 7; i++) await commit(new Commit().set(keyOf(i), 1));
      throw new Error("the process was killed");
    },
  };
  await assert.rejects(matchSchemaVersion(db, { clock, steps: [crash] }), /killed/);
  assert.equal(await storedVersion(db), 1);

  const seen = { rewritten: 0 };
  const waited = Promise.withResolvers<void>();
  const second = matchSchemaVersion(db, {
    clock: {
      now() {
        waited.resolve();
        return clock.now();
      },
    },
    steps: [oneForZero(seen)],
    pollMs: 2,
  });
  await waited.promise;
  assert.equal(seen.rewritten, 0);
  clock.advance(migrationLockMs);
  await second;

  assert.equal(seen.rewritten, count - 7);
  assert.deepEqual(await values(db), new Set([1]));
  assert.equal(await storedVersion(db), 2);
});

Deno.test("matchSchemaVersion() takes over from a killed process in 30 s, though the clock is an hour back", async () => {
  await using db = await olderDatabase();
  const clock = new FakeClock();
  const crash: Migration = {
    what: "a crash",
    run: () => Promise.reject(new Error("the process was killed")),
  };
  await assert.rejects(matchSchemaVersion(db, { clock, steps: [crash] }), /killed/);
  clock.jump(-3_600_000);

  const waited = Promise.withResolvers<void>();
  const second = matchSchemaVersion(db, {
    clock,
    steps: [oneForZero()],
    pollMs: 2,
    elapsed: () => {
      waited.resolve();
      return clock.elapsed();
    },
  });
  await waited.promise;
  clock.advance(migrationLockMs);
  await second;

  assert.deepEqual(await values(db), new Set([1]));
});

Deno.test("matchSchemaVersion() goes on behind the last whole step after a crash between two", async () => {
  await using db = await olderDatabase();
  const clock = new FakeClock();
  const told: string[] = [];
  const crash: Migration = {
    what: "a crash",
    run: () => Promise.reject(new Error("the process was killed")),
  };
  await assert.rejects(matchSchemaVersion(db, { clock, steps: [oneForZero(), crash] }), /killed/);
  clock.advance(migrationLockMs);

  await matchSchemaVersion(db, {
    clock,
    steps: [oneForZero(), twoForOne],
    migrating: (_from, _to, what) => told.push(what),
  });

  assert.deepEqual(told, [twoForOne.what]);
  assert.deepEqual(await values(db), new Set([2]));
});

Deno.test("a process that was frozen in a step writes nothing once another has taken its lock", async () => {
  await using db = await olderDatabase();
  const clock = new FakeClock();
  const frozen = Promise.withResolvers<void>();
  const isIn = Promise.withResolvers<void>();
  const slow: Migration = {
    what: "9 for each record, slowly",
    run: async ({ commit }) => {
      isIn.resolve();
      await frozen.promise;
      await commit(new Commit().set(keyOf(0), 9));
    },
  };
  const first = matchSchemaVersion(db, { clock, steps: [slow], pollMs: 2 });
  await isIn.promise;
  clock.advance(migrationLockMs);

  await matchSchemaVersion(db, { clock, steps: [oneForZero()], pollMs: 2 });
  frozen.resolve();
  await first;

  assert.deepEqual(await values(db), new Set([1]));
});
