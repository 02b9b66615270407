import assert from "node:assert/strict";
import { second } from "../../../../scheduler/model/time.ts";
import { queueFigures } from "../../../../scheduler/store/running/queue_figures.ts";
import { recordSteps } from "../../../../scheduler/store/running/record_steps.ts";
import { aJob } from "../../../support/builders.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import {
  aLease,
  claimed,
  done,
  runNowAt,
  seededDatabase,
  stepsOf,
  storedJob,
} from "../../../support/store.ts";

/** A claim of six executions, of which two have ended. */
async function aClaim() {
  const clock = new FakeClock();
  const db = await seededDatabase(clock);
  const job = await storedJob(db, aJob(clock.now()));
  for (let i = 0; i < 6; i++) await runNowAt(db, job, clock.now());
  const taken = await claimed(db, await aLease(db, clock), clock);
  const chosen = taken.executions.slice(0, 2);
  await recordSteps(db, stepsOf(taken, done, clock.now(), chosen), clock.now());
  return { db, clock };
}

Deno.test("queueFigures() leaves out what has ended of a claim", async () => {
  const { db, clock } = await aClaim();
  await using _ = db;

  assert.equal((await queueFigures(db, clock.now())).running, 4);
});

Deno.test("queueFigures() reads executions of old claims alone, and no more than it may", async () => {
  const { db, clock } = await aClaim();
  await using _ = db;
  const options = { mostRead: 3, readAfterMs: 5 * second };
  const running = async () => (await queueFigures(db, clock.now(), options)).running;
  let reads = 0;
  const getMany = db.kv.getMany.bind(db.kv);
  db.kv.getMany = ((wanted: Deno.KvKey[]) => {
    reads += wanted.length;
    return getMany(wanted as never);
  }) as typeof db.kv.getMany;

  assert.deepEqual([await running(), reads], [6, 0]);
  clock.advance(5 * second);
  assert.deepEqual([await running(), reads], [4, 3]);
});
