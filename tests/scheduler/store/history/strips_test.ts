import assert from "node:assert/strict";
import { examine } from "../../../../scheduler/doctor/doctor.ts";
import {
  type ExecutionId,
  type JobId,
  newPackId,
  newSheetId,
  type PackId,
  slotId,
} from "../../../../scheduler/model/ids.ts";
import { editJob, type Job } from "../../../../scheduler/model/job.ts";
import { stripBytes } from "../../../../scheduler/model/records/strip.ts";
import { draftSchedule } from "../../../../scheduler/model/schedule.ts";
import { minute, second } from "../../../../scheduler/model/time.ts";
import { lastEnds } from "../../../../scheduler/store/alarms/last_ends.ts";
import { fireDue } from "../../../../scheduler/store/firing/fire.ts";
import { gatherDue } from "../../../../scheduler/store/firing/gather.ts";
import { findExecutions } from "../../../../scheduler/store/history/find_executions.ts";
import {
  failingJobs,
  lastExecutions,
} from "../../../../scheduler/store/history/last_executions.ts";
import { readEndsOfJob } from "../../../../scheduler/store/history/stats.ts";
import { dissolvePack } from "../../../../scheduler/store/jobs/broken_packs.ts";
import { changeJob, deleteJob } from "../../../../scheduler/store/jobs/jobs.ts";
import type { Database } from "../../../../scheduler/store/kv/database.ts";
import { listJobRows, listRowsOfJobs } from "../../../../scheduler/store/kv/job_rows.ts";
import { keys } from "../../../../scheduler/store/kv/keys.ts";
import { allTime } from "../../../../scheduler/store/kv/walk.ts";
import { endSizesOf } from "../../../../scheduler/store/running/end_sizes.ts";
import type { Claimed } from "../../../../scheduler/store/running/queue.ts";
import { recordSteps } from "../../../../scheduler/store/running/record_steps.ts";
import { aJob } from "../../../support/builders.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import { packsOf } from "../../../support/packs.ts";
import { Room } from "../../../support/room.ts";
import {
  aLease,
  anAudit,
  broken,
  done,
  keysOf,
  recoverSilent,
  seededDatabase,
  stepsOf,
  storedJob,
} from "../../../support/store.ts";

