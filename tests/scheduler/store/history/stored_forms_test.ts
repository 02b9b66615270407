import assert from "node:assert/strict";
import { deflateSync } from "node:zlib";
import { type ExecutionId, type JobId, newSheetId } from "../../../../scheduler/model/ids.ts";
import { inflated } from "../../../../scheduler/model/records/deflated.ts";
import { minute } from "../../../../scheduler/model/time.ts";
import { fireDue } from "../../../../scheduler/store/firing/fire.ts";
import { findExecution } from "../../../../scheduler/store/history/executions.ts";
import {
  type ExecutionFilter,
  findExecutions,
} from "../../../../scheduler/store/history/find_executions.ts";
import { lastExecutions } from "../../../../scheduler/store/history/last_executions.ts";
import { forgetExecutions, forgetSheets } from "../../../../scheduler/store/history/retention.ts";
import { readEndsOfJob } from "../../../../scheduler/store/history/stats.ts";
import type { Database } from "../../../../scheduler/store/kv/database.ts";
import { UnreadableRecordError } from "../../../../scheduler/store/kv/faults/unreadable.ts";
import { listJobRows } from "../../../../scheduler/store/kv/job_rows.ts";
import { keys } from "../../../../scheduler/store/kv/keys.ts";
import { allTime } from "../../../../scheduler/store/kv/walk.ts";
import { recordSteps } from "../../../../scheduler/store/running/record_steps.ts";
import { aJob } from "../../../support/builders.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import { storeAsBefore } from "../../../support/former/sheets.ts";
import { Room } from "../../../support/room.ts";
import {
  aLease,
  done,
  keysOf,
  runNowAt,
  seededDatabase,
  stepsOf,
  storedJob,
} from "../../../support/store.ts";

const jobCount = 20;

/** Executions of four fires on sheets, and runs that were asked for and have records: half of them before the upgrade. */
async function acrossTheUpgrade() {
  const clock = new FakeClock();
  const db = await seededDatabase(clock);
  const jobs: JobId[] = [];
  for (let i = 0; i < jobCount; i++) {
    jobs.push((await storedJob(db, aJob(clock.now(), { name: `job ${i}` }))).id);
  }
  const lease = await aLease(db, clock);
  for (let fire = 0; fire < 4; fire++) {
    const room = new Room(lease, 1000);
    assert.equal(await fireDue(db, clock.now(), room), jobCount);
    for (const taken of room.claimed) {
      const steps = stepsOf(taken, done, clock.now(), taken.executions);
      const last = steps.at(-1);
      if (last !== undefined) steps[steps.length - 1] = { ...last, isLast: true };
      assert.deepEqual(await recordSteps(db, steps, clock.now()), []);
    }
    for (const job of jobs.slice(0, 2)) {
      const entry = await db.get(keys.job.at(job));
      if (entry.value !== undefined) await runNowAt(db, entry.value, clock.now());
    }
    if (fire === 1) await storeAsBefore(db);
    clock.advance(minute);
  }
  return { db, clock, jobs, [Symbol.asyncDispose]: () => db[Symbol.asyncDispose]() };
}

/** All pages of a list, one after the other. */
async function pages(
  db: Database,
  filter: Partial<ExecutionFilter>,
  request: { readonly limit: number; readonly oldestFirst?: boolean },
): Promise<ExecutionId[]> {
  const found: ExecutionId[] = [];
  let cursor: string | undefined;
  for (;;) {
    const at = cursor === undefined ? request : { ...request, cursor };
    const page = await findExecutions(db, { scheduled: allTime, ...filter }, at);
    found.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
    if (cursor === undefined) return found;
  }
}

Deno.test("lists of a job hold its executions of both forms, in the order of their times, each once", async () => {
  await using world = await acrossTheUpgrade();
  const { db, jobs: [job, , third] } = world;
  assert.ok(job !== undefined && third !== undefined);
  assert.equal((await keysOf(db, "execution_by_job")).length, 2 * jobCount + 4);
  assert.equal((await keysOf(db, "run_of")).length, 2 * jobCount + 4);

  const all = await pages(db, {}, { limit: 1000 });
  const ofJob = await pages(db, { jobId: job }, { limit: 1000 });

  assert.equal(all.length, 4 * jobCount + 8);
  assert.equal(ofJob.length, 8);
  assert.deepEqual(ofJob, ofJob.toSorted().reverse());
  for (const limit of [1, 3, 7]) {
    assert.deepEqual(await pages(db, { jobId: job }, { limit }), ofJob);
    const oldestFirst = await pages(db, { jobId: job }, { limit, oldestFirst: true });
    assert.deepEqual(oldestFirst, ofJob.toReversed());
    assert.deepEqual(await pages(db, {}, { limit: 20 + limit }), all);
  }
  const last = await lastExecutions(db, [job, third], 5);
  assert.deepEqual(last.get(job)?.map(({ id }) => id), ofJob.slice(0, 5));
  assert.equal(last.get(third)?.length, 4);
  assert.equal((await readEndsOfJob(db, third, undefined)).length, 4);
  for (const id of all) assert.equal((await findExecution(db, id))?.id, id);
});

