import assert from "node:assert/strict";
import type { CategoryId } from "../../../../scheduler/model/ids.ts";
import { Refusal } from "../../../../scheduler/model/refusal.ts";
import { listAuditEntries } from "../../../../scheduler/store/history/audit_log.ts";
import { createCategory } from "../../../../scheduler/store/access/categories.ts";
import { findExecutions } from "../../../../scheduler/store/history/find_executions.ts";
import { findJobs } from "../../../../scheduler/store/jobs/find_jobs.ts";
import type { PageRequest } from "../../../../scheduler/store/kv/pages.ts";
import { createUser, listUsers } from "../../../../scheduler/store/access/users.ts";
import { aJob, aUserDraft } from "../../../support/builders.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import { allItems } from "../../../support/pages.ts";
import { runNowAt, seededDatabase, storedJob } from "../../../support/store.ts";

const everything = { from: 0, to: Date.parse("2100-01-01") };
const refused = (error: unknown) => error instanceof Refusal && error.code === "invalid";

Deno.test("pages of executions give each once, newest first, while new ones arrive", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const job = await storedJob(db, aJob(clock.now()));
  const ids: string[] = [];
  for (let i = 0; i < 12; i++) {
    ids.unshift(await runNowAt(db, job, clock.now()));
    if (i % 3 === 0) clock.advance(1);
  }
  const filters = [{}, { categoryId: job.categoryId }]
    .map((given) => ({ ...given, scheduled: everything }));

  for (const filter of filters) {
    for (let limit = 1; limit <= 13; limit++) {
      clock.advance(1);
      const before = (await allItems((r: PageRequest) =>
        findExecutions(db, filter, r), { limit: 100 })).length;
      let arrived = 0;
      const arriving = async () => arrived++ < 3 && await runNowAt(db, job, clock.now());
      const found = await allItems(
        (r: PageRequest) => findExecutions(db, filter, r),
        { limit },
        arriving,
      );
      assert.equal(found.length, before, `limit ${limit}`);
      assert.deepEqual(found.slice(-12).map(({ id }) => id), ids);
      assert.equal(new Set(found.map(({ id }) => id)).size, found.length);
    }
  }
});

Deno.test("a range of executions has both its ends, and nothing beyond", async () => {
  const clock = new FakeClock();
  const start = clock.now();
  await using db = await seededDatabase(clock);
  const job = await storedJob(db, aJob(start));
  for (let i = 0; i < 5; i++) {
    await runNowAt(db, job, clock.now());
    clock.advance(1000);
  }
  const within = async (from: number, to: number) =>
    (await findExecutions(db, { scheduled: { from, to } }, { limit: 9 })).items
      .map(({ scheduledAt }) => (scheduledAt - start) / 1000);

  assert.deepEqual(await within(start + 1000, start + 3000), [3, 2, 1]);
  assert.deepEqual(await within(start + 1000.5, start + 2999.5), [2]);
  assert.deepEqual(await within(start + 3000, start + 1000), []);
  assert.deepEqual(await within(-1e15, 1e16), [4, 3, 2, 1, 0]);
});

Deno.test("pages of the audit log give each entry once", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const { id: team } = await createCategory(db, { name: "team", description: "" }, clock.now());
  for (let i = 0; i < 9; i++) {
    await storedJob(db, aJob(clock.now(), i % 3 === 0 ? { categoryId: team } : {}));
  }

  for (let limit = 1; limit <= 10; limit++) {
    const all = await allItems(
      (r: PageRequest) => listAuditEntries(db, { created: everything }, r),
      { limit },
    );
    const some = await allItems(
      (r: PageRequest) => listAuditEntries(db, { categoryId: team, created: everything }, r),
      { limit },
    );
    assert.equal(new Set(all.map(({ id }) => id)).size, 9);
    assert.equal(some.length, 3);
  }
});

Deno.test("pages of jobs give each once, by name, while new ones arrive", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const names = ["b", "a", "B", "é", "b\0", "b", "Z", "中", "", "😀"];
  const made = [];
  for (const name of names) made.push(await storedJob(db, aJob(clock.now(), { name })));

  for (let limit = 1; limit <= 11; limit++) {
    let arrived = 0;
    const arriving = async () =>
      arrived++ < 3 && await storedJob(db, aJob(clock.now(), { name: "a" }));
    const found = await allItems((r: PageRequest) => findJobs(db, {}, r), { limit }, arriving);
    const inCategory = await allItems(
      (r: PageRequest) => findJobs(db, { categoryId: 1 as CategoryId }, r),
      { limit },
    );
    const ids = found.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length, `limit ${limit}`);
    for (const { id } of made) {
      assert.ok(ids.includes(id));
      assert.equal(inCategory.filter((job) => job.id === id).length, 1);
    }
    const keys = inCategory.map(({ name }) => name.toLowerCase());
    assert.deepEqual(
      keys.filter((k) => k !== "a").join(),
      ["", "b", "b", "b", "b\0", "z", "é", "中", "😀"].join(),
    );
  }
});

Deno.test("pages of users give each once, by name", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const names = ["kim", "Kim", "kim\0", "kim2", "zoé", "中"];
  for (const username of names) {
    await createUser(db, aUserDraft({ username }), clock.now());
  }

  for (let limit = 1; limit <= 7; limit++) {
    const found = await allItems((r: PageRequest) => listUsers(db, r), { limit });
    assert.deepEqual(found.map(({ username }) => username).toSorted(), names.toSorted());
  }
});

Deno.test("a cursor that no page gave is refused", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);

  for (const cursor of ["", "x", "[]", "[1,2]", '["a"]', "{}", "null", "0".repeat(31)]) {
    await assert.rejects(findJobs(db, {}, { limit: 5, cursor }), refused, cursor);
    await assert.rejects(
      findExecutions(db, { scheduled: everything }, { limit: 5, cursor }),
      refused,
      cursor,
    );
  }
});
