import assert from "node:assert/strict";
import type { CategoryId, JobId } from "../../../../scheduler/model/ids.ts";
import type { Job } from "../../../../scheduler/model/job.ts";
import {
  changeCategory,
  createCategory,
  deleteCategory,
  findCategory,
  listCategories,
  seedCategories,
} from "../../../../scheduler/store/access/categories.ts";
import { createJob, deleteJob, findJob } from "../../../../scheduler/store/jobs/jobs.ts";
import { Database } from "../../../../scheduler/store/kv/database.ts";
import { keys } from "../../../../scheduler/store/kv/keys.ts";
import { createUser, findUserByName } from "../../../../scheduler/store/access/users.ts";
import { aJob, aUserDraft } from "../../../support/builders.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import {
  allKeys,
  anAudit,
  interposed,
  keysOf,
  outcomes,
  seededDatabase,
} from "../../../support/store.ts";

const clock = new FakeClock();
const now = clock.now();

Deno.test("createCategory() gives a name to one of many who want it", async () => {
  await using db = await seededDatabase(clock);

  const names = ["team", "Team", "TEAM", "team"];
  const ended = await outcomes(
    names.map((name) => createCategory(db, { name, description: "" }, now)),
  );

  assert.deepEqual(ended, ["conflict", "conflict", "conflict", "done"]);
  assert.equal((await listCategories(db, { limit: 100 })).items.length, 3);
  assert.equal((await keysOf(db, "category_by_name")).length, 3);
});

Deno.test("createCategory() never gives out a number twice", async () => {
  await using db = await seededDatabase(clock);

  const made = await Promise.all(
    Array.from(
      { length: 10 },
      (_, i) => createCategory(db, { name: `team ${i}`, description: "" }, now),
    ),
  );
  const last = Math.max(...made.map(({ id }) => id)) as CategoryId;
  await deleteCategory(db, last, now);
  const next = await createCategory(db, { name: "next", description: "" }, now);

  assert.equal(new Set(made.map(({ id }) => id)).size, 10);
  assert.equal(next.id, last + 1);
});

Deno.test("changeCategory() gives a name to one of two who want it, and frees the old one", async () => {
  await using db = await seededDatabase(clock);
  const one = await createCategory(db, { name: "one", description: "" }, now);
  const two = await createCategory(db, { name: "two", description: "" }, now);

  const ended = await outcomes([
    changeCategory(db, one.id, { name: "three" }, now),
    changeCategory(db, two.id, { name: "Three" }, now),
  ]);

  assert.deepEqual(ended, ["conflict", "done"]);
  assert.equal((await keysOf(db, "category_by_name")).length, 4);
  const names = (await listCategories(db, { limit: 100 })).items.map(({ name }) => name);
  const free = names.includes("one") ? "two" : "one";
  await createCategory(db, { name: free, description: "" }, now);
});

Deno.test("changeCategory() may change the case of its own name", async () => {
  await using db = await seededDatabase(clock);
  const { id } = await createCategory(db, { name: "team", description: "" }, now);

  await changeCategory(db, id, { name: "TEAM" }, now);

  assert.equal((await findCategory(db, id))?.name, "TEAM");
  assert.deepEqual(await outcomes([createCategory(db, { name: "team", description: "" }, now)]), [
    "conflict",
  ]);
});

Deno.test("the categories that are always there can be neither deleted nor, the first, changed", async () => {
  await using db = await seededDatabase(clock);
  const [all, usual] = [0 as CategoryId, 1 as CategoryId];

  const ended = await outcomes([
    deleteCategory(db, all, now),
    deleteCategory(db, usual, now),
    changeCategory(db, all, { name: "x" }, now),
  ]);

  assert.deepEqual(ended, ["conflict", "conflict", "conflict"]);
  await changeCategory(db, usual, { description: "for all" }, now);
});

Deno.test("seedCategories() changes nothing the second time", async () => {
  await using db = await seededDatabase(clock);
  await changeCategory(db, 1 as CategoryId, { name: "ours" }, now);
  const before = await allKeys(db);

  await Promise.all([seedCategories(db, now), seedCategories(db, now)]);

  assert.deepEqual(await allKeys(db), before);
  assert.equal((await findCategory(db, 1 as CategoryId))?.name, "ours");
});

