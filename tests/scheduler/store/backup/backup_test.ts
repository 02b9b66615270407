import assert from "node:assert/strict";
import fc from "fast-check";
import { openBackup } from "../../../../scheduler/store/backup/make_backup.ts";
import { decodeKey, encodeKey } from "../../../../scheduler/store/backup/key_bytes.ts";
import { BrokenBackupError } from "../../../../scheduler/store/backup/read_backup.ts";
import { restoreBackup } from "../../../../scheduler/store/backup/restore.ts";
import { verifyBackup } from "../../../../scheduler/store/backup/verify.ts";
import { mustBeWhole } from "../../../../scheduler/store/backup/whole.ts";
import { openDatabase } from "../../../../scheduler/store/kv/database.ts";
import { keys } from "../../../../scheduler/store/kv/keys.ts";
import { aJob } from "../../../support/builders.ts";
import { backupOf, opening, recordsIn, recordsOf } from "../../../support/backups.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import { memoryDatabase } from "../../../support/memory_database.ts";
import { seededDatabase, storedJob, withOperations } from "../../../support/store.ts";
import { temporaryFolder } from "../../../support/temporary_folder.ts";

async function fileDatabase() {
  const folder = await temporaryFolder();
  const db = await openDatabase(`${folder.path}/carillon.db`);
  return Object.assign(db, {
    async [Symbol.asyncDispose]() {
      db.close();
      await folder[Symbol.asyncDispose]();
    },
  });
}

Deno.test("encodeKey() writes keys as Deno KV does, and decodeKey() reads them", async () => {
  await using db = await fileDatabase();
  const given: Deno.KvKey[] = [
    ["a", 1, -1.5, "b\0c", 0, Infinity, -Infinity],
    [new Uint8Array([0, 1, 255, 0]), true, false, ""],
    ["報告", 1_700_000_000_000],
  ];
  for (const key of given) await db.kv.set(key, "x");

  const read = [...(await recordsIn(await backupOf(db))).keys()];

  assert.deepEqual(read.toSorted(), given.map((key) => JSON.stringify(key)).toSorted());
  for (const key of given) assert.deepEqual(decodeKey(encodeKey(key)), key);
});

Deno.test("encodeKey() sorts as the parts do", () => {
  fc.assert(fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (a, b) => {
    const [first, second] = [encodeKey([a]), encodeKey([b])].map((bytes) => bytes.toHex());
    if (first === undefined || second === undefined) return false;
    return a < b ? first < second : a > b ? first > second : true;
  }));
});

Deno.test("openBackup() shows one moment of a file while others write", async () => {
  await using db = await fileDatabase();
  const cells = Array.from({ length: 100 }, (_, i) => ["cell", i] as const);
  const text = "x".repeat(10_000);
  const write = async (n: number) => {
    const operation = db.kv.atomic();
    for (const key of cells.slice(0, 30)) operation.set(key, { n, text });
    for (const key of cells.slice(70)) operation.set(key, { n, text });
    await operation.commit();
  };
  await write(0);
  for (const key of cells.slice(30, 70)) await db.kv.set(key, { n: 0, text });
  let isRead = false;
  let writes = 0;
  const writing = (async () => {
    while (!isRead) await write(++writes);
  })();

  const backup = await openBackup(db, { program: "test" });
  const parts: Uint8Array[] = [];
  for await (const part of backup) {
    parts.push(part);
    const before = writes;
    while (writes < before + 2) await new Promise((done) => setTimeout(done));
  }
  isRead = true;
  await writing;

  const records = await recordsIn(await new Response(new Blob(parts as BlobPart[])).bytes());
  const seen = [...records].filter(([key]) => !/\["cell",(3|4|5|6)\d\]/.test(key))
    .map(([, value]) => (value as { n: number }).n);
  assert.equal(seen.length, 60);
  assert.deepEqual([...new Set(seen)], [seen[0]]);
});

Deno.test("openBackup() ends when nobody reads it, and the file goes on", async () => {
  await using db = await fileDatabase();
  await db.kv.set(["a"], 1);

  const backup = await openBackup(db, { program: "test", stallMs: 20 });
  const reader = backup.getReader();
  const closed = reader.closed.then(() => "closed", (error) => String(error));

  assert.match(await closed, /nobody read the backup/);
  await db.kv.set(["a"], 2);
});

