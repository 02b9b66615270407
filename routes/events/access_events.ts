import { isAdmin } from "../../scheduler/model/caller.ts";
import type { ChangedThing } from "../../scheduler/model/change.ts";
import type { ApiKeyId, CategoryId, UserId } from "../../scheduler/model/ids.ts";
import { findApiKey } from "../../scheduler/store/access/api_keys.ts";
import { findCategory } from "../../scheduler/store/access/categories.ts";
import { findUser } from "../../scheduler/store/access/users.ts";
import type { Database } from "../../scheduler/store/kv/database.ts";
import { apiKeyToWire } from "../api_keys/wire.ts";
import { categoryToWire } from "../categories/wire.ts";
import { userToWire } from "../users/wire.ts";
import { found, type ThingEvent } from "./thing_event.ts";

/**
 * The events of users, API keys and categories, for those who may read them: admins for all users and keys, a user for the
 * own record, everybody for categories. No event has a password, a hash or a secret.
 * @returns the event of a thing; `undefined` for a thing of another kind.
 */
export async function accessEvents(
  db: Database,
  things: readonly ChangedThing[],
): Promise<(thing: ChangedThing) => ThingEvent | undefined> {
  const [users, apiKeys, categories] = await Promise.all([
    found(things, "user", (id) => findUser(db, Number(id) as UserId)),
    found(things, "api_key", (id) => findApiKey(db, Number(id) as ApiKeyId)),
    found(things, "category", (id) => findCategory(db, Number(id) as CategoryId)),
  ]);
  return ({ kind, id: text }) => {
    const id = Number(text);
    if (kind === "user") {
      const known = users.get(text);
      const data = { id, user: known === undefined ? null : userToWire(known) };
      return {
        kind,
        dataFor: (caller) =>
          isAdmin(caller) || (caller.kind === "user" && caller.user.id === id) ? data : undefined,
      };
    }
    if (kind === "api_key") {
      const known = apiKeys.get(text);
      const data = { id, api_key: known === undefined ? null : apiKeyToWire(known) };
      return { kind, dataFor: (caller) => isAdmin(caller) ? data : undefined };
    }
    if (kind === "category") {
      const known = categories.get(text);
      const data = { id, category: known === undefined ? null : categoryToWire(known) };
      return { kind, dataFor: () => data };
    }
    return undefined;
  };
}
