import assert from "node:assert/strict";
import type { JobId } from "../../../../scheduler/model/ids.ts";
import { editJob, type Job, pauseJob } from "../../../../scheduler/model/job.ts";
import { draftSchedule } from "../../../../scheduler/model/schedule.ts";
import { hour, minute, second } from "../../../../scheduler/model/time.ts";
import { type Database, sharedServerLimits } from "../../../../scheduler/store/kv/database.ts";
import { fireDue, type Taker } from "../../../../scheduler/store/firing/fire.ts";
import { gatherDue } from "../../../../scheduler/store/firing/gather.ts";
import { runNow } from "../../../../scheduler/store/firing/run_now.ts";
import { nextDueJobs } from "../../../../scheduler/store/history/stats.ts";
import { changeJob, deleteJob } from "../../../../scheduler/store/jobs/jobs.ts";
import { keys } from "../../../../scheduler/store/kv/keys.ts";
import type { Claimed } from "../../../../scheduler/store/running/queue.ts";
import { endSizesOf } from "../../../../scheduler/store/running/end_sizes.ts";
import { recordSteps } from "../../../../scheduler/store/running/record_steps.ts";
import { aJob } from "../../../support/builders.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import { jobNow, mustBeWhole, packsOf } from "../../../support/packs.ts";
import {
  aLease,
  allExecutions,
  anAudit,
  broken,
  claimed,
  disturbed,
  done,
  interposed,
  keysOf,
  recoverSilent,
  seededDatabase,
  stepsOf,
  storedJob,
} from "../../../support/store.ts";

type Given = Parameters<typeof aJob>[1];

/** Jobs that are due now, in packs. */
async function packed(count: number, given: Given = {}, limits = sharedServerLimits) {
  const clock = new FakeClock();
  const db = await seededDatabase(clock, limits);
  const jobs: Job[] = [];
  for (let i = 0; i < count; i++) {
    jobs.push(await storedJob(db, aJob(clock.now(), { name: `job ${i}`, ...given })));
  }
  const gathered = await gatherDue(db, clock.now(), clock.now() - 1);
  const [first] = jobs;
  assert.ok(first !== undefined);
  return { db, clock, jobs, first, gathered };
}

async function executionsOf(db: Database, job: JobId) {
  return (await allExecutions(db)).filter((one) => one.job.id === job);
}

function edit(db: Database, id: JobId, given: Partial<Job>, now: number) {
  return changeJob(db, id, (job) => ({
    job: editJob(job, { ...job, ...given }, now),
    audit: anAudit(job, "modified", now),
  }), now);
}

function pause(db: Database, id: JobId, now: number) {
  return changeJob(db, id, (job) => ({
    job: pauseJob(job, now),
    audit: anAudit(job, "paused", now),
  }), now);
}

function run(db: Database, id: JobId, now: number) {
  return runNow(db, id, (job) => anAudit(job, "custom_run", now), now);
}

/** A worker that takes everything. */
async function aTaker(db: Database, clock: FakeClock): Promise<Taker & { claims: Claimed[] }> {
  const lease = await aLease(db, clock);
  const claims: Claimed[] = [];
  let n = 0;
  return {
    claims,
    take: (room) => ({
      lease,
      claimId: `${lease.workerId.slice(0, 28)}${String(n++).padStart(4, "0")}` as never,
      room,
      taken: (one) => claims.push(one),
      dropped: () => {},
    }),
  };
}

Deno.test("gatherDue() puts jobs with one schedule that are due together into packs", async () => {
  for (const limits of [undefined, sharedServerLimits]) {
    const { db, gathered } = await packed(120, {}, limits as typeof sharedServerLimits);
    await using _ = db;

    assert.equal(gathered, 120);
    const counts = (await packsOf(db)).map(({ jobs }) => jobs.length).toSorted((a, b) => a - b);
    assert.deepEqual(counts, [22, 98]);
    await mustBeWhole(db);
  }
});

