import assert from "node:assert/strict";
import { second } from "../../../../scheduler/model/time.ts";
import { Database } from "../../../../scheduler/store/kv/database.ts";
import { keys } from "../../../../scheduler/store/kv/keys.ts";
import { KnownUsers } from "../../../../scheduler/store/access/known_users.ts";
import { changeUser, createUser, deleteUser } from "../../../../scheduler/store/access/users.ts";
import { aJob, aUserDraft } from "../../../support/builders.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import { seededDatabase, storedJob } from "../../../support/store.ts";

const draft = aUserDraft();

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
