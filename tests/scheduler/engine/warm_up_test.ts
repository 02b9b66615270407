import assert from "node:assert/strict";
import { minute, second } from "../../../scheduler/model/time.ts";
import { WarmUp } from "../../../scheduler/engine/warm_up.ts";
import { aJob } from "../../support/builders.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { seededDatabase, storedJob } from "../../support/store.ts";

async function aWarmUp(mayAct = true) {
  const clock = new FakeClock("2026-03-02T10:00:00Z");
  const db = await seededDatabase(clock);
  const leases: number[] = [];
  const take = () => Promise.resolve(void leases.push(clock.now()));
  const warmUp = new WarmUp(db, () => Promise.resolve(mayAct), take);
  const look = async () => {
    warmUp.look(clock.now());
    await warmUp.over();
  };
  return { clock, db, leases, warmUp, look };
}

Deno.test("WarmUp reads what is due at the next minute and takes a lease, shortly before and once", async () => {
  const { clock, db, leases, warmUp, look } = await aWarmUp();
  await using _ = db;
  const job = await storedJob(db, aJob(clock.now() + minute));

  clock.advance(minute - 5 * second);
  await look();
  assert.deepEqual([warmUp.take(), leases.length], [[], 0]);
  clock.advance(warmUp.restMs(clock.now()));
  await look();
  await look();

  assert.deepEqual(warmUp.take().map(({ job: { value } }) => value.id), [job.id]);
  assert.deepEqual([warmUp.take(), leases.length], [[], 1]);
});

Deno.test("WarmUp takes no lease where nothing will be due, and reads nothing where the process may not act", async () => {
  for (const mayAct of [true, false]) {
    const { clock, db, leases, warmUp, look } = await aWarmUp(mayAct);
    await using _ = db;
    if (!mayAct) await storedJob(db, aJob(clock.now() + minute));
    clock.advance(minute - 100);

    await look();

    assert.deepEqual([warmUp.take(), leases], [[], []]);
  }
});

Deno.test("WarmUp keeps nothing that is read too late for its tick", async () => {
  const { clock, db, warmUp } = await aWarmUp();
  await using _ = db;
  await storedJob(db, aJob(clock.now() + minute));
  clock.advance(minute - 100);

  warmUp.look(clock.now());
  assert.deepEqual(warmUp.take(), []);
  await warmUp.over();

  assert.deepEqual(warmUp.take(), []);
});