Deno.test("gatherDue() leaves jobs alone that share nothing, are too large, or wait", async () => {
  const clock = new FakeClock();
  const now = clock.now();
  await using db = await seededDatabase(clock);
  await storedJob(db, aJob(now, { schedule: draftSchedule({ minute: "*/5" }, "UTC") }));
  await storedJob(db, aJob(now));
  for (let i = 0; i < 2; i++) {
    const schedule = draftSchedule({ minute: "*/3" }, "UTC");
    await storedJob(db, aJob(now, { schedule, pubArgs: ["x".repeat(20_000)] }));
  }
  for (let i = 0; i < 2; i++) {
    const schedule = draftSchedule({ minute: "*/2" }, "UTC");
    const job = await storedJob(db, aJob(now, { schedule, policy: { maxInstances: 1 } }));
    await run(db, job.id, now);
    await run(db, job.id, now);
  }

  assert.equal(await gatherDue(db, now + hour, now - 1), 0);

  assert.deepEqual(await packsOf(db), []);
});

Deno.test("gatherDue() fills packs that have room, and splits at the size of a value", async () => {
  const { db, clock } = await packed(20, { pubArgs: ["名".repeat(1500)] });
  await using _ = db;
  await storedJob(db, aJob(clock.now()));

  assert.equal(await gatherDue(db, clock.now(), clock.now() - 1), 1);

  const packs = await packsOf(db);
  assert.equal(packs.reduce((sum, { jobs }) => sum + jobs.length, 0), 21);
  assert.equal(packs.length, 2);
  await mustBeWhole(db);
  assert.equal(await fireDue(db, clock.now()), 21);
});

Deno.test("gatherDue() by several processes at once puts each job into one pack", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock, sharedServerLimits);
  for (let i = 0; i < 40; i++) await storedJob(db, aJob(clock.now()));

  await Promise.all([1, 2, 3].map(() => gatherDue(db, clock.now(), clock.now() - 1)));
  await Promise.all([fireDue(db, clock.now()), gatherDue(db, clock.now(), clock.now() - 1)]);

  await mustBeWhole(db);
  assert.equal((await keysOf(db, "execution")).length, 40);
});

Deno.test("fireDue() fires a pack without reading or writing its jobs", async () => {
  const { db, clock, jobs } = await packed(98);
  await using _ = db;
  const taker = await aTaker(db, clock);
  const stampsOf = async () =>
    (await db.list(keys.job.all, { limit: 1000 })).map(({ versionstamp }) => versionstamp);
  const before = await stampsOf();

  assert.equal(await fireDue(db, clock.now(), taker), 98);
  assert.equal(await fireDue(db, clock.now(), taker), 0);

  assert.deepEqual(await stampsOf(), before);
  assert.deepEqual(taker.claims.map(({ executions }) => executions.length), [98]);
  assert.deepEqual((await packsOf(db)).map(({ at }) => at), [clock.now() + minute]);
  const next = await nextDueJobs(db, undefined, 200);
  assert.deepEqual(new Set(next.map(({ id }) => id)), new Set(jobs.map(({ id }) => id)));
  assert.deepEqual(await keysOf(db, "active", "queue"), []);
});

for (const [endBytes, commits] of [[60, 2], [1000, 3]] as const) {
  Deno.test(`fireDue() puts as many packs into one commit as ends of ${endBytes} bytes allow`, async () => {
    const { db, clock, jobs } = await packed(250, {}, { ...sharedServerLimits, checks: 100 });
    await using _ = db;
    endSizesOf(db).note(endBytes);
    const taker = { ...await aTaker(db, clock), haveRoom: () => Promise.resolve(true) };

    assert.equal(await fireDue(db, clock.now(), taker), 250);

    // Three packs, of 98, 98 and 54 jobs, in any order. The first is written alone.
    assert.equal(taker.claims.length, commits);
    // The commits may be answered in any order as well.
    assert.ok(taker.claims.some(({ executions }) => executions.length <= 98));
    const ran = taker.claims.flatMap(({ executions }) => executions.map(({ job: { id } }) => id));
    assert.deepEqual(ran.toSorted(), jobs.map(({ id }) => id).toSorted());
    assert.deepEqual(await keysOf(db, "execution", "queue"), []);
    for (const claim of taker.claims) {
      assert.deepEqual(await recordSteps(db, stepsOf(claim, done, clock.now()), clock.now()), []);
    }
    const states = (await allExecutions(db)).map(({ state }) => state);
    assert.deepEqual([states.length, ...new Set(states)], [250, "succeeded"]);
    assert.deepEqual(await keysOf(db, "claim", "sheet_ends"), []);
  });
}

