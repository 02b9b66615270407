import type { Category } from "../../../routes/contract/access/categories.ts";

export interface CategoriesState {
  readonly byId: ReadonlyMap<number, Category>;
  readonly phase: "none" | "ready" | "failed";
}

export type CategoriesEvent =
  | { readonly type: "categories_read"; readonly categories: readonly Category[] }
  | { readonly type: "categories_failed" }
  | { readonly type: "category_gone"; readonly id: number };

export const initialCategories: CategoriesState = { byId: new Map(), phase: "none" };

export function reduceCategories(state: CategoriesState, event: CategoriesEvent): CategoriesState {
  switch (event.type) {
    case "categories_read":
      return { byId: new Map(event.categories.map((one) => [one.id, one])), phase: "ready" };
    case "categories_failed":
      return { ...state, phase: state.byId.size > 0 ? "ready" : "failed" };
    case "category_gone": {
      const byId = new Map(state.byId);
      byId.delete(event.id);
      return { ...state, byId };
    }
    default:
      return state;
  }
}
