import assert from "node:assert/strict";
import type { Job } from "../../../../scheduler/model/job.ts";
import type { CategoryId } from "../../../../scheduler/model/ids.ts";
import { Refusal } from "../../../../scheduler/model/refusal.ts";
import { createCategory, listCategories } from "../../../../scheduler/store/access/categories.ts";
import { Commit, commit } from "../../../../scheduler/store/kv/commit.ts";
import { type Database, sharedServerLimits } from "../../../../scheduler/store/kv/database.ts";
import { changeJob, createJob, findJob } from "../../../../scheduler/store/jobs/jobs.ts";
import { keys } from "../../../../scheduler/store/kv/keys.ts";
import { indexMark } from "../../../../scheduler/store/kv/records.ts";
import { aJob } from "../../../support/builders.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import {
  anAudit,
  disturbed,
  keysOf,
  outcomes,
  seededDatabase,
  storedJob,
  withOperations,
} from "../../../support/store.ts";

const clock = new FakeClock();
const now = clock.now();

/** The same database, which counts what is committed. */
function counted(db: Database): { counting: Database; commits: () => number } {
  let count = 0;
  const counting = disturbed(db, (commit) => {
    count++;
    return commit();
  });
  return { counting, commits: () => count };
}

function create(db: Database, job: Job): Promise<Job> {
  return createJob(db, job, anAudit(job, "added", now), now);
}

Deno.test("what is committed at the same time shares operations, each with its own records", async () => {
  await using db = await seededDatabase(clock);
  const { counting, commits } = counted(db);
  const jobs = Array.from({ length: 60 }, (_, i) => aJob(now, { name: `job ${i}` }));

  await Promise.all(jobs.map((job) => create(counting, job)));

  assert.ok(commits() < 20, `${commits()} operations`);
  assert.deepEqual(await Promise.all(jobs.map(({ id }) => findJob(db, id))), jobs);
  assert.equal((await keysOf(db, "audit")).length, jobs.length);
  assert.equal((await keysOf(db, "job_by_name")).length, jobs.length);
});

Deno.test("a commit that comes alone does not wait for others", async () => {
  await using db = await seededDatabase(clock);
  const { counting, commits } = counted(db);

  await create(counting, aJob(now));

  assert.equal(commits(), 1);
});

Deno.test("of many who want one name at once one gets it, and those beside them theirs", async () => {
  await using db = await seededDatabase(clock);
  const before = (await listCategories(db, { limit: 100 })).items.length;
  const names = ["a", "team", "b", "Team", "c", "TEAM", "d", "team"];

  const ended = await outcomes(
    names.map((name) => createCategory(db, { name, description: "" }, now)),
  );

  const done = Array(5).fill("done");
  assert.deepEqual(ended, ["conflict", "conflict", "conflict", ...done]);
  assert.equal((await listCategories(db, { limit: 100 })).items.length, before + 5);
});

Deno.test("many edits of one job at once are all there in the end", async () => {
  await using db = await seededDatabase(clock);
  const job = await storedJob(db, aJob(now, { name: "0" }));
  const others = Array.from({ length: 20 }, (_, i) => aJob(now, { name: `other ${i}` }));

  await Promise.all([
    ...Array.from({ length: 20 }, () =>
      changeJob(db, job.id, (before) => ({
        job: { ...before, name: String(Number(before.name) + 1), version: before.version + 1 },
        audit: anAudit(before, "modified", now),
      }), now)),
    ...others.map((other) => create(db, other)),
  ]);

  assert.equal((await findJob(db, job.id))?.name, "20");
  assert.equal((await keysOf(db, "job_by_name")).length, 21);
});

/** Holds the first two operations back, so that all others come together behind them. */
function crowded(db: Database): { crowd: Database; release: () => void } {
  const gate = Promise.withResolvers<void>();
  let held = 2;
  const crowd = disturbed(db, async (commit) => {
    if (held-- > 0) await gate.promise;
    return await commit();
  });
  return { crowd, release: gate.resolve };
}

