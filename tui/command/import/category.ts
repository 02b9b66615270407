import type { Carillon } from "../../client/mod.ts";
import type { Category } from "../../client/types.ts";
import { categoryId } from "../names.ts";

/** The field that puts jobs into a category, and the category itself; nothing where none is named. */
export async function categoryFor(client: Carillon, name: string | undefined): Promise<{
  readonly category: { readonly category_id?: number };
  readonly here: readonly Category[];
}> {
  if (name === undefined) return { category: {}, here: [] };
  const id = await categoryId(client, name);
  const all = await client.categories.list();
  return { category: { category_id: id }, here: all.filter((one) => one.id === id) };
}