Deno.test("a change of one of two packs makes their commit fail, and both fire all the same", async () => {
  const { db, clock, jobs } = await packed(250, {}, { ...sharedServerLimits, checks: 100 });
  await using _ = db;
  const last = jobs.at(-1)!;
  const taker = { ...await aTaker(db, clock), haveRoom: () => Promise.resolve(true) };
  let paused: Promise<unknown> | undefined;
  // All commits wait for the change, also those that are in flight beside the first.
  const raced = disturbed(db, async (commit) => {
    await (paused ??= pause(db, last.id, clock.now()));
    return await commit();
  });
  endSizesOf(raced).note(60);

  await fireDue(raced, clock.now(), taker);

  const executions = await allExecutions(db);
  const ran = executions.map(({ job: { id } }) => id);
  assert.equal(new Set(ran).size, ran.length);
  assert.deepEqual(
    jobs.filter(({ id }) => !ran.includes(id)).map(({ id }) => id),
    [last.id],
  );
});

Deno.test("fireDue() by two engines fires each job of a pack once", async () => {
  const { db, clock } = await packed(60);
  await using _ = db;
  const takers = [await aTaker(db, clock), await aTaker(db, clock), undefined];

  const fired = await Promise.all(takers.map((taker) => fireDue(db, clock.now(), taker)));

  assert.equal(fired.reduce((sum, n) => sum + n), 60);
  assert.equal((await allExecutions(db)).length, 60);
  await mustBeWhole(db);
});

Deno.test("fireDue() loses against a change of one job of the pack, and fires what the change left", async () => {
  const { db, clock, jobs } = await packed(6);
  await using _ = db;
  const now = clock.now();
  const [edited, paused, deleted, ran] = jobs.map(({ id }) => id);
  assert.ok(edited && paused && deleted && ran);
  const late = interposed(db, async () => {
    await edit(db, edited, { name: "edited" }, now);
    await pause(db, paused, now);
    await deleteJob(db, deleted, (job) => anAudit(job, "deleted", now), now);
    await run(db, ran, now);
  });

  assert.equal(await fireDue(late, now), 4);

  assert.deepEqual((await executionsOf(db, edited)).map(({ job }) => job.name), ["edited"]);
  assert.deepEqual(await executionsOf(db, paused), []);
  assert.deepEqual(await executionsOf(db, deleted), []);
  assert.equal((await executionsOf(db, ran)).length, 2);
  assert.equal((await packsOf(db))[0]?.jobs.length, 2);
  await mustBeWhole(db);
});

Deno.test("a change of a job of a pack loses against a fire, and sees what the fire made", async () => {
  const policy = { maxInstances: 1 };
  const { db, clock, jobs } = await packed(4, { policy });
  await using _ = db;
  const now = clock.now();
  const [one, two, three] = jobs.map(({ id }) => id);
  assert.ok(one && two && three);
  const taker = await aTaker(db, clock);
  const late = interposed(db, () => fireDue(db, now, taker));

  const edited = await edit(late, one, { name: "edited" }, now);
  const ran = await run(db, two, now);
  await deleteJob(db, three, (job) => anAudit(job, "deleted", now), now);

  assert.equal(edited?.nextRunAt, now + minute);
  assert.equal(edited?.firedUntil, now);
  assert.deepEqual(edited?.active, (await executionsOf(db, one)).map(({ id }) => id));
  assert.equal(ran?.state === "scheduled" && ran.readyAt, undefined, "it waits for the fire's");
  assert.equal(await fireDue(db, now), 0);
  assert.equal((await executionsOf(db, one)).length, 1);
  await mustBeWhole(db);
});

Deno.test("a run by hand and a fire of a pack never exceed max_instances, whichever is first", async () => {
  for (const isFireFirst of [true, false]) {
    const { db, clock, first } = await packed(3, { policy: { maxInstances: 1, overlap: "skip" } });
    await using _ = db;
    const now = clock.now();
    const fire = async (db: Database) => await fireDue(db, now, await aTaker(db, clock));
    const act = (db: Database) => run(db, first.id, now);

    if (isFireFirst) await act(interposed(db, () => fire(db)));
    else await fire(interposed(db, () => act(db)));

    const ready = (await executionsOf(db, first.id)).filter((one) =>
      one.state === "running" || one.state === "scheduled" && one.readyAt !== undefined
    );
    assert.equal(ready.length, 1);
  }
});