function setting(id: number): Commit {
  return new Commit().set(keys.category.use(id as CategoryId), indexMark);
}

Deno.test("who lost his race in a group hears of it, and nobody else", async () => {
  await using db = await seededDatabase(clock);
  const job = await storedJob(db, aJob(now));
  const stale = await db.get(keys.job.at(job.id));
  await commit(db, new Commit().set(keys.job.at(job.id), job), now);
  const { crowd, release } = crowded(db);

  const answers = [
    setting(11),
    setting(12),
    setting(13),
    setting(14).check(stale),
    setting(15),
  ].map((work) => commit(crowd, work, now));
  release();
  const done = (await Promise.all(answers)).map((versionstamp) => versionstamp !== undefined);

  assert.deepEqual(done, [true, true, true, false, true]);
  const uses = [13, 14, 15].map((id) => db.get(keys.category.use(id as CategoryId)));
  assert.deepEqual((await Promise.all(uses)).map(({ value }) => value), [
    indexMark,
    undefined,
    indexMark,
  ]);
});

Deno.test("what the database cannot take fails alone", async () => {
  await using db = await seededDatabase(clock);
  const { crowd, release } = crowded(db);
  const huge = "x".repeat(70_000) as unknown as typeof indexMark;

  const answers = [
    setting(11),
    setting(12),
    setting(13),
    new Commit().set(keys.category.use(14 as CategoryId), huge),
    setting(15),
  ].map((work) => commit(crowd, work, now));
  release();
  const ended = await Promise.allSettled(answers);

  assert.deepEqual(ended.map(({ status }) => status), [
    "fulfilled",
    "fulfilled",
    "fulfilled",
    "rejected",
    "fulfilled",
  ]);
});

Deno.test("a database that takes 10 checks gets no more in a group", async () => {
  await using db = await seededDatabase(clock, sharedServerLimits);
  const most: number[] = [];
  const counted = withOperations(db, (operation) => {
    const check = operation.check.bind(operation);
    let count = 0;
    operation.check = (...checks: Deno.AtomicCheck[]) => {
      most.push(count += checks.length);
      return check(...checks);
    };
  });
  const jobs = Array.from({ length: 40 }, () => aJob(now));

  await Promise.all(jobs.map((job) => create(counted, job)));

  assert.ok(Math.max(...most) <= 10);
});

Deno.test("a refusal from reading keeps nobody else from committing", async () => {
  await using db = await seededDatabase(clock);
  const good = Array.from({ length: 8 }, () => aJob(now));
  const bad = aJob(now, { categoryId: 99 as CategoryId });

  const ended = await Promise.allSettled([...good, bad].map((job) => create(db, job)));

  assert.deepEqual(ended.map(({ status }) => status), [...good.map(() => "fulfilled"), "rejected"]);
  assert.ok((ended.at(-1) as PromiseRejectedResult).reason instanceof Refusal);
});

Deno.test("a database that is busy for a moment keeps a whole group waiting, and refuses none of it", async () => {
  await using db = await seededDatabase(clock);
  const { crowd, release } = crowded(db);
  let busy = 3;
  const slow = disturbed(crowd, async (commit) => {
    if (busy-- > 0) throw new Error("database is locked");
    return await commit();
  });

  const answers = [11, 12, 13, 14, 15].map((id) => commit(slow, setting(id), now));
  release();
  const done = await Promise.all(answers);

  assert.equal(done.filter((versionstamp) => versionstamp === undefined).length, 0);
  assert.equal((await keysOf(db, "category_use")).length, 5);
});

Deno.test("a database that is gone is told to everyone who waits for it", async () => {
  await using db = await seededDatabase(clock);
  const gone = disturbed(db, () => Promise.reject(new TypeError("Database is closed.")));

  const ended = await Promise.allSettled(
    [11, 12, 13, 14, 15].map((id) => commit(gone, setting(id), now)),
  );

  assert.deepEqual(ended.map(({ status }) => status), Array(5).fill("rejected"));
});