Deno.test("deleteCategory() refuses while a job or a user is in it, and leaves no key after", async () => {
  await using db = await seededDatabase(clock);
  const before = await allKeys(db);
  const { id } = await createCategory(db, { name: "team", description: "" }, now);

  assert.equal(await deleteCategory(db, id, now), true);
  assert.equal(await deleteCategory(db, id, now), false);

  const after = (await allKeys(db)).filter((key) => !key.startsWith('["counter"'));
  assert.deepEqual(after, before.filter((key) => !key.startsWith('["counter"')));
});

Deno.test("a category that goes while something comes into it: one of both loses", async () => {
  for (let round = 0; round < 10; round++) {
    await using db = await seededDatabase(clock);
    const { id } = await createCategory(db, { name: "team", description: "" }, now);
    const job = aJob(now, { categoryId: id });
    const user = aUserDraft({ categoryId: id });

    await outcomes([
      createJob(db, job, anAudit(job, "added", now), now),
      deleteCategory(db, id, now),
      createUser(db, user, now),
    ]);

    const isThere = await findCategory(db, id) !== undefined;
    const isUsed = await findJob(db, job.id) !== undefined ||
      await findUserByName(db, "kim") !== undefined;
    assert.equal(isThere, isUsed);
  }
});

Deno.test("deleteCategory() sees what came in between its look and its commit", async () => {
  await using db = await seededDatabase(clock);
  const { id } = await createCategory(db, { name: "team", description: "" }, now);
  const job = aJob(now, { categoryId: id });
  const late = interposed(db, () => createJob(db, job, anAudit(job, "added", now), now));

  assert.deepEqual(await outcomes([deleteCategory(late, id, now)]), ["conflict"]);

  assert.ok(await findCategory(db, id) !== undefined);
});

Deno.test("createJob() loses against a deletion in between its look and its commit", async () => {
  await using db = await seededDatabase(clock);
  const { id } = await createCategory(db, { name: "team", description: "" }, now);
  const job = aJob(now, { categoryId: id });
  const late = interposed(db, () => deleteCategory(db, id, now));

  const ended = await outcomes([createJob(late, job, anAudit(job, "added", now), now)]);

  assert.deepEqual(ended, ["invalid"]);
  assert.equal(await findJob(db, job.id), undefined);
});

Deno.test("createJob() reads a category once, and again after another process changed or deleted it", async () => {
  await using db = await seededDatabase(clock);
  const elsewhere = new Database(db.kv);
  const { id } = await createCategory(db, { name: "team", description: "" }, now);
  const make = async () => {
    const job = aJob(now, { categoryId: id });
    const [outcome] = await outcomes([createJob(db, job, anAudit(job, "added", now), now)]);
    return { outcome, isThere: await findJob(db, job.id) !== undefined };
  };
  assert.equal((await make()).isThere, true);

  const reads = countedReads(db, "category");
  assert.equal((await make()).isThere, true);
  assert.equal(reads.count, 0);

  await changeCategory(elsewhere, id, { description: "ours" }, now);
  reads.count = 0;
  assert.equal((await make()).isThere, true);
  assert.equal(reads.count, 1);

  for (const { key } of await elsewhere.list(keys.job.allByCategory(id), { limit: 9 })) {
    const audit = (job: Job) => anAudit(job, "deleted", now);
    await deleteJob(elsewhere, key.at(-1) as JobId, audit, now);
  }
  assert.equal(await deleteCategory(elsewhere, id, now), true);
  assert.deepEqual(await make(), { outcome: "invalid", isThere: false });
  assert.deepEqual(await make(), { outcome: "invalid", isThere: false });
});

/** Counts the reads of single records of a table. */
function countedReads(db: Database, table: string): { count: number } {
  const reads = { count: 0 };
  const get = db.kv.get.bind(db.kv);
  db.kv.get = ((key: Deno.KvKey) => {
    if (key[0] === table) reads.count++;
    return get(key);
  }) as typeof db.kv.get;
  return reads;
}
