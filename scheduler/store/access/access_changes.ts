import { allCategories } from "../../model/category.ts";
import type { ApiKeyId, CategoryId, UserId } from "../../model/ids.ts";
import type { Commit } from "../kv/commit.ts";

/**
 * Adds to the commit that writes or deletes a user, an API key or a category that the feed tells it. Who gets the event is
 * decided where the event is made: none of them belongs to one category.
 */
export function addAccessChange(
  work: Commit,
  kind: "user" | "api_key" | "category",
  id: UserId | ApiKeyId | CategoryId,
): void {
  work.changed({ kind, id: String(id), categoryId: allCategories });
}