Deno.test("a job of a pack skips a fire while its last execution runs, retries, or waits in the queue", async () => {
  const policy = {
    maxInstances: 1,
    overlap: "skip",
    maxRetries: 3,
    retryDelaySeconds: 600,
  } as const;
  const { db, clock, first } = await packed(3, { policy });
  await using _ = db;
  const taker = await aTaker(db, clock);
  const states = async () => (await executionsOf(db, first.id)).map(({ state }) => state);

  await fireDue(db, clock.now(), taker);
  clock.advance(minute);
  await fireDue(db, clock.now(), taker);
  assert.deepEqual(await states(), ["running", "scheduled error"]);
  const [claim] = taker.claims;
  assert.ok(claim !== undefined);
  await recordSteps(db, stepsOf(claim, broken, clock.now()), clock.now());
  clock.advance(minute);
  await fireDue(db, clock.now(), taker);
  assert.deepEqual(await states(), ["scheduled", "scheduled error", "scheduled error"]);
  assert.equal((await keysOf(db, "active")).length, 3);
  clock.advance(hour);
  const again = await claimed(db, await aLease(db, clock), clock);
  await recordSteps(db, stepsOf(again, done, clock.now()), clock.now());
  assert.deepEqual(await keysOf(db, "active"), []);
  await fireDue(db, clock.now(), taker);

  assert.equal((await states()).at(-1), "running");
  assert.equal((await packsOf(db))[0]?.jobs.length, 3);
  await mustBeWhole(db);
});

Deno.test("executions of a lost worker count as instances until they end", async () => {
  const policy = { maxInstances: 1, overlap: "skip", maxRetries: 1 } as const;
  const { db, clock, first } = await packed(3, { policy });
  await using _ = db;
  await fireDue(db, clock.now(), await aTaker(db, clock));
  clock.advance(minute);

  await recoverSilent(db, clock.now());
  await fireDue(db, clock.now());

  const states = (await executionsOf(db, first.id)).map(({ state }) => state);
  assert.deepEqual(states, ["scheduled", "scheduled error"]);
});

Deno.test("fireDue() with queue or replace takes a job out of its pack, and others stay", async () => {
  for (const overlap of ["queue", "replace"] as const) {
    const { db, clock, first } = await packed(3);
    await using _ = db;
    const policy = { ...first.policy, maxInstances: 1, overlap };
    await edit(db, first.id, { policy }, clock.now());
    assert.equal(await gatherDue(db, clock.now(), clock.now() - 1), 1);
    await fireDue(db, clock.now(), await aTaker(db, clock));
    clock.advance(minute);

    assert.equal(await fireDue(db, clock.now()), 3);

    assert.equal((await packsOf(db))[0]?.jobs.length, 2);
    assert.equal((await keysOf(db, "waiting")).length, 1);
    await mustBeWhole(db);
  }
});

Deno.test("fireDue() killed after any of its commits is finished by the next call", async () => {
  for (let written = 0; written < 4; written++) {
    const { db, clock } = await packed(200);
    await using _ = db;
    let left = written;
    const dying = disturbed(
      db,
      (commit) => left-- > 0 ? commit() : Promise.reject(new Error("killed")),
    );
    await fireDue(dying, clock.now()).catch(() => {});

    await fireDue(db, clock.now());

    assert.equal((await keysOf(db, "execution")).length, 200);
    await mustBeWhole(db);
  }
});

Deno.test("a pack whose clock jumps an hour ahead and back repeats nothing", async () => {
  const { db, clock, first } = await packed(3, { policy: { maxInstances: 100 } });
  await using _ = db;
  const start = clock.now();

  for (const step of [0, hour, -hour, minute, hour]) {
    clock.jump(step);
    await fireDue(db, clock.now());
    assert.ok((await jobNow(db, first.id))?.firedUntil ?? 0 <= clock.now() + hour);
  }
  clock.jump(-hour);
  const moved = await edit(db, first.id, {
    schedule: draftSchedule({ minute: "*/1" }, "UTC"),
  }, clock.now() - second);

  const fired = (await executionsOf(db, first.id)).map(({ scheduledAt }) =>
    (scheduledAt - start) / minute
  );
  assert.deepEqual(fired, [0, 60, 61]);
  assert.equal(moved?.nextRunAt, start + 62 * minute);
});

