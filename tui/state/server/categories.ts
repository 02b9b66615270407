import type { Category } from "../../../routes/contract/access/categories.ts";
import type { ChangesEvent } from "./server_event.ts";
import {
  noRecords,
  readingRecords,
  type ToldRecords,
  withFailure,
  withRead,
  withTold,
} from "./told_records.ts";

/** All categories, as they were read. Events keep them right from then on. */
export interface CategoriesState extends ToldRecords<Category, number> {}

export type CategoriesEvent =
  | { readonly type: "categories_loading" }
  | { readonly type: "categories_read"; readonly categories: readonly Category[] }
  | { readonly type: "categories_failed"; readonly error?: string; readonly isMissing?: boolean }
  | { readonly type: "category_gone"; readonly id: number };

export const initialCategories: CategoriesState = noRecords;

export function reduceCategories(
  state: CategoriesState,
  event: CategoriesEvent | ChangesEvent,
): CategoriesState {
  switch (event.type) {
    case "categories_loading":
      return readingRecords(state);
    case "categories_read":
      return withRead(state, event.categories.map((one) => [one.id, one]));
    case "categories_failed":
      return withFailure(state, { error: event.error ?? "", isMissing: event.isMissing ?? false });
    case "category_gone":
      return withTold(state, [[event.id, null]]);
    case "changes":
      return withTold(
        state,
        event.events.flatMap((told) =>
          told.type === "category" ? [[told.id, told.category] as const] : []
        ),
      );
    default:
      return state;
  }
}
