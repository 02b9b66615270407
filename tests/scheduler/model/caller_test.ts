import assert from "node:assert/strict";
import type { ApiKey } from "../../../scheduler/model/api_key.ts";
import type { ApiKeyId, CategoryId, UserId } from "../../../scheduler/model/ids.ts";
import { Refusal, type RefusalCode } from "../../../scheduler/model/refusal.ts";
import {
  type Caller,
  callerName,
  mayChange,
  mustAdmin,
  mustChange,
  seen,
  sees,
  shownCategory,
} from "../../../scheduler/model/caller.ts";
import type { User } from "../../../scheduler/model/user.ts";

const [all, mine, other] = [0, 2, 3] as CategoryId[] as [CategoryId, CategoryId, CategoryId];

function aCaller(given: Partial<User> = {}): Caller {
  const user: User = {
    id: 7 as UserId,
    username: "kim",
    passwordHash: "hash",
    categoryId: mine,
    isAdmin: false,
    isPermission: false,
    tokenVersion: 1,
    version: 1,
    createdAt: 0,
    updatedAt: 0,
    ...given,
  };
  return { kind: "user", user };
}

function aKey(given: Partial<ApiKey> = {}): Caller {
  const key: ApiKey = {
    id: 7 as ApiKeyId,
    name: "robot",
    secretHash: "hash",
    categoryId: mine,
    access: "read",
    createdBy: "admin",
    createdAt: 0,
    ...given,
  };
  return { kind: "key", key };
}

function refusedAs(code: RefusalCode) {
  return (error: unknown) => error instanceof Refusal && error.code === code;
}

Deno.test("sees() shows a user his own category only", () => {
  assert.ok(sees(aCaller(), mine));
  assert.ok(!sees(aCaller(), other));
  assert.ok(!sees(aCaller(), all));
});

Deno.test("sees() shows everything to admins and to category 0", () => {
  for (const caller of [aCaller({ isAdmin: true }), aCaller({ categoryId: all })]) {
    for (const category of [all, mine, other]) assert.ok(sees(caller, category));
  }
});

Deno.test("seen() does not tell what is hidden from what is not there", () => {
  const category = (record: { categoryId: CategoryId }) => record.categoryId;
  const record = { categoryId: other };

  const messages = [record, undefined].map((one) => {
    try {
      seen(aCaller(), "job", one, category);
    } catch (error) {
      assert.ok(error instanceof Refusal && error.code === "not_found");
      return error.message;
    }
  });

  assert.ok(messages[0]);
  assert.equal(messages[0], messages[1]);
  assert.equal(seen(aCaller({ isAdmin: true }), "job", record, category), record);
});

Deno.test("mustChange() lets admins pass and those with permission", () => {
  mustChange(aCaller({ isPermission: true }));
  mustChange(aCaller({ isAdmin: true }));

  assert.throws(() => mustChange(aCaller()), refusedAs("forbidden"));
  assert.throws(() => mustChange(aCaller({ categoryId: all })), refusedAs("forbidden"));
});

Deno.test("mustAdmin() lets only admins pass", () => {
  mustAdmin(aCaller({ isAdmin: true }));

  assert.throws(() => mustAdmin(aCaller({ isPermission: true })), refusedAs("forbidden"));
});

Deno.test("an API key sees its category, changes with access change, and is never an admin", () => {
  assert.ok(sees(aKey(), mine));
  assert.ok(!sees(aKey(), other));
  assert.ok(sees(aKey({ categoryId: all }), other));
  assert.equal(shownCategory(aKey()), mine);
  assert.ok(!mayChange(aKey()));
  assert.ok(mayChange(aKey({ access: "change" })));
  assert.throws(() => mustChange(aKey()), refusedAs("forbidden"));
  assert.throws(
    () => mustAdmin(aKey({ categoryId: all, access: "change" })),
    refusedAs("forbidden"),
  );
});

Deno.test("callerName() tells a key from a user", () => {
  assert.deepEqual([callerName(aCaller()), callerName(aKey())], ["kim", "api key: robot"]);
});
