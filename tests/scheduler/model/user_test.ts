import assert from "node:assert/strict";
import type { CategoryId, UserId } from "../../../scheduler/model/ids.ts";
import { Refusal, type RefusalCode } from "../../../scheduler/model/refusal.ts";
import { type Caller, mustAdmin, mustChange, seen, sees } from "../../../scheduler/model/user.ts";

const [all, mine, other] = [0, 2, 3] as CategoryId[] as [CategoryId, CategoryId, CategoryId];

function aCaller(given: Partial<Caller> = {}): Caller {
  const id = 7 as UserId;
  return {
    id,
    username: "kim",
    categoryId: mine,
    isAdmin: false,
    isPermission: false,
    ...given,
  };
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
