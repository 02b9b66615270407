import { z } from "zod";
import { nameOf, ReadOnly, textOf, Time } from "./common.ts";

const Name = nameOf("Told apart without regard to upper and lower case.", 200);
const Description = textOf("What it is for.", 4000);
const readOnly = { id: ReadOnly, version: ReadOnly, created_at: ReadOnly, updated_at: ReadOnly };
const example = { name: "Reports", description: "Jobs that write reports" };

export const NewCategory = z.strictObject({
  name: Name,
  description: Description.optional(),
  ...readOnly,
}).meta({ id: "NewCategory", example });

/** What is not named stays. */
export const CategoryEdit = z.strictObject({
  name: Name.optional(),
  description: Description.optional(),
  ...readOnly,
}).meta({ id: "CategoryEdit", example });

export const Category = z.object({
  id: z.int(),
  name: z.string(),
  description: z.string(),
  created_at: Time,
  updated_at: Time,
}).meta({ id: "Category" });
export type Category = z.infer<typeof Category>;

export const CategoryList = z.object({ categories: z.array(Category) })
  .meta({ id: "CategoryList" });

export const CategoryRef = z.object({ id: z.int() })
  .meta({ id: "CategoryRef", example: { id: 2 } });