/** Jobs in packs, and a worker that takes what they fire. */
async function packed(count: number, given: Parameters<typeof aJob>[1] = {}) {
  const clock = new FakeClock();
  const db = await seededDatabase(clock);
  const jobs: Job[] = [];
  for (let i = 0; i < count; i++) {
    jobs.push(await storedJob(db, aJob(clock.now(), { name: `job ${i}`, ...given })));
  }
  const lease = await aLease(db, clock);
  const gather = () => gatherDue(db, clock.now() + minute, clock.now() - 1);
  const fire = async () => {
    await gather();
    const room = Object.assign(new Room(lease, 1000), { haveRoom: () => Promise.resolve(true) });
    await fireDue(db, clock.now(), room);
    return room.claimed;
  };
  const [first, second] = jobs;
  assert.ok(first !== undefined && second !== undefined);
  return {
    ...{ db, clock, jobs, first, second, gather, fire },
    /** Fires once a minute, and ends what was fired. */
    async fires(times: number, outcome = done) {
      for (let i = 0; i < times; i++) {
        for (const claimed of await fire()) await end(db, claimed, clock.now(), outcome);
        clock.advance(minute);
      }
    },
    [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
  };
}

/** Ends the executions at these places, and the claim with the last of all. */
async function end(
  db: Database,
  { entry, executions }: Claimed,
  now: number,
  outcome = done,
  places: readonly number[] = [...executions.keys()],
  isLast = places.length === executions.length,
): Promise<void> {
  const chosen = places.flatMap((place) => executions[place] ?? []);
  const steps = stepsOf({ entry, executions }, outcome, now, chosen)
    .map((step, i) => ({ ...step, isLast: isLast && i === chosen.length - 1 }));
  assert.deepEqual(await recordSteps(db, steps, now), []);
}

function edit(db: Database, id: JobId, given: Partial<Job>, now: number) {
  return changeJob(db, id, (job) => ({
    job: editJob(job, { ...job, ...given }, now),
    audit: anAudit(job, "modified", now),
  }), now);
}

async function listed(db: Database, jobId: JobId, limit = 100): Promise<ExecutionId[]> {
  const page = await findExecutions(db, { jobId, scheduled: allTime }, { limit });
  return page.items.map(({ id }) => id);
}

Deno.test("executions of packs leave a strip for each pack on their sheet, and no row by job", async () => {
  await using world = await packed(250);
  const { db, jobs } = world;
  // Ends are short: behind the first, two packs share a sheet.
  endSizesOf(db).note(60);
  await world.fires(2);

  assert.deepEqual(await keysOf(db, "run_of", "execution", "sheet_ends", "pack_of"), []);
  assert.equal((await keysOf(db, "sheet")).length, 2 * 2);
  assert.equal((await keysOf(db, "strip")).length, 2 * 3);
  const rows = await listRowsOfJobs(db, jobs.map(({ id }) => id), { limit: 10 });
  for (const { id } of jobs) {
    assert.deepEqual((await listed(db, id)).reverse(), rows.get(id)?.map((row) => row.id));
    const state = rows.get(id)?.map(({ mark }) => mark === 1 ? 0 : mark[0]);
    assert.deepEqual(state, ["succeeded", "succeeded"]);
  }
});

Deno.test("a sheet of a pack of which a part has ended shows each execution, and each end counts", async () => {
  await using world = await packed(4);
  const { db, clock, first, second } = world;
  const [claimed] = await world.fire();
  assert.ok(claimed !== undefined);
  await end(db, claimed, clock.now(), broken, [0]);

  assert.deepEqual(await keysOf(db, "run_of", "strip"), []);
  assert.equal((await listed(db, first.id)).length, 1);
  assert.equal((await listed(db, second.id)).length, 1);
  const last = await lastExecutions(db, [first.id, second.id], 5);
  assert.deepEqual(last.get(first.id)?.map(({ state }) => state), ["failed"]);
  assert.equal(last.get(first.id)?.[0]?.description, "broken");
  assert.deepEqual(last.get(second.id)?.map(({ state }) => state), ["running"]);
  assert.deepEqual(await failingJobs(db, [first.id, second.id], undefined), new Set([first.id]));
  assert.equal((await readEndsOfJob(db, first.id, undefined)).length, 1);
  assert.deepEqual((await lastEnds(db, first.id, 5)).map(({ state }) => state), ["failed"]);
  assert.deepEqual(await lastEnds(db, second.id, 5), []);

  await end(db, claimed, clock.now(), done, [1, 2, 3], true);
  assert.equal((await keysOf(db, "strip")).length, 1);
  assert.deepEqual((await lastEnds(db, first.id, 5)).map(({ state }) => state), ["failed"]);
  assert.equal((await lastEnds(db, second.id, 5)).length, 1);
});

Deno.test("what a lost worker had ended on a sheet is named by the strip, and the rest by records", async () => {
  await using world = await packed(3, { policy: { maxRetries: 1, retryDelaySeconds: 0 } });
  const { db, clock, jobs } = world;
  const [claimed] = await world.fire();
  assert.ok(claimed !== undefined);
  await end(db, claimed, clock.now(), done, [1]);
  clock.advance(minute);

  await recoverSilent(db, clock.now());

  assert.equal((await keysOf(db, "strip")).length, 1);
  assert.equal((await keysOf(db, "run_of")).length, 2);
  for (const { id } of jobs) assert.equal((await listed(db, id)).length, 1);
});

Deno.test("a sheet whose executions have all left it has no strip", async () => {
  await using world = await packed(2);
  await world.fire();
  world.clock.advance(minute);

  await recoverSilent(world.db, world.clock.now());

  assert.deepEqual(await keysOf(world.db, "strip"), []);
  assert.equal((await keysOf(world.db, "run_of")).length, 2);
});

Deno.test("the history of a job goes over all packs that it was in, in pages of any size", async () => {
  await using world = await packed(4);
  const { db, clock, first, second } = world;
  await world.fires(2);
  for (const minutes of ["*/2", "*", "*/2"]) {
    await edit(db, first.id, { schedule: draftSchedule({ minute: minutes }, "UTC") }, clock.now());
    await edit(db, second.id, { schedule: draftSchedule({ minute: minutes }, "UTC") }, clock.now());
    await world.fires(4);
  }
  await deleteJob(db, first.id, (job) => anAudit(job, "deleted", clock.now()), clock.now());

  const all = await listed(db, first.id);
  assert.equal(all.length, 2 + 2 + 4 + 2);
  assert.ok((await keysOf(db, "pack_of")).length >= 4);
  assert.deepEqual(all, all.toSorted().reverse());
  for (const limit of [1, 2, 3]) {
    const pages: ExecutionId[] = [];
    for (let cursor: string | undefined, isFirst = true; isFirst || cursor; isFirst = false) {
      const request = cursor === undefined ? { limit } : { limit, cursor };
      const page = await findExecutions(db, { jobId: first.id, scheduled: allTime }, request);
      pages.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    assert.deepEqual(pages, all);
  }
  const record = (await db.get(keys.job.at(second.id))).value;
  assert.ok(record !== undefined);
  const last = await lastExecutions(db, [first.id, second.id], 7, [record]);
  assert.deepEqual(last.get(first.id)?.map(({ id }) => id), all.slice(0, 7));
  assert.deepEqual(last.get(second.id)?.map(({ id }) => id), await listed(db, second.id, 7));
});

Deno.test("the strips of a pack are read once for all jobs of a list", async () => {
  await using world = await packed(60);
  const { db, jobs } = world;
  await world.fires(5);
  const records = (await db.getMany(jobs.map(({ id }) => keys.job.at(id))))
    .flatMap(({ value }) => value ?? []);
  let lists = 0;
  const list = db.kv.list.bind(db.kv);
  db.kv.list = ((...given: Parameters<typeof list>) => {
    lists++;
    return list(...given);
  }) as typeof list;

  const last = await lastExecutions(db, jobs.map(({ id }) => id), 5, records);

  assert.ok([...last.values()].every(({ length }) => length === 5));
  assert.ok(lists <= jobs.length + 5, `${lists} lists`);
});

Deno.test("a strip that is spoilt hides nothing else, is told, and is written anew by the doctor", async () => {
  await using world = await packed(3);
  const { db, clock, first } = world;
  await world.fires(3);
  const [, spoilt] = await Array.fromAsync(db.kv.list<Uint8Array>({ prefix: ["strip"] }));
  assert.ok(spoilt !== undefined);
  await db.kv.set(spoilt.key, spoilt.value.with(5, 0xff));

  assert.equal((await listed(db, first.id)).length, 2);
  assert.equal((await lastExecutions(db, [first.id], 5)).get(first.id)?.length, 2);
  assert.equal(db.unreadable.count, 1);
  const { findings } = await examine({ db, clock });
  assert.deepEqual(
    findings.filter(({ count }) => count !== undefined).map(({ check, count }) => [check, count]),
    [["unreadable records", 1], ["missing index entries", 1]],
  );
  await examine({ db, clock, fix: true });
  assert.deepEqual((await db.kv.get(spoilt.key)).value, spoilt.value);
  assert.equal((await listed(db, first.id)).length, 3);
});

Deno.test("a job whose record cannot be read, or whose time in a pack cannot, keeps its history", async () => {
  await using world = await packed(3);
  const { db, clock, first, second } = world;
  await world.fires(2);
  await edit(db, second.id, { name: "another" }, clock.now());
  await world.fires(2);
  for await (const { key } of db.kv.list({ prefix: ["pack_of"] })) await db.kv.set(key, "spoilt");
  await db.kv.set(keys.job.at(first.id).parts, "spoilt");

  assert.equal((await listed(db, first.id)).length, 4);
  assert.equal((await listed(db, second.id)).length, 4);
});

Deno.test("jobs that an earlier version put into a pack show their history from then on", async () => {
  await using world = await packed(3);
  const { db, clock, first, second } = world;
  await world.gather();
  for await (const { key, value } of db.kv.list<Job>({ prefix: ["job"] })) {
    const { packFrom: _, ...former } = value;
    await db.kv.set(key, former);
  }
  await world.fires(2);
  await edit(db, second.id, { name: "another" }, clock.now());
  await world.fires(1);
  await deleteJob(db, second.id, (job) => anAudit(job, "deleted", clock.now()), clock.now());

  assert.equal((await listed(db, first.id)).length, 3);
  assert.equal((await listed(db, second.id)).length, 3);
});

Deno.test("an end that an earlier program named by a row as well is listed once", async () => {
  await using world = await packed(2);
  const { db, clock, first } = world;
  await world.fires(1);
  const [row] = await listJobRows(db, first.id, { limit: 1 });
  assert.ok(row !== undefined);
  await db.kv.set(keys.execution.byJob(first.id, row.id).parts, [
    ...["succeeded", 1, clock.now(), clock.now()],
  ]);

  assert.deepEqual(await listed(db, first.id), [row.id]);
  assert.equal((await listJobRows(db, first.id, { limit: 5 })).length, 1);
});

Deno.test("the jobs of a pack that is dissolved keep their history", async () => {
  await using world = await packed(3);
  const { db, clock, jobs } = world;
  await world.fires(2);
  const [pack] = await packsOf(db);
  assert.ok(pack !== undefined);
  await db.kv.delete(keys.due.ofPack(pack.at, pack.id).parts);

  await dissolvePack(db, pack.id, clock.now());
  await world.fires(1);

  for (const { id } of jobs) assert.equal((await listed(db, id)).length, 3);
});

Deno.test("times in packs that overlap, as a wrong clock makes them, are listed in order", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const job = aJob(clock.now());
  const at = (n: number) => clock.now() + n * minute;
  const strip = async (pack: PackId, n: number) => {
    const sheet = newSheetId(at(n), job.id);
    const about = {
      place: 0,
      job: job.id,
      state: "succeeded",
      categoryId: job.categoryId,
    } as const;
    const bytes = stripBytes([{ ...about, startMs: 1, durationMs: second }]);
    await db.kv.set(keys.strip.at(pack, sheet).parts, bytes);
    return slotId(sheet, 0);
  };
  const [one, other] = [newPackId(at(0)), newPackId(at(1))];
  const ids = [];
  for (const n of Array(10).keys()) ids.push(await strip(n % 2 === 0 ? one : other, n));
  await db.kv.set(keys.stay.at(job.id, at(0), one).parts, at(9));
  await db.kv.set(keys.stay.at(job.id, at(1), other).parts, at(9));

  for (const limit of [1, 4, 20]) {
    const oldest = await listJobRows(db, job.id, { limit });
    assert.deepEqual(oldest.map(({ id }) => id), ids.slice(0, limit));
    const newest = await listJobRows(db, job.id, { limit, newestFirst: true });
    assert.deepEqual(newest.map(({ id }) => id), ids.toReversed().slice(0, limit));
  }
});