Deno.test("listJobRows() takes the bounds of both forms", async () => {
  await using world = await acrossTheUpgrade();
  const { db, jobs: [job] } = world;
  assert.ok(job !== undefined);
  const all = (await listJobRows(db, job, { limit: 100 })).map(({ id }) => id);
  assert.equal(all.length, 8);

  for (const [i, id] of all.entries()) {
    const idsOf = async (range: { from?: string; before?: string }): Promise<ExecutionId[]> =>
      (await listJobRows(db, job, { ...range, limit: 100 })).map((row) => row.id);
    assert.deepEqual(await idsOf({ from: id }), all.slice(i));
    assert.deepEqual(await idsOf({ from: `${id}0` }), all.slice(i + 1));
    assert.deepEqual(await idsOf({ before: id }), all.slice(0, i));
    const newest = await listJobRows(db, job, { limit: i, newestFirst: true });
    assert.deepEqual(newest.map((row) => row.id), all.slice(all.length - i).reverse());
  }
});

Deno.test("retention removes both forms, and first the older one", async () => {
  await using world = await acrossTheUpgrade();
  const { db, clock } = world;

  await forgetSheets(db, clock.now() - 2 * minute);

  assert.equal((await keysOf(db, "execution_by_job")).length, 4, "the runs wait");
  assert.equal((await keysOf(db, "run_of")).length, 2 * jobCount + 4);
  await forgetSheets(db, clock.now() + 1);
  await forgetExecutions(db, clock.now() + 1);
  assert.equal((await keysOf(db, "run_of")).length, 4);
  assert.deepEqual(await keysOf(db, "sheet", "sheet_by_category", "execution_by_state"), []);
});

Deno.test("a packed sheet with a broken slot is unreadable for who needs the slot, and for no other", async () => {
  await using world = await acrossTheUpgrade();
  const { db, jobs: [job, other] } = world;
  assert.ok(job !== undefined && other !== undefined);
  const entries = await Array.fromAsync(db.kv.list<Uint8Array>({ prefix: ["sheet"] }));
  const entry = entries.at(-1);
  assert.ok(entry !== undefined && inflated(entry.value) !== entry.value);
  const lines = new TextDecoder().decode(inflated(entry.value)).split("\n");
  const spoilt = (lines.findIndex((line) => line.includes(job))) - 2;
  lines[spoilt + 2] = `["${job}",`;
  await db.kv.set(entry.key, new Uint8Array(deflateSync(lines.join("\n"))));
  const idAt = (place: number) =>
    `${String(entry.key[1])}${place.toString(16).padStart(4, "0")}` as ExecutionId;

  await assert.rejects(findExecution(db, idAt(spoilt)), UnreadableRecordError);
  const fine = await findExecution(db, idAt(spoilt === 0 ? 1 : spoilt - 1));
  assert.equal(fine?.state, "succeeded");
  assert.equal((await pages(db, { jobId: other }, { limit: 3 })).length, 8);
  assert.equal((await pages(db, { jobId: job }, { limit: 3 })).length, 7);
  assert.equal(db.unreadable.count, 1);
});

Deno.test("a packed sheet whose bytes are broken is unreadable, and lists go on without it", async () => {
  await using world = await acrossTheUpgrade();
  const { db, jobs: [job] } = world;
  const [entry] = await Array.fromAsync(
    db.kv.list<Uint8Array>({ prefix: ["sheet"] }, { reverse: true, limit: 1 }),
  );
  assert.ok(entry !== undefined && job !== undefined);
  const broken = Uint8Array.from(entry.value);
  broken[100]! ^= 1;
  await db.kv.set(entry.key, broken);

  await assert.rejects(
    findExecution(db, `${String(entry.key[1])}0000` as ExecutionId),
    UnreadableRecordError,
  );
  assert.equal((await pages(db, {}, { limit: 10 })).length, 3 * jobCount + 8);
  assert.equal((await pages(db, { jobId: job }, { limit: 10 })).length, 7);
  const none = newSheetId(0, job);
  assert.equal(await findExecution(db, `${none}0000` as ExecutionId), undefined);
});
