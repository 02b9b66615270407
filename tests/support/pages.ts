import assert from "node:assert/strict";
import type { Page, PageRequest } from "../../scheduler/store/kv/pages.ts";

/** All items of a list, read page by page. @param between runs after each page. */
export async function allItems<T, R extends PageRequest>(
  list: (request: R) => Promise<Page<T>>,
  request: R,
  between: () => Promise<unknown> = () => Promise.resolve(),
): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await list(cursor === undefined ? request : { ...request, cursor });
    assert.ok(page.items.length <= request.limit);
    items.push(...page.items);
    cursor = page.nextCursor;
    await between();
  } while (cursor !== undefined);
  return items;
}
