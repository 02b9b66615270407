import assert from "node:assert/strict";
import { minute } from "../../../scheduler/model/time.ts";
import { readLog } from "../../../scheduler/store/history/execution_logs.ts";
import { findJob } from "../../../scheduler/store/jobs/jobs.ts";
import { keys } from "../../../scheduler/store/kv/keys.ts";
import { schemaVersion } from "../../../scheduler/store/kv/schema/schema_version.ts";
import { fullDisk, refuseWrites } from "../../support/faulty_storage.ts";
import { executionAt } from "../../support/store.ts";
import { aWorld, ended, until } from "../../support/world.ts";

Deno.test("an end and log lines that a full disk refuses are written when there is room again", async () => {
  await using world = await aWorld();
  let isFull = false;
  const refused = refuseWrites(world.db, () => isFull ? fullDisk() : undefined);
  const gate = Promise.withResolvers<void>();
  let runs = 0;
  const id = await world.runNow(async ({ log }) => {
    runs++;
    await gate.promise;
    log.info("a line");
    return "done";
  });
  const engine = world.engine();
  engine.start();
  await until(() => runs === 1, "it runs");

  isFull = true;
  gate.resolve();
  await until(() => refused() >= 4, "writes are refused");
  assert.equal((await executionAt(world.db, id)).state, "running");
  isFull = false;

  assert.equal((await ended(world.db, id)).state, "succeeded");
  await until(async () => (await readLog(world.db, id)).length === 1, "its log");
  assert.equal(runs, 1);
});

Deno.test("jobs that were due while the disk was full fire when there is room again", async () => {
  await using world = await aWorld();
  let isFull = true;
  let runs = 0;
  const job = await world.job(() => runs++);
  refuseWrites(world.db, () => isFull ? fullDisk() : undefined);
  const engine = world.engine();
  for (let i = 0; i < 3; i++) {
    world.clock.advance(minute);
    await engine.tick();
  }
  assert.equal(runs, 0);

  isFull = false;
  world.clock.advance(minute);
  await engine.tick();
  await engine.drain();

  const { firedUntil } = await findJob(world.db, job.id) ?? {};
  assert.ok(firedUntil !== undefined && world.clock.now() - firedUntil < minute);
  assert.equal(runs, 1);
});

Deno.test("an engine neither fires nor claims on a database that a newer program has migrated, and says so once", async () => {
  await using world = await aWorld();
  let runs = 0;
  await world.job(() => runs++);
  await world.runNow(() => runs++);
  await world.db.kv.set(keys.schemaVersion.parts, schemaVersion + 1);
  const engine = world.engine();
  for (let i = 0; i < 3; i++) {
    world.clock.advance(minute);
    await engine.tick();
    await engine.drain();
  }
  assert.equal(runs, 0);
  assert.equal(world.logged.filter((line) => line.includes("schema version")).length, 1);

  await world.db.kv.set(keys.schemaVersion.parts, schemaVersion);
  world.clock.advance(minute);
  await engine.tick();
  await engine.drain();
  assert.equal(runs, 2);
});