Deno.test("openBackup() reads ranges where there is no file, and says so", async () => {
  await using db = await seededDatabase(new FakeClock());
  const bytes = await backupOf(db);

  const { header, trailer } = await verifyBackup(await opening(bytes)());

  assert.equal(header.consistency, "ranges");
  assert.ok(trailer.ranges !== undefined);
  assert.ok(trailer.ranges.from_versionstamp < trailer.ranges.to_versionstamp);
  assert.equal(trailer.ranges.changed_rows, 0);
});

Deno.test("restoreBackup() writes every record of a backup", async () => {
  await using from = await fileDatabase();
  await from.kv.set(["some", 1], { a: new Uint8Array([1, 0, 2]), b: undefined, c: new Date(5) });
  await from.kv.set(["some", "bytes"], new Uint8Array([5, 0]));
  await from.kv.set(["some", "sum"], new Deno.KvU64(77n));
  await from.kv.set(["some", "passing"], 1, { expireIn: 3_600_000 });
  const bytes = await backupOf(from);
  await using into = await memoryDatabase();

  const { loaded } = await restoreBackup(into, { open: opening(bytes), clock: new FakeClock() });

  assert.equal(loaded.written, 4);
  const records = await recordsOf(into);
  for (const [key, value] of await recordsOf(from)) assert.deepEqual(records.get(key), value);
  await mustBeWhole(into);
});

Deno.test("restoreBackup() writes long keys and large values in operations that Deno KV takes", async () => {
  await using from = await fileDatabase();
  for (let i = 0; i < 30; i++) {
    const operation = from.kv.atomic();
    for (let j = 0; j < 100; j++) operation.set(["long", "k".repeat(500), i, j], j);
    await operation.commit();
    await from.kv.set(["large", i], new Uint8Array(60_000));
  }
  const bytes = await backupOf(from);
  await using into = await memoryDatabase();

  const { loaded } = await restoreBackup(into, { open: opening(bytes), clock: new FakeClock() });

  assert.equal(loaded.written, 3030);
});

Deno.test("restoreBackup() refuses a torn or changed file, wherever that is", async () => {
  await using from = await fileDatabase();
  for (let i = 0; i < 300; i++) await from.kv.set(["row", i], crypto.randomUUID().repeat(50));
  const bytes = await backupOf(from);
  await using into = await memoryDatabase();
  const refuses = async (changed: Uint8Array<ArrayBuffer>, what: string) => {
    const restored = restoreBackup(into, { open: opening(changed), clock: new FakeClock() });
    await assert.rejects(restored, BrokenBackupError, what);
    assert.equal((await recordsOf(into)).size, 0);
  };

  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
      await refuses(bytes.slice(0, at), `torn at ${at}`);
      const flipped = bytes.slice();
      flipped[at] = (flipped[at] ?? 0) ^ by;
      // A blank in the place of another blank in the last line changes nothing that is read.
      await refuses(flipped, `changed at ${at}`);
    }),
    { numRuns: 40 },
  );
  await refuses(Uint8Array.from([...bytes, 10]), "goes on");
});

Deno.test("restoreBackup() refuses a database that is not empty, and a newer version", async () => {
  const clock = new FakeClock();
  await using from = await fileDatabase();
  await from.kv.set(["schema_version"], 1_000_000);
  const newer = await backupOf(from);
  await using empty = await memoryDatabase();
  await using full = await seededDatabase(clock);
  const good = await backupOf(full);
  const before = await recordsOf(full);

  await assert.rejects(restoreBackup(full, { open: opening(good), clock }), /not empty/);
  await assert.rejects(restoreBackup(empty, { open: opening(newer), clock }), /version 1000000/);

  assert.deepEqual((await recordsOf(full)).size, before.size);
  assert.equal((await recordsOf(empty)).size, 0);
});

Deno.test("restoreBackup() begins anew after a restore that was cut off", async () => {
  const clock = new FakeClock();
  await using from = await seededDatabase(clock);
  const job = await storedJob(from, aJob(clock.now()));
  const bytes = await backupOf(from);
  await using into = await memoryDatabase();
  const torn = withOperations(into, (operation) => {
    const commit = operation.commit.bind(operation);
    operation.commit = () => ++commits > 3 ? Promise.reject(new Error("cut off")) : commit();
  });
  let commits = 0;
  await assert.rejects(restoreBackup(torn, { open: opening(bytes), clock }), /cut off/);
  await assert.rejects(mustBeWhole(into), /did not come to its end/);

  const { startedAnew } = await restoreBackup(into, { open: opening(bytes), clock });

  assert.equal(startedAnew, true);
  await mustBeWhole(into);
  assert.equal((await into.get(keys.job.at(job.id))).value?.name, job.name);
});
