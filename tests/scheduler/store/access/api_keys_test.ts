import assert from "node:assert/strict";
import type { ApiKey } from "../../../../scheduler/model/api_key.ts";
import { allCategories, defaultCategory } from "../../../../scheduler/model/category.ts";
import { newId, type SecurityEntryId } from "../../../../scheduler/model/ids.ts";
import { Refusal } from "../../../../scheduler/model/refusal.ts";
import type { SecurityEntry } from "../../../../scheduler/model/security_entry.ts";
import { minute } from "../../../../scheduler/model/time.ts";
import {
  createApiKey,
  deleteApiKey,
  findApiKey,
  noteApiKeyUse,
} from "../../../../scheduler/store/access/api_keys.ts";
import { createCategory, deleteCategory } from "../../../../scheduler/store/access/categories.ts";
import type { Database } from "../../../../scheduler/store/kv/database.ts";
import { listSecurityEntries } from "../../../../scheduler/store/access/security_log.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import { allKeys, interposed, keysOf, seededDatabase } from "../../../support/store.ts";

const clock = new FakeClock();
const now = clock.now();

function told(event: "added" | "revoked") {
  return ({ name }: ApiKey): SecurityEntry => ({
    id: newId<SecurityEntryId>(now),
    kind: "api_key",
    event,
    subject: name,
    username: "admin",
    address: "",
    description: "",
    createdAt: now,
  });
}

function makeKey(db: Database, given: Partial<ApiKey> = {}): Promise<ApiKey> {
  const draft = {
    name: "robot",
    secretHash: "ab".repeat(32),
    categoryId: defaultCategory,
    access: "read" as const,
    createdBy: "admin",
    createdAt: now,
    ...given,
  };
  return createApiKey(db, draft, told("added"), now);
}

Deno.test("a revoked key leaves nothing behind but the security log", async () => {
  await using db = await seededDatabase(clock);
  const before = await allKeys(db);
  const { id } = await makeKey(db);
  await noteApiKeyUse(db, id, now);

  await deleteApiKey(db, id, told("revoked"), now);

  const left = (await allKeys(db)).filter((key) => !before.includes(key));
  assert.deepEqual(left.map((key) => JSON.parse(key)[0]).toSorted(), [
    "category_use",
    "counter",
    "security",
    "security",
  ]);
});

Deno.test("of two who revoke a key at once, one is told that it was there", async () => {
  await using db = await seededDatabase(clock);
  const { id } = await makeKey(db);

  const done = await Promise.all([1, 2].map(() => deleteApiKey(db, id, told("revoked"), now)));

  const { items } = await listSecurityEntries(db, { from: 0, to: now }, { limit: 9 });
  assert.deepEqual(done.toSorted(), [false, true]);
  assert.equal(items.filter(({ event }) => event === "revoked").length, 1);
});

Deno.test("a use that is noted while its key is revoked leaves no note", async () => {
  await using db = await seededDatabase(clock);
  const { id } = await makeKey(db);
  const racing = interposed(db, () => deleteApiKey(db, id, told("revoked"), now));

  await noteApiKeyUse(racing, id, now);

  assert.deepEqual(await keysOf(db, "api_key_used"), []);
});

Deno.test("a use is noted once a minute, whichever process sees it", async () => {
  await using db = await seededDatabase(clock);
  const { id } = await makeKey(db);

  await Promise.all([noteApiKeyUse(db, id, now), noteApiKeyUse(db, id, now)]);
  await noteApiKeyUse(db, id, now + minute - 1);
  assert.equal((await findApiKey(db, id))?.usedAt, now);
  await noteApiKeyUse(db, id, now + minute);
  assert.equal((await findApiKey(db, id))?.usedAt, now + minute);
});

Deno.test("a key that is made while its category is deleted, is not made", async () => {
  await using db = await seededDatabase(clock);
  const { id } = await createCategory(db, { name: "short", description: "" }, now);
  const racing = interposed(db, () => deleteCategory(db, id, now));

  await assert.rejects(makeKey(racing, { categoryId: id }), (error) => (
    error instanceof Refusal && error.code === "invalid"
  ));
  assert.deepEqual(await keysOf(db, "api_key", "api_key_by_secret", "security"), []);
});

Deno.test("a category into which a key comes meanwhile is not deleted", async () => {
  await using db = await seededDatabase(clock);
  const { id } = await createCategory(db, { name: "short", description: "" }, now);
  const racing = interposed(db, () => makeKey(db, { categoryId: id }));

  await assert.rejects(deleteCategory(racing, id, now), /still has API keys/);
});

Deno.test("keys made at once under a shared server's limits all get their own number", async () => {
  const limits = { checks: 10, mutations: 900, bytes: 600 * 1024, keyBytes: 72 * 1024 };
  await using db = await seededDatabase(clock, limits);

  const made = await Promise.all(
    ["a", "b", "c", "d", "e"].map((name) =>
      makeKey(db, { name, secretHash: name, categoryId: allCategories })
    ),
  );

  assert.deepEqual(made.map(({ id }) => id).toSorted(), [1, 2, 3, 4, 5]);
});
