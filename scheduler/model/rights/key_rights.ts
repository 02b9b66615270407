import type { ApiKey } from "../api_key.ts";
import { mayChange, seesAll } from "../caller.ts";
import { allCategories } from "../category.ts";
import type { CategoryId } from "../ids.ts";
import type { User } from "../user.ts";

/**
 * The key with the rights that it has now: no key may do more than the user who answers for it.
 * @returns `undefined` for a key of a category that this user does not see any more.
 */
export function boundedKey(key: ApiKey, owner: User): ApiKey | undefined {
  const categoryId = boundedCategory(key.categoryId, owner);
  if (categoryId === undefined) return undefined;
  const access = mayChange({ kind: "user", user: owner }) ? key.access : "read";
  return { ...key, categoryId, access };
}

function boundedCategory(ofKey: CategoryId, owner: User): CategoryId | undefined {
  if (seesAll({ kind: "user", user: owner })) return ofKey;
  return ofKey === allCategories || ofKey === owner.categoryId ? owner.categoryId : undefined;
}