Deno.test("a pack is due when its row says so, though the schedule now names another time", async () => {
  const { db, clock, jobs, first } = await packed(3);
  await using _ = db;
  const [pack] = await packsOf(db);
  assert.ok(pack !== undefined);
  // As if the law of the zone had changed since the row was written.
  const odd = clock.now() + 17 * second;
  const row = await db.get(keys.due.ofPack(pack.at, pack.id));
  assert.ok(row.value !== undefined);
  await db.kv.atomic().delete(row.key).set(keys.due.ofPack(odd, pack.id).parts, row.value)
    .set(keys.pack.dueAt(pack.id).parts, odd).commit();

  assert.equal((await edit(db, first.id, { name: "edited" }, clock.now()))?.nextRunAt, odd);
  assert.equal(await fireDue(db, odd), 3);

  assert.equal((await packsOf(db))[0]?.at, clock.now() + minute);
  assert.deepEqual((await executionsOf(db, jobs[1]!.id)).map((one) => one.scheduledAt), [odd]);
});

Deno.test("the jobs of a pack fire, and can be changed, though any one of its records is broken", async () => {
  const garbage = [undefined, -1n, "garbage", new Uint8Array([1, 2])];
  for (const kind of ["pack", "pack_due_at", "due"]) {
    for (const value of garbage) {
      for (const isChanged of [true, false]) {
        const { db, clock, first } = await packed(4);
        await using _ = db;
        const now = clock.now();
        const [pack] = await packsOf(db);
        assert.ok(pack !== undefined);
        const key = kind === "due" ? ["due", pack.at, pack.id] : [kind, pack.id];
        if (value === undefined) await db.kv.delete(key);
        else await db.kv.set(key, value);

        if (isChanged) await edit(db, first.id, { name: "edited" }, now);
        await fireDue(db, now);
        // Nothing leads to a pack without a row but a change of one of its jobs.
        const isFound = !(kind === "due" && value === undefined) || isChanged;

        const what = `${kind} ${String(value)} ${isChanged}`;
        assert.equal((await keysOf(db, "execution")).length, isFound ? 4 : 0, what);
        if (!isFound) continue;
        await mustBeWhole(db);
        clock.advance(minute);
        assert.equal(await fireDue(db, clock.now()), 4, what);
      }
    }
  }
});

Deno.test("a job record that cannot be read does not stop its pack", async () => {
  const { db, clock, first } = await packed(3, { policy: { maxInstances: 1, overlap: "queue" } });
  await using _ = db;
  await db.kv.set(["job", first.id], "garbage");

  assert.equal(await fireDue(db, clock.now(), await aTaker(db, clock)), 3);
  clock.advance(minute);
  // With an execution that has to wait, the job leaves the pack, and waits for its record.
  assert.equal(await fireDue(db, clock.now()), 2);
  assert.equal((await keysOf(db, "set_aside")).length, 1);
});

Deno.test("fireDue() fires due entries of all former forms", async () => {
  const clock = new FakeClock();
  const now = clock.now();
  await using db = await seededDatabase(clock);
  const jobs = [1, 2, 3, 4].map(() => aJob(now));
  for (const job of jobs) await storedJob(db, job);
  for (const { id } of jobs) await db.kv.delete(["due", now, id]);
  await db.kv.set(["due", now, jobs[0]!.id], jobs[0]);
  await db.kv.set(["due", now, "a fire"], jobs.slice(1).map(({ id }) => id));

  assert.equal(await gatherDue(db, now, now - 1), 0);
  assert.equal(await fireDue(db, now, await aTaker(db, clock)), 4);
  clock.advance(minute);
  assert.equal(await gatherDue(db, clock.now(), clock.now() - 1), 4);
});

Deno.test("a pack that leaves one by one is gone with its last job", async () => {
  const { db, clock, jobs } = await packed(5);
  await using _ = db;

  await Promise.all(jobs.map(({ id }) => pause(db, id, clock.now())));

  assert.deepEqual(await keysOf(db, "pack", "pack_due_at", "due"), []);
  await mustBeWhole(db);
});
