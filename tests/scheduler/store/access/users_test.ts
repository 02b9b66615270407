import assert from "node:assert/strict";
import type { UserId } from "../../../../scheduler/model/ids.ts";
import type { User } from "../../../../scheduler/model/user.ts";
import type { Database } from "../../../../scheduler/store/kv/database.ts";
import { keys } from "../../../../scheduler/store/kv/keys.ts";
import {
  changeUser,
  createUser,
  deleteUser,
  findUser,
  findUserByName,
  hasUsers,
  listUsers,
  type UserDraft,
} from "../../../../scheduler/store/access/users.ts";
import { aUserDraft } from "../../../support/builders.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import { allKeys, interposed, keysOf, outcomes, seededDatabase } from "../../../support/store.ts";

const clock = new FakeClock();
const now = clock.now();

function add(db: Database, username: string, given: Partial<UserDraft> = {}): Promise<User> {
  return createUser(db, aUserDraft({ username, ...given }), now);
}

Deno.test("createUser() gives a name to one of many who want it", async () => {
  await using db = await seededDatabase(clock);

  const ended = await outcomes([add(db, "kim"), add(db, "kim"), add(db, "kim")]);

  assert.deepEqual(ended, ["conflict", "conflict", "done"]);
  assert.equal((await listUsers(db, { limit: 10 })).items.length, 1);
});

Deno.test("createUser() tells names apart by case, and not by how their accents are encoded", async () => {
  await using db = await seededDatabase(clock);
  await add(db, "Zoe\u0301");

  assert.deepEqual(await outcomes([add(db, "Zoé")]), ["conflict"]);
  assert.deepEqual(await outcomes([add(db, "zoé")]), ["done"]);
  assert.ok(await findUserByName(db, "Zoé"));
});

Deno.test("changeUser() moves the name, and may write its own name otherwise", async () => {
  await using db = await seededDatabase(clock);
  const { id } = await add(db, "zoé");

  await changeUser(db, id, { username: "zoe\u0301" }, now);
  assert.equal((await findUserByName(db, "zoé"))?.id, id);
  await changeUser(db, id, { username: "kim" }, now);

  assert.equal(await findUserByName(db, "zoé"), undefined);
  assert.equal((await findUserByName(db, "kim"))?.id, id);
  assert.deepEqual(await outcomes([add(db, "zoé"), add(db, "kim")]), ["conflict", "done"]);
});

Deno.test("changeUser() gives a name to one of two who want it", async () => {
  await using db = await seededDatabase(clock);
  const [one, two] = [await add(db, "one"), await add(db, "two")];

  const ended = await outcomes(
    [one, two].map(({ id }) => changeUser(db, id, { username: "x" }, now)),
  );

  assert.deepEqual(ended, ["conflict", "done"]);
  assert.equal((await keysOf(db, "user_by_name")).length, 2);
});

Deno.test("changeUser() ends all tokens with a new password, and only then", async () => {
  await using db = await seededDatabase(clock);
  const { id, tokenVersion } = await add(db, "kim");

  assert.equal(
    (await changeUser(db, id, { isPermission: false }, now))?.tokenVersion,
    tokenVersion,
  );
  assert.equal(
    (await changeUser(db, id, { passwordHash: "x" }, now))?.tokenVersion,
    tokenVersion + 1,
  );
});

Deno.test("two admins who delete each other: one stays", async () => {
  for (let round = 0; round < 5; round++) {
    await using db = await seededDatabase(clock);
    const one = await add(db, "one", { isAdmin: true });
    const two = await add(db, "two", { isAdmin: true });

    const ended = await outcomes([deleteUser(db, one.id, now), deleteUser(db, two.id, now)]);

    assert.deepEqual(ended, ["conflict", "done"]);
    assert.equal((await db.get(keys.user.admins)).value?.length, 1);
  }
});

Deno.test("two admins who take each other's rights: one keeps them", async () => {
  await using db = await seededDatabase(clock);
  const one = await add(db, "one", { isAdmin: true });
  const two = await add(db, "two", { isAdmin: true });

  const ended = await outcomes([
    changeUser(db, one.id, { isAdmin: false }, now),
    deleteUser(db, two.id, now),
  ]);

  assert.deepEqual(ended, ["conflict", "done"]);
});

Deno.test("a change and a deletion of one user: he is not there any more", async () => {
  await using db = await seededDatabase(clock);
  await add(db, "root", { isAdmin: true });
  const before = await allKeys(db);
  const { id } = await add(db, "kim", { isAdmin: true });
  const late = interposed(db, () => changeUser(db, id, { username: "kai", isAdmin: false }, now));

  assert.equal(await deleteUser(late, id, now), true);

  assert.equal(await findUser(db, id), undefined);
  assert.equal(await changeUser(db, id, { username: "x" }, now), undefined);
  assert.deepEqual(await allKeys(db), before);
});

Deno.test("a user number is never given out twice", async () => {
  await using db = await seededDatabase(clock);
  const one = await add(db, "one");
  await deleteUser(db, one.id, now);

  assert.equal(await hasUsers(db), false);
  assert.equal((await add(db, "one")).id, (one.id + 1) as UserId);
});
