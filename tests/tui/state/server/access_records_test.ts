import { strict as assert } from "node:assert";
import type { StateEvent } from "../../../../tui/state.ts";
import { aState } from "../../support/builders.ts";
import { aCategory, aKey, aUser } from "../../support/form_server.ts";

const told = (...events: readonly unknown[]) => ({ type: "changes", events } as StateEvent);

Deno.test("events keep users, API keys and categories right, also while they are read", () => {
  const [user, key, category] = [aUser({ id: 7 }), aKey({ id: 8 }), aCategory({ id: 9 })];

  const before = aState(told({ type: "user", id: 7, user }));
  const state = aState(
    { type: "users_read", users: [] },
    { type: "api_keys_loading" },
    told({ type: "user", id: 7, user }, { type: "api_key", id: 8, api_key: key }),
    // The list was read before the key was made.
    { type: "api_keys_read", keys: [] },
    { type: "categories_read", categories: [category] },
    told({ type: "category", id: 9, category: null }),
  );

  assert.equal(before.users.byId.size, 0);
  assert.deepEqual([...state.users.byId.values()], [user]);
  assert.deepEqual([...state.apiKeys.byId.values()], [key]);
  assert.equal(state.categories.byId.size, 0);
});
