import assert from "node:assert/strict";
import { editJob } from "../../../../scheduler/model/job.ts";
import { second } from "../../../../scheduler/model/time.ts";
import { Database } from "../../../../scheduler/store/kv/database.ts";
import { changeJob } from "../../../../scheduler/store/jobs/jobs.ts";
import { keys } from "../../../../scheduler/store/kv/keys.ts";
import { KnownJobPages } from "../../../../scheduler/store/jobs/known_job_pages.ts";
import { KnownUsers } from "../../../../scheduler/store/access/known_users.ts";
import { changeUser, createUser, deleteUser } from "../../../../scheduler/store/access/users.ts";
import { aJob } from "../../../support/builders.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import { anAudit, seededDatabase, storedJob } from "../../../support/store.ts";

const draft = {
  username: "kim",
  passwordHash: "hash",
  categoryId: 1 as never,
  isAdmin: false,
  isPermission: true,
};

Deno.test("a user that this process changes or deletes is known as such at once", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const { id } = await createUser(db, draft, clock.now());
  const users = new KnownUsers(db, clock);
  assert.equal((await users.find(id))?.tokenVersion, 1);

  await changeUser(db, id, { passwordHash: "another" }, clock.now());
  assert.equal((await users.find(id))?.tokenVersion, 2);

  await deleteUser(db, id, clock.now());
  assert.equal(await users.find(id), undefined);
});

Deno.test("a user that another process changes is known as such after a second", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const { id } = await createUser(db, draft, clock.now());
  const users = new KnownUsers(db, clock);
  await users.find(id);

  await changeUser(new Database(db.kv), id, { passwordHash: "another" }, clock.now());
  clock.advance(second);

  assert.equal((await users.find(id))?.tokenVersion, 2);
});

Deno.test("a page of jobs is read again as soon as a job has changed, whoever changed it", async () => {
  const clock = new FakeClock();
  const now = clock.now();
  await using db = await seededDatabase(clock);
  const job = await storedJob(db, aJob(now, { name: "before" }));
  const pages = new KnownJobPages(db);
  const names = async () => (await pages.find({}, { limit: 10 })).items.map(({ name }) => name);
  assert.deepEqual([await names(), await names()], [["before"], ["before"]]);

  const other = new Database(db.kv);
  await changeJob(other, job.id, (one) => ({
    job: editJob(one, { ...one, name: "after" }, now),
    audit: anAudit(one, "modified", now),
  }), now);
  assert.deepEqual(await names(), ["after"]);

  await storedJob(other, aJob(now, { name: "another" }));
  assert.deepEqual(await names(), ["after", "another"]);
});

Deno.test("of pages of jobs only so many bytes are kept: first goes what was read first", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  for (const name of ["1st", "2nd", "3rd"]) {
    await storedJob(db, aJob(clock.now(), { name, pubArgs: ["x".repeat(1000)] }));
  }
  const pages = new KnownJobPages(db, 5000);
  const find = (text: string) => pages.find({ text }, { limit: 10 });

  const [first, second, third] = [await find("1st"), await find("2nd"), await find("3rd")];

  // What is kept is not read again: it is the same object.
  assert.deepEqual([await find("3rd") === third, await find("2nd") === second], [true, true]);
  const again = await find("1st");
  assert.notEqual(again, first);
  assert.deepEqual(again, first);
});

Deno.test("many reads at once are answered each with its own record", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const jobs = [];
  for (let i = 0; i < 40; i++) {
    jobs.push(await storedJob(db, aJob(clock.now(), { name: `job ${i}` })));
  }

  const found = await Promise.all(jobs.map(({ id }) => db.get(keys.job.at(id))));
  const absent = await db.get(keys.category.at(99 as never));

  assert.deepEqual(found.map(({ value }) => value?.name), jobs.map(({ name }) => name));
  assert.equal(absent.value, undefined);
});
