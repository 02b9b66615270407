import assert from "node:assert/strict";
import { type ClaimId, type ExecutionId, newId } from "../../../scheduler/model/ids.ts";
import type { AlarmKind } from "../../../scheduler/model/alarms/alarm_kind.ts";
import type { Database } from "../../../scheduler/store/kv/database.ts";
import { minute, second } from "../../../scheduler/model/time.ts";
import { aLease, disturbed, keysOf, recoverSilent } from "../../support/store.ts";
import { alarmsOf, noticesOf, setRules } from "../../support/alarms.ts";
import { keys } from "../../../scheduler/store/kv/keys.ts";
import { fireDue } from "../../../scheduler/store/firing/fire.ts";
import { gatherDue } from "../../../scheduler/store/firing/gather.ts";
import { aWorld, until, type World } from "../../support/world.ts";

Deno.test("a job that fails on the engine has one alarm, which its success closes", async () => {
  await using world = await aWorld();
  const { db, clock } = world;
  let fails = true;
  await world.job(() => {
    if (fails) throw new Error("no disk");
  });
  const engine = world.engine();
  engine.start();
  const run = async () => {
    clock.advance(minute);
    await engine.tick();
    await engine.drain();
  };

  await run();
  await until(async () => (await alarmsOf(db)).length > 0, "an alarm");
  await run();
  await until(async () => (await alarmsOf(db))[0]?.count === 2, "the second failure");
  fails = false;
  await run();
  await until(async () => (await alarmsOf(db))[0]?.state === "closed", "the end of the alarm");

  const [alarm, ...others] = await alarmsOf(db);
  assert.deepEqual(others, []);
  assert.match(alarm?.reason ?? "", /no disk/);
  // The rows of the notices may be gone: the engine tells them.
  assert.equal(alarm?.notices, 2);
});

Deno.test("a failure that is tried again raises nothing before the last attempt", async () => {
  await using world = await aWorld();
  const { db, clock } = world;
  const id = await world.runNow(() => {
    throw new Error("broken");
  }, { maxRetries: 1, retryDelaySeconds: 10 });
  const engine = world.engine();

  await engine.drain();
  assert.deepEqual(await alarmsOf(db), []);
  clock.advance(20 * second);
  await engine.drain();

  assert.deepEqual((await alarmsOf(db)).map(({ lastExecutionId }) => lastExecutionId), [id]);
});

/** 98 jobs whose executions are on one sheet, and run on a worker that is lost. */
async function aLostSheet({ db, clock, job }: World): Promise<void> {
  for (let i = 0; i < 98; i++) await job(() => {});
  await gatherDue(db, clock.now() + minute, clock.now());
  clock.advance(minute);
  const lease = await aLease(db, clock);
  const claimId = newId<ClaimId>(clock.now());
  const take = (room: number) => ({ lease, claimId, room, taken: () => {}, dropped: () => {} });
  await fireDue(db, clock.now(), { take });
  // Long enough for an index entry by the time of the end: the most rows that an end has.
  clock.advance(10 * minute);
}

Deno.test("a lost worker with a full sheet raises the alarms of all its jobs in the commits of the ends", async () => {
  await using world = await aWorld();
  const { db, clock } = world;
  await aLostSheet(world);

  const recovered = await recoverSilent(db, clock.now());

  assert.equal(recovered.length, 98);
  await mustBeRaised(db, "failed", 98);
});

Deno.test("a recovery of a sheet that is cut off after any commit is finished by the next one", async () => {
  for (let commits = 1; commits <= 5; commits++) {
    await using world = await aWorld();
    const { db, clock } = world;
    await aLostSheet(world);
    let left = commits;
    const dying = disturbed(db, async (commit) => {
      if (left-- <= 0) throw new TypeError("the process is gone");
      return await commit();
    });
    await recoverSilent(dying, clock.now()).catch(() => {});

    await recoverSilent(db, clock.now());

    await mustBeRaised(db, "failed", 98);
    assert.equal((await noticesOf(db)).length, 98);
    assert.deepEqual(await keysOf(db, "claim", "sheet_ends", "queue"), []);
  }
});

/** One alarm for each of so many executions, written in the commit of the end. */
async function mustBeRaised(db: Database, kind: AlarmKind, count: number): Promise<void> {
  const alarms = await alarmsOf(db, kind);
  assert.equal(new Set(alarms.map(({ lastExecutionId }) => lastExecutionId)).size, count);
  assert.equal(alarms.length, count);
  for (const { id, lastExecutionId } of alarms) {
    const [alarm, execution] = await Promise.all([
      db.get(keys.alarm.at(id)),
      db.get(keys.execution.at(lastExecutionId as ExecutionId)),
    ]);
    assert.equal(alarm.versionstamp, execution.versionstamp);
  }
}

Deno.test("a fire time that was missed during a downtime raises an alarm in the commit of the fire", async () => {
  await using world = await aWorld();
  const { db, clock } = world;
  for (let i = 0; i < 98; i++) {
    await world.job(() => {}, { misfireGraceSeconds: 60, coalesce: true });
  }
  await gatherDue(db, clock.now() + minute, clock.now());
  clock.advance(60 * minute);

  await fireDue(db, clock.now());

  await mustBeRaised(db, "missed", 98);
});

Deno.test("what starts late after a downtime raises an alarm, though no tick has looked before", async () => {
  await using world = await aWorld();
  const { db, clock } = world;
  const job = await world.job(() => {}, { misfireGraceSeconds: 3600 });
  await setRules(db, job, { late: { seconds: 30 } }, clock.now());
  clock.advance(minute + 40 * second);
  const engine = world.engine();

  await engine.tick();
  await engine.drain();

  assert.deepEqual((await alarmsOf(db)).map(({ kind, reason }) => [kind, reason]), [
    ["late", "started 40 s after its fire time"],
  ]);
});
